import Datasets
import Testing

@Suite("CheXpert")
struct CheXpertReaderTests {
    private static let header = """
        Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Enlarged Cardiomediastinum,Cardiomegaly,Lung Opacity,\
        Lung Lesion,Edema,Consolidation,Pneumonia,Atelectasis,Pneumothorax,Pleural Effusion,Pleural Other,\
        Fracture,Support Devices
        """
    private let folder: TemporaryFolder
    private let train: String
    private let validation: String

    init() throws {
        folder = try TemporaryFolder()
        train = try folder.write(
            Self.header + "\n" + """
                CheXpert-v1.0-small/train/patient90001/study1/view1_frontal.jpg,Female,68,Frontal,AP,1.0,,,,,,,,,0.0,,,,1.0
                CheXpert-v1.0-small/train/patient90002/study2/view1_frontal.jpg,Female,87,Frontal,AP,,,-1.0,1.0,,-1.0,-1.0,,-1.0,,-1.0,,1.0,
                CheXpert-v1.0-small/train/patient90002/study2/view2_lateral.jpg,Female,87,Lateral,,,,-1.0,1.0,,-1.0,-1.0,,-1.0,,-1.0,,1.0,
                CheXpert-v1.0-small/train/patient90003/study1/view1_frontal.jpg,Male,83,Frontal,AP,1.0,,,,,,,,,,,,,
                """,
            to: "train.csv"
        )
        validation = try folder.write(
            Self.header
                + "\nCheXpert-v1.0-small/valid/patient94541/study1/view1_frontal.jpg,Male,73,Frontal,AP,"
                + "0.0,1.0,1.0,1.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0,0.0\n",
            to: "valid.csv"
        )
        try folder.writeImages([
            "CheXpert-v1.0-small/train/patient90001/study1/view1_frontal.jpg",
            "CheXpert-v1.0-small/train/patient90002/study2/view1_frontal.jpg",
            "CheXpert-v1.0-small/train/patient90002/study2/view2_lateral.jpg",
            "CheXpert-v1.0-small/valid/patient94541/study1/view1_frontal.jpg",
            "CheXpert-v1.0-small/test/patient95001/study1/view1_frontal.jpg",
        ])
    }

    @Test func readsBothTables() throws {
        let reading = try CheXpertReader(train: train, validation: validation, images: folder.path).read()
        let rows = reading.manifest.rows
        #expect(reading.manifest.labelNames.count == 14)
        #expect(reading.manifest.labelNames.first == "No Finding")
        #expect(rows.map(\.patient) == ["patient90001", "patient90002", "patient90002", "patient94541"])
        #expect(rows[1].study == "patient90002/study2" && rows[1].study == rows[2].study)
        #expect(rows.map(\.view) == [.frontal, .frontal, .lateral, .frontal])
        #expect(rows.map(\.split) == [.train, .train, .train, .validation])
        #expect(
            rows[0].labels == ["No Finding": .present, "Pneumothorax": .absent, "Support Devices": .present]
        )
        #expect(
            rows[1].labels == [
                "Cardiomegaly": .uncertain, "Lung Opacity": .present, "Edema": .uncertain,
                "Consolidation": .uncertain, "Atelectasis": .uncertain, "Pleural Effusion": .uncertain,
                "Fracture": .present,
            ]
        )
        #expect(rows[3].labels.count == 14)
        #expect(reading.summary.description == "4 rows; 1 left out: image file not found")
    }

    @Test func findsImagesFromTheFirstFolderOfThePath() throws {
        let images = folder.path + "/CheXpert-v1.0-small"
        let manifest = try CheXpertReader(train: nil, validation: validation, images: images).read().manifest
        #expect(manifest.rows.map(\.image) == ["valid/patient94541/study1/view1_frontal.jpg"])
    }

    @Test func readsTestLabelsWithoutViews() throws {
        let test = try folder.write(
            "Path,Edema,Fracture\ntest/patient95001/study1/view1_frontal.jpg,1.0,0.0\n",
            to: "test_labels.csv"
        )
        let images = folder.path + "/CheXpert-v1.0-small"
        let row = try CheXpertReader(train: nil, validation: nil, test: test, images: images).read().manifest
            .rows[0]
        #expect(row.view == .frontal)
        #expect(row.split == .test)
        #expect(row.labels == ["Edema": .present, "Fracture": .absent])
    }

    @Test func refusesPathsThatNameNoPatient() throws {
        let test = try folder.write("Path,Edema\nimages/1.jpg,1.0\n", to: "test_labels.csv")
        let error = #expect(throws: DatasetError.self) {
            try CheXpertReader(train: nil, validation: nil, test: test, images: folder.path).read()
        }
        let place = DatasetError.Place(file: test, line: 2, column: "Path")
        #expect(error == .invalidValue(place, expected: "…/patient00001/study1/view1_frontal.jpg"))
    }
}
