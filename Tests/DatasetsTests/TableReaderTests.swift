import Datasets
import Foundation
import Testing

@Suite("Table reader")
struct TableReaderTests {
    private let folder: TemporaryFolder
    private var columns = TableColumns(image: "file", patient: "who")

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String) throws -> DatasetReading {
        try TableReader(path: folder.write(text, to: "t.csv"), columns: columns).read()
    }

    @Test mutating func readsNamedColumns() throws {
        columns.study = "exam"
        columns.view = "position"
        columns.split = "fold"
        columns.labels = [.init(column: "Effusion", name: "Pleural effusion"), .init("Edema")]
        let reading = try read(
            """
            file,who,exam,position,fold,Effusion,Edema,ignored
            1.jpg, p1 ,e1,PA,train,1,,x
            2.jpg,p2,,Lateral,val,0,-1,x
            3.jpg,p3,,OBLIQUE 45,test,,0,x
            """
        )
        let rows = reading.manifest.rows
        #expect(rows.map(\.patient) == ["p1", "p2", "p3"])
        #expect(rows.map(\.study) == ["e1", "2.jpg", "3.jpg"])
        #expect(rows.map(\.view) == [.frontal, .lateral, .other])
        #expect(rows.map(\.split) == [.train, .validation, .test])
        #expect(
            rows.map(\.labels) == [
                ["Pleural effusion": .present], ["Pleural effusion": .absent, "Edema": .uncertain],
                ["Edema": .absent],
            ]
        )
        #expect(reading.manifest.labelNames == ["Pleural effusion", "Edema"])
        #expect(reading.manifest.folder.standardized.path == folder.url.standardized.path)
        #expect(reading.summary.description == "3 rows")
    }

    @Test mutating func findsTheSectionsOfAText() throws {
        columns.text = "report"
        let rows = try read(
            """
            file,who,report
            1,p1,"INDICATION: Cough.
            FINDINGS: Clear.
            IMPRESSION: Normal."
            2,p2,A text without headings.
            """
        ).manifest.rows
        #expect(rows[0].findings == "Clear.")
        #expect(rows[0].impression == "Normal.")
        #expect(rows[0].text == nil)
        #expect(rows[1].text == "A text without headings.")
    }

    @Test mutating func leavesOutWhatFiltersStopAndWhatIsUnknown() throws {
        columns.filters = [
            .init(column: "set", values: ["a", "b"]), .init(column: "ok", values: ["1"]),
        ]
        columns.labels = [.init("L")]
        let reading = try read("file,who,set,ok,L\n1,p,a,1,1\n2,p,c,1,1\n3,p,b,0,1\n4,p,b,1,\n5,p,b,1,0\n")
        #expect(reading.manifest.rows.map(\.image) == ["1", "5"])
        let file = folder.path + "/t.csv"
        #expect(
            reading.summary.skipped == [
                .init(reason: .nothingKnown, count: 1, examples: ["\(file), line 5"]),
                .init(reason: .filteredOut, count: 2, examples: ["\(file), line 3", "\(file), line 4"]),
            ]
        )
        #expect(
            reading.summary.description
                == "2 rows; 1 left out: neither report nor labels; 2 left out: filtered out"
        )
    }

    @Test mutating func dividesPatientsThatHaveNoSplit() throws {
        columns.labels = [.init("L")]
        let text = "file,who,L\n" + (0..<200).map { "\($0),p\($0 % 50),1\n" }.joined()
        let rows = try read(text).manifest.rows
        for row in rows { #expect(row.split == SplitFractions.standard.split(ofPatient: row.patient)) }
        #expect(Set(rows.map(\.split)) == [.train, .validation, .test])
    }

    @Test mutating func makesLabelsOfMeSHTerms() throws {
        columns.mesh = "mesh"
        let reading = try read("file,who,mesh\n1,p1,Cardiomegaly/mild|Opacity/lung/left\n2,p2,normal\n")
        #expect(reading.manifest.rows[0].labels["Cardiomegaly"] == .present)
        #expect(reading.manifest.rows[0].labels["Pneumothorax"] == .absent)
        #expect(reading.manifest.rows[1].labels["Cardiomegaly"] == .absent)
        #expect(reading.manifest.labelNames.last == "No Finding")
    }

    @Test mutating func refusesWhatIsNotThere() throws {
        let file = folder.path + "/t.csv"
        columns.labels = [.init("L")]
        #expect(throws: DatasetError.missingColumn(file: file, column: "L")) { try read("file,who\n1,p\n") }
        #expect(
            throws: DatasetError.noRows(file: file, reason: "0 rows; 1 left out: neither report nor labels")
        ) {
            try read("file,who,L\n1,p,\n")
        }
        #expect(
            throws: DatasetError.invalidValue(
                .init(file: file, line: 2, column: "L"),
                expected: "1, 0, -1 or nothing"
            )
        ) {
            try read("file,who,L\n1,p,maybe\n")
        }
    }

    @Test mutating func refusesAPatientInTwoSplits() throws {
        columns.labels = [.init("L")]
        columns.split = "fold"
        #expect(throws: DatasetError.sharedPatient(patient: "p", first: .train, second: .test)) {
            try read("file,who,L,fold\n1,p,1,train\n2,p,1,test\n")
        }
    }

    @Test func columnsCanComeFromAFile() throws {
        let path = try folder.write(
            #"{"image": "a", "patient": "b", "mesh": "m", "labels": [{"column": "E", "name": "Edema"}]}"#,
            to: "columns.json"
        )
        var expected = TableColumns(image: "a", patient: "b")
        expected.mesh = "m"
        expected.labels = [.init(column: "E", name: "Edema")]
        #expect(try TableColumns(path: path) == expected)
    }

    @Test(arguments: [
        (#"{"image": "a"}"#, "/patient"), (#"{"image": "a", "patient": "b", "studdy": "c"}"#, "/studdy"),
        (#"{"image": "a", "patient": 1}"#, "/patient"),
        (#"{"image": "a", "patient": "b", "labels": [{"column": "c"}]}"#, "/labels/0/name"),
    ])
    func namesWhatIsWrongInAFileOfColumns(json: String, pointer: String) throws {
        let file = try folder.write(json, to: "columns.json")
        let error = #expect(throws: DatasetError.self) { try TableColumns(path: file) }
        #expect("\(try #require(error))".hasPrefix("\(file) cannot be used: at '\(pointer)', expected "))
    }
}
