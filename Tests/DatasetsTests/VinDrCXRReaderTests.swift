import Datasets
import Testing

@Suite("VinDr-CXR")
struct VinDrCXRReaderTests {
    private let folder: TemporaryFolder
    private let train: String
    private let test: String

    init() throws {
        folder = try TemporaryFolder()
        train = try folder.write(
            """
            image_id,rad_id,Aortic enlargement,Nodule/Mass,No finding
            aa,R1,1,0,0
            bb,R8,0,0,1
            aa,R2,1,1,0
            aa,R3,0,0,0
            bb,R9,0,0,1
            bb,R10,0,1,0
            cc,R1,0,0,1

            """,
            to: "image_labels_train.csv"
        )
        test = try folder.write(
            "image_id,Aortic enlargement,Nodule/Mass,No finding\ndd,0,1,0\n",
            to: "image_labels_test.csv"
        )
        try folder.writeImages(["train/aa.dicom", "train/bb.dicom", "test/dd.dicom"])
    }

    @Test func takesTheMajorityOfReaders() throws {
        let reading = try VinDrCXRReader(train: train, test: test, images: folder.path).read()
        let rows = reading.manifest.rows
        #expect(rows.map(\.image) == ["train/aa.dicom", "train/bb.dicom", "test/dd.dicom"])
        #expect(rows.map(\.view) == [.frontal, .frontal, .frontal])
        #expect(
            rows[0].labels == ["Aortic enlargement": .present, "Nodule/Mass": .absent, "No finding": .absent]
        )
        #expect(
            rows[1].labels == ["Aortic enlargement": .absent, "Nodule/Mass": .absent, "No finding": .present]
        )
        #expect(rows[2].labels["Nodule/Mass"] == .present)
        #expect(rows[2].split == .test)
        #expect(rows[0].split == SplitFractions.withoutTest.split(ofPatient: "aa"))
        #expect(reading.summary.skipped == [.init(reason: .imageMissing, count: 1, examples: ["cc"])])
    }

    @Test func takesAnyReader() throws {
        let rows = try VinDrCXRReader(train: train, test: nil, images: folder.path, agreement: .any).read()
            .manifest.rows
        #expect(
            rows[0].labels == [
                "Aortic enlargement": .present, "Nodule/Mass": .present, "No finding": .absent,
            ]
        )
        #expect(rows[1].labels["Nodule/Mass"] == .present)
    }

    @Test func refusesWhatIsNoVote() throws {
        let broken = try folder.write("image_id,rad_id,ILD\naa,R1,-1\n", to: "broken.csv")
        let place = DatasetError.Place(file: broken, line: 2, column: "ILD")
        #expect(throws: DatasetError.invalidValue(place, expected: "1 or 0")) {
            try VinDrCXRReader(train: broken, test: nil, images: folder.path).read()
        }
    }
}
