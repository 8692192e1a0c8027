import Datasets
import Testing

@Suite("PadChest")
struct PadChestReaderTests {
    private static let header = """
        ,ImageID,ImageDir,StudyDate_DICOM,StudyID,PatientID,PatientBirth,PatientSex_DICOM,ViewPosition_DICOM,\
        Projection,MethodProjection,Pediatric,Modality_DICOM,ReportID,Report,MethodLabel,Labels,Localizations,\
        LabelsLocalizationsBySentence,labelCUIS,LocalizationsCUIS
        """
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeImages(["0/1_a.png", "0/2_b.png", "3_c.png", "7/4_d.png", "7/5_e.png"])
    }

    private func row(
        _ number: Int,
        _ image: String,
        patient: String,
        projection: String,
        report: String = "",
        labels: String
    ) -> String {
        """
        \(number),\(image),0,20140915,S\(number),\(patient),1930.0,F,POSTEROANTERIOR,\(projection),\
        Manual review of DICOM fields,No,CR,4765777,\(report),Physician,\(labels),"['loc right']",\
        "[['normal'], ['loc right']]","['C0205307']",[]

        """
    }

    private func read(_ rows: String, labels: [String]? = nil) throws -> DatasetReading {
        let table = try folder.write(Self.header + "\n" + rows, to: "padchest.csv")
        return try PadChestReader(table: table, images: folder.path, labels: labels).read()
    }

    @Test func readsListsProjectionsAndSpanishReports() throws {
        let reading = try read(
            row(
                0,
                "1_a.png",
                patient: "P1",
                projection: "PA",
                report: "sin hallazg patolog .",
                labels: "['normal']"
            )
                + row(
                    1,
                    "2_b.png",
                    patient: "P2",
                    projection: "AP_horizontal",
                    labels: "\"['cardiomegaly', ' NSG tube']\""
                )
                + row(
                    2,
                    "3_c.png",
                    patient: "P2",
                    projection: "L",
                    labels: "\"[\"\"kerley's lines\"\", 'cardiomegaly']\""
                )
                + row(3, "4_d.png", patient: "P3", projection: "COSTAL", report: "cost .", labels: "")
        )
        let rows = reading.manifest.rows
        #expect(rows.map(\.image) == ["0/1_a.png", "0/2_b.png", "3_c.png", "7/4_d.png"])
        #expect(rows.map(\.view) == [.frontal, .frontal, .lateral, .other])
        #expect(rows.map(\.study) == ["S0", "S1", "S2", "S3"])
        #expect(rows[0].text == "sin hallazg patolog .")
        #expect(rows[1].split == rows[2].split)
        #expect(rows[1].split == SplitFractions.standard.split(ofPatient: "P2"))
        #expect(reading.manifest.labelNames == ["NSG tube", "cardiomegaly", "kerley's lines", "normal"])
        #expect(
            rows[2].labels == [
                "NSG tube": .absent, "cardiomegaly": .present, "kerley's lines": .present, "normal": .absent,
            ]
        )
        #expect(rows[3].labels == [:])
    }

    @Test func leavesOutExcludedAndMissingImages() throws {
        let reading = try read(
            row(0, "1_a.png", patient: "P1", projection: "EXCLUDE", labels: "['normal']")
                + row(1, "2_b.png", patient: "P2", projection: "PA", labels: "['exclude']")
                + row(2, "9_z.png", patient: "P3", projection: "PA", labels: "['normal']")
                + row(3, "4_d.png", patient: "P4", projection: "PA", labels: "nan")
                + row(4, "5_e.png", patient: "P5", projection: "PA", labels: "['normal']")
        )
        let file = folder.path + "/padchest.csv"
        #expect(reading.manifest.rows.map(\.image) == ["7/5_e.png"])
        #expect(reading.manifest.labelNames == ["normal"])
        #expect(
            reading.summary.skipped == [
                .init(reason: .imageMissing, count: 1, examples: ["9_z.png"]),
                .init(reason: .nothingKnown, count: 1, examples: ["\(file), line 5"]),
                .init(
                    reason: .excludedByPublisher,
                    count: 2,
                    examples: ["\(file), line 2", "\(file), line 3"]
                ),
            ]
        )
    }

    @Test func keepsTheLabelsThatAreAskedFor() throws {
        let rows = row(0, "1_a.png", patient: "P1", projection: "PA", labels: "\"['nodule', 'scoliosis']\"")
        let manifest = try read(rows, labels: ["scoliosis", "mass"]).manifest
        #expect(manifest.labelNames == ["scoliosis", "mass"])
        #expect(manifest.rows[0].labels == ["scoliosis": .present, "mass": .absent])
    }

    @Test(arguments: ["normal", "[normal]", "\"['a' 'b']\"", "['a", "['a'] b"])
    func refusesWhatIsNoList(labels: String) throws {
        let place = DatasetError.Place(file: folder.path + "/padchest.csv", line: 2, column: "Labels")
        #expect(throws: DatasetError.invalidValue(place, expected: "a list such as ['normal']")) {
            try read(row(0, "1_a.png", patient: "P1", projection: "PA", labels: labels))
        }
    }
}
