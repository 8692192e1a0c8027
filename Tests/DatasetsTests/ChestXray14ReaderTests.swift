import Datasets
import Testing

@Suite("ChestX-ray14")
struct ChestXray14ReaderTests {
    private static let header = """
        Image Index,Finding Labels,Follow-up #,Patient ID,Patient Age,Patient Gender,View Position,\
        OriginalImage[Width,Height],OriginalImagePixelSpacing[x,y]
        """
    private let folder: TemporaryFolder
    private var files: ChestXray14Reader.Files

    init() throws {
        folder = try TemporaryFolder()
        files = .init(folder: folder.path)
        try folder.write(
            Self.header + "\n" + """
                00900001_000.png,Cardiomegaly|Effusion,0,900001,57,M,PA,2682,2749,0.143,0.143
                00900001_001.png,No Finding,1,900001,58,M,AP,2894,2729,0.143,0.143
                00900002_000.png,Pleural_Thickening|Hernia,0,900002,80,F,PA,2500,2048,0.168,0.168
                00900003_000.png,Mass,0,900003,80,F,PA,2500,2048,0.168,0.168
                00900004_000.png,Nodule,0,900004,80,F,PA,2500,2048,0.168,0.168
                """,
            to: "Data_Entry_2017_v2020.csv"
        )
        try folder.write("00900001_000.png\r\n00900001_001.png\r\n00900004_000.png", to: "train_val_list.txt")
        try folder.write("00900002_000.png\n", to: "test_list.txt")
        try folder.writeImages([
            "images_001/images/00900001_000.png", "images_001/images/00900001_001.png",
            "images_002/images/00900002_000.png", "images_002/images/00900003_000.png",
        ])
    }

    @Test func readsPastHeadersWithCommas() throws {
        let reading = try ChestXray14Reader(files).read()
        let rows = reading.manifest.rows
        #expect(
            rows.map(\.image) == [
                "images_001/images/00900001_000.png", "images_001/images/00900001_001.png",
                "images_002/images/00900002_000.png",
            ]
        )
        #expect(rows.map(\.patient) == ["900001", "900001", "900002"])
        #expect(rows.map(\.view) == [.frontal, .frontal, .frontal])
        func present(_ row: ManifestRow) -> Set<String> {
            Set(row.labels.filter { $0.value == .present }.keys)
        }
        #expect(
            rows.map(present) == [
                ["Cardiomegaly", "Pleural effusion"], ["No Finding"],
                ["Pleural thickening", "Hiatal hernia"],
            ]
        )
        #expect(rows.allSatisfy { $0.labels.count == 15 })
        #expect(
            reading.summary.description
                == "3 rows; 1 left out: image file not found; 1 left out: not in the publisher's split"
        )
    }

    @Test func cutsValidationByPatient() throws {
        let rows = try ChestXray14Reader(files).read().manifest.rows
        let split = SplitFractions.withoutTest.split(ofPatient: "900001")
        #expect(split != .test)
        #expect(rows.map(\.split) == [split, split, .test])
        let all = try SplitFractions(train: 0, validation: 1, test: 0)
        #expect(
            try ChestXray14Reader(files, fractions: all).read().manifest.rows.map(\.split)
                == [.validation, .validation, .test]
        )
    }

    @Test func readsTheEditionWithATrailingComma() throws {
        try folder.write(
            Self.header + ",\n00900002_000.png,No Finding,0,900002,080Y,F,PA,2500,2048,0.168,0.168,\n",
            to: "Data_Entry_2017_v2020.csv"
        )
        #expect(try ChestXray14Reader(files).read().manifest.rows.count == 1)
    }

    @Test func refusesAFindingThatIsNotOneOfTheFourteen() throws {
        try folder.write(
            Self.header + "\n00900002_000.png,Infiltrate,0,900002,80,F,PA,2500,2048,0.168,0.168\n",
            to: "Data_Entry_2017_v2020.csv"
        )
        let place = DatasetError.Place(file: files.entries, line: 2, column: "Finding Labels")
        #expect(throws: DatasetError.invalidValue(place, expected: "findings of ChestX-ray14 between |")) {
            try ChestXray14Reader(files).read()
        }
    }

    @Test mutating func namesAMissingList() throws {
        files.testList = folder.path + "/none.txt"
        let reader = ChestXray14Reader(files)
        #expect(throws: DatasetError.unreadable(file: files.testList, reason: "No such file or directory")) {
            try reader.read()
        }
    }
}
