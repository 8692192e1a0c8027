import Datasets
import Testing

@Suite("RSNA pneumonia challenge")
struct RSNAReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeImages(["dcm/aa.dcm", "dcm/bb.dcm", "dcm/cc.dcm"])
        try folder.write(
            """
            patientId,class
            aa,No Lung Opacity / Not Normal
            bb,Lung Opacity
            bb,Lung Opacity
            cc,Normal

            """,
            to: "classes.csv"
        )
    }

    private func read(_ labels: String) throws -> DatasetReading {
        let labels = try folder.write("patientId,x,y,width,height,Target\n" + labels, to: "labels.csv")
        return try RSNAReader(
            labels: labels,
            classes: folder.path + "/classes.csv",
            images: folder.path + "/dcm"
        ).read()
    }

    @Test func makesOneRowOfManyBoxes() throws {
        let reading = try read(
            "aa,,,,,0\nbb,264.0,152.0,213.0,379.0,1\nbb,562.0,152.0,256.0,453.0,1\ncc,,,,,0\ndd,,,,,0\n"
        )
        let rows = reading.manifest.rows
        #expect(rows.map(\.image) == ["aa.dcm", "bb.dcm", "cc.dcm"])
        #expect(
            rows.map(\.labels) == [
                ["Pneumonia": .absent, "Normal": .absent], ["Pneumonia": .present, "Normal": .absent],
                ["Pneumonia": .absent, "Normal": .present],
            ]
        )
        for row in rows { #expect(row.split == SplitFractions.standard.split(ofPatient: row.patient)) }
        #expect(reading.summary.skipped == [.init(reason: .imageMissing, count: 1, examples: ["dd"])])
    }

    @Test func refusesContradictionsAndOtherValues() throws {
        let file = folder.path + "/labels.csv"
        let place = DatasetError.Place(file: file, line: 3, column: "Target")
        #expect(throws: DatasetError.contradiction(place, firstLine: 2)) {
            try read("aa,,,,,0\naa,1.0,1.0,1.0,1.0,1\n")
        }
        #expect(throws: DatasetError.invalidValue(place, expected: "1 or 0")) {
            try read("aa,,,,,0\nbb,,,,,\n")
        }
        try folder.write("patientId,class\naa,Lung opacity\n", to: "classes.csv")
        #expect(throws: DatasetError.self) { try read("aa,,,,,0\n") }
    }
}

@Suite("SIIM pneumothorax challenge")
struct SIIMReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeImages([
            "dicom-images-train/1.2.276.1/1.2.276.2/1.2.276.91.dcm",
            "dicom-images-train/1.2.276.3/1.2.276.4/1.2.276.92.dcm",
        ])
    }

    private func read(_ rows: String) throws -> DatasetReading {
        let table = try folder.write("ImageId, EncodedPixels\n" + rows, to: "train-rle.csv")
        return try SIIMReader(table: table, images: folder.path).read()
    }

    @Test func readsPastLeadingBlanks() throws {
        let reading = try read(
            "1.2.276.91, -1\n1.2.276.92, 557374 2 1015 8\n1.2.276.92, 9 1\n1.2.276.93,-1\n"
        )
        let rows = reading.manifest.rows
        #expect(
            rows.map(\.image) == [
                "dicom-images-train/1.2.276.1/1.2.276.2/1.2.276.91.dcm",
                "dicom-images-train/1.2.276.3/1.2.276.4/1.2.276.92.dcm",
            ]
        )
        #expect(rows.map(\.labels) == [["Pneumothorax": .absent], ["Pneumothorax": .present]])
        #expect(reading.summary.skipped == [.init(reason: .imageMissing, count: 1, examples: ["1.2.276.93"])])
    }

    @Test func refusesContradictionsAndOtherValues() throws {
        let place = DatasetError.Place(file: folder.path + "/train-rle.csv", line: 3, column: "EncodedPixels")
        #expect(throws: DatasetError.contradiction(place, firstLine: 2)) {
            try read("1.2.276.91, -1\n1.2.276.91, 5 1\n")
        }
        #expect(throws: DatasetError.invalidValue(place, expected: "a run-length encoding or -1")) {
            try read("1.2.276.91, -1\n1.2.276.92, none\n")
        }
    }
}
