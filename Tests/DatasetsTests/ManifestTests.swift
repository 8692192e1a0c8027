import Datasets
import Foundation
import Testing

@Suite("Manifest")
struct ManifestTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func manifest(_ text: String) throws -> Manifest {
        try Manifest(path: folder.write(text, to: "manifest.csv"))
    }

    private func error(_ text: String) throws -> DatasetError? {
        let path = try folder.write(text, to: "manifest.csv")
        return #expect(throws: DatasetError.self) { try Manifest(path: path) }
    }

    private func place(_ line: Int, _ column: String? = nil) -> DatasetError.Place {
        .init(file: folder.path + "/manifest.csv", line: line, column: column)
    }

    @Test func readsEveryColumn() throws {
        let manifest = try manifest(
            """
            image,patient,study,view,split,findings,impression,text,label:Edema,label:Pleural effusion
            a/1.png,p1,s1,PA,train,"Heart, lungs
            are normal.","No ""acute"" disease.",,1,0
            a/2.png,p2,,lateral,validation,,,Normal chest.,-1,
            a/3.png,p3,s3,,test,,,,1.0,-1.0

            """
        )
        #expect(manifest.labelNames == ["Edema", "Pleural effusion"])
        var first = ManifestRow(image: "a/1.png", patient: "p1", study: "s1", view: .frontal, split: .train)
        first.findings = "Heart, lungs\nare normal."
        first.impression = "No \"acute\" disease."
        first.labels = ["Edema": .present, "Pleural effusion": .absent]
        var second = ManifestRow(
            image: "a/2.png",
            patient: "p2",
            study: "a/2.png",
            view: .lateral,
            split: .validation
        )
        second.text = "Normal chest."
        second.labels = ["Edema": .uncertain]
        var third = ManifestRow(image: "a/3.png", patient: "p3", study: "s3", split: .test)
        third.labels = ["Edema": .present, "Pleural effusion": .uncertain]
        #expect(manifest.rows == [first, second, third])
        #expect(manifest.rows(in: .validation) == [second])
        #expect(manifest.location(of: first).path == folder.path + "/a/1.png")
    }

    @Test func readsByteOrderMarkAndCarriageReturns() throws {
        let manifest = try manifest("\u{FEFF}split,image,patient\r\ntrain,1.png,\"p\r\n1\"\r\ntest,2.png,p2")
        #expect(manifest.rows.map(\.image) == ["1.png", "2.png"])
        #expect(manifest.rows.map(\.patient) == ["p\r\n1", "p2"])
    }

    @Test func keepsCombiningCharactersAfterCommasAndQuotes() throws {
        let manifest = try manifest("image,patient,split,text\n1,p,train,\u{301}x\n2,p,train,\"y\"\n")
        #expect(manifest.rows.map(\.text) == ["\u{301}x", "y"])
    }

    /// Files are read in chunks of 256 KiB: quotes and line ends may lie across their ends.
    @Test func readsAcrossTheEndsOfChunks() throws {
        let start = "image,patient,split,findings,text\r\n0,"
        let middle = ",train,,\r\n1,p,train,"
        let end = "\"a\"\"b\"\"\",\"é\r\nc\"\r\n\"2\",q,test,,\r\n"
        for shift in 0...end.utf8.count {
            let length = (1 << 18) - shift - start.utf8.count - middle.utf8.count
            let filler = String(repeating: "x", count: length)
            let manifest = try manifest(start + filler + middle + end)
            #expect(manifest.rows.map(\.image) == ["0", "1", "2"])
            #expect(manifest.rows[1].findings == "a\"b\"")
            #expect(manifest.rows[1].text == "é\r\nc")
            #expect(manifest.rows[0].patient == filler)
        }
    }

    @Test func takesAbsoluteImagePathsAsTheyAre() throws {
        let manifest = try manifest("image,patient,split\n/data/1.png,p,train\n")
        #expect(manifest.location(of: manifest.rows[0]).path == "/data/1.png")
    }

    @Test(arguments: [
        ("image,patient\n", "split"), ("image,split\n", "patient"), ("patient,split\n", "image"),
    ])
    func namesAMissingColumn(header: String, column: String) throws {
        #expect(
            try error(header) == .missingColumn(file: folder.path + "/manifest.csv", column: column)
        )
    }

    @Test func refusesUnknownAndDuplicateColumns() throws {
        let file = folder.path + "/manifest.csv"
        #expect(try error("image,patient,split,Edema\n") == .unknownColumn(file: file, column: "Edema"))
        #expect(try error("image,patient,split,label:\n") == .unknownColumn(file: file, column: "label:"))
        #expect(try error("image,patient,split,view,view\n") == .duplicateColumn(file: file, column: "view"))
        #expect(
            try error("image,patient,split,label:A,label: A\n")
                == .duplicateColumn(file: file, column: "label:A")
        )
    }

    @Test(arguments: [
        ("1,p,train,,yes", "label:A", "1, 0, -1 or nothing"),
        ("1,p,train,,2", "label:A", "1, 0, -1 or nothing"),
        ("1,p,holdout,,1", "split", "train, validation or test"),
        ("1,p,,,1", "split", "train, validation or test"),
        (" ,p,train,,1", "image", "the path of an image"),
        ("1,,train,,1", "patient", "a patient's id"),
        ("1,p,train,sideways,1", "view", "frontal, lateral, other, PA, AP or nothing"),
    ])
    func namesLineAndColumnOfAWrongValue(row: String, column: String, expected: String) throws {
        let error = try error("image,patient,split,view,label:A\nok,p,train,\"\",\n\(row)\n")
        #expect(error == .invalidValue(place(3, column), expected: expected))
        #expect(
            "\(try #require(error))".hasPrefix("\(folder.path)/manifest.csv, line 3, column '\(column)': ")
        )
    }

    @Test func countsLinesWithinQuotedFields() throws {
        let error = try error("image,patient,split\n\"1\n\n2\",p,train\n3,p,never\n")
        #expect(error == .invalidValue(place(5, "split"), expected: "train, validation or test"))
    }

    @Test(arguments: [
        ("1,\"p,train\n2,p,train\n", 2, "2" as String?, DatasetError.Fault.unterminatedQuote),
        ("1,p\"q,train\n", 2, "2", .strayQuote),
        ("1,\"p\" ,train\n", 2, "2", .textAfterQuote),
        ("1,p\r2,train\n", 2, "2", .bareCarriageReturn),
        ("1,p\u{0},train\n", 2, "2", .notUTF8),
        ("1,p\n", 2, nil, .fieldCount(expected: 3, found: 2)),
        ("1,p,train\n\n2,p,train,4\n", 4, nil, .fieldCount(expected: 3, found: 4)),
    ])
    func refusesMalformedCSV(rows: String, line: Int, column: String?, fault: DatasetError.Fault) throws {
        #expect(try error("image,patient,split\n" + rows) == .malformed(place(line, column), fault))
    }

    @Test func refusesTextThatIsNotUTF8() throws {
        var data = Data("image,patient,split\n1,p".utf8)
        data.append(contentsOf: [0xE9])
        data.append(Data(",train\n".utf8))
        let path = try folder.write(data, to: "manifest.csv")
        #expect(throws: DatasetError.malformed(place(2, "2"), .notUTF8)) { try Manifest(path: path) }
    }

    @Test func refusesAFieldWithoutEnd() throws {
        let field = String(repeating: "x", count: (1 << 20) + 1)
        let fault = DatasetError.Fault.oversized(limit: 1 << 20, unit: "bytes")
        #expect(try error("image,patient,split\n1,\"\(field)\",train\n") == .malformed(place(2, "2"), fault))
    }

    @Test func saysThatAFileIsGzipped() throws {
        let path = try folder.write(Data([0x1F, 0x8B, 8, 0]), to: "manifest.csv")
        #expect(throws: DatasetError.compressed(file: path)) { try Manifest(path: path) }
        try folder.write("", to: "other.csv.gz")
        #expect(throws: DatasetError.compressed(file: folder.path + "/other.csv.gz")) {
            try Manifest(path: folder.path + "/other.csv")
        }
    }

    @Test func refusesEmptyAndMissingFiles() throws {
        let file = folder.path + "/manifest.csv"
        #expect(try error("") == .noRows(file: file, reason: "it is empty"))
        #expect(try error("image,patient,split\n") == .noRows(file: file, reason: "it has no rows"))
        #expect(throws: DatasetError.unreadable(file: "/no/such.csv", reason: "No such file or directory")) {
            try Manifest(path: "/no/such.csv")
        }
        #expect(throws: DatasetError.unreadable(file: folder.path, reason: "Is a directory")) {
            try Manifest(path: folder.path)
        }
    }

    @Test func namesThePatientInTwoSplits() throws {
        let manifest = try manifest(
            "image,patient,split\n1,p1,train\n2,p2,train\n3,p1,train\n4,p2,test\n5,p1,validation\n"
        )
        let error = #expect(throws: DatasetError.self) { try manifest.requireSeparatePatients() }
        #expect(error == .sharedPatient(patient: "p2", first: .train, second: .test))
        #expect("\(try #require(error))".contains("'p2' is in the splits train and test"))
    }

    @Test func namesTheImageInTwoSplits() throws {
        let manifest = try manifest("image,patient,split\n1,p1,train\n1,p2,test\n")
        #expect(throws: DatasetError.sharedImage(image: "1", first: .train, second: .test)) {
            try manifest.requireSeparatePatients()
        }
    }

    @Test func acceptsPatientsWithManyImages() throws {
        try manifest("image,patient,split\n1,p1,train\n2,p1,train\n3,p2,test\n").requireSeparatePatients()
    }
}
