import Datasets
import Foundation
import Testing

@Suite("MIMIC-CXR")
struct MIMICCXRReaderTests {
    private let folder: TemporaryFolder
    private let study = "files/p10/p10999901/s50999901"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            """
            dicom_id,subject_id,study_id,PerformedProcedureStepDescription,ViewPosition,Rows,Columns,StudyDate,\
            StudyTime,ProcedureCodeSequence_CodeMeaning,ViewCodeSequence_CodeMeaning,\
            PatientOrientationCodeSequence_CodeMeaning
            aa-11,10999901,50999901,CHEST (PA AND LAT),PA,3056,2544,21800506,213014.531,CHEST (PA AND LAT),\
            postero-anterior,Erect
            aa-12,10999901,50999901,CHEST (PA AND LAT),LATERAL,3056,2544,21800506,213014.531,CHEST (PA AND LAT),\
            lateral,Erect
            bb-21,11999902,51999902,CHEST (PORTABLE AP),AP AXIAL,2000,2500,21900101,1,CHEST (PORTABLE AP),,
            cc-31,12999903,52999903,,,2000,2500,21900101,1,,,
            dd-41,13999904,53999904,,SWIMMERS,2000,2500,21900101,1,,,
            ee-51,14999905,54999905,,LL,2000,2500,21900101,1,,,
            ff-61,15999906,55999906,,PA,2000,2500,21900101,1,,,

            """,
            to: "jpg/mimic-cxr-2.0.0-metadata.csv"
        )
        try folder.write(
            """
            dicom_id,study_id,subject_id,split
            aa-11,50999901,10999901,train
            aa-12,50999901,10999901,train
            bb-21,51999902,11999902,validate
            cc-31,52999903,12999903,test
            dd-41,53999904,13999904,test
            ee-51,54999905,14999905,train

            """,
            to: "jpg/mimic-cxr-2.0.0-split.csv"
        )
        try folder.write(
            """
            subject_id,study_id,Atelectasis,No Finding,Support Devices
            10999901,50999901,1.0,,-1.0
            12999903,52999903,,1.0,0.0

            """,
            to: "jpg/mimic-cxr-2.0.0-chexpert.csv"
        )
        try folder.writeImages(
            ["\(study)/aa-11.jpg", "\(study)/aa-12.jpg"].map { "jpg/" + $0 }
                + ["bb-21", "cc-31", "dd-41", "ff-61"].enumerated().map { index, name in
                    let number = "\(index + 1)99990\(index + 2)"
                    return index == 3
                        ? "jpg/files/p15/p15999906/s55999906/ff-61.jpg"
                        : "jpg/files/p1\(index + 1)/p1\(number)/s5\(number)/\(name).jpg"
                }
        )
        try folder.write(
            """
                                             FINAL REPORT
             EXAMINATION:  CHEST (PA AND LAT)
             
             INDICATION:  ___ year old woman with ?pleural effusion  // ?pleural effusion
             
             FINDINGS: 
             
             The lungs are clear of ___ consolidation.
             
             IMPRESSION: 
             
             No pneumonia.

            """,
            to: "reports/\(study).txt"
        )
        try folder.write(
            " CHEST RADIOGRAPH\n \n Heart size is normal.\n",
            to: "reports/files/p11/p11999902/s51999902.txt"
        )
    }

    private func read() throws -> DatasetReading {
        try MIMICCXRReader(reports: folder.path + "/reports", images: folder.path + "/jpg").read()
    }

    @Test func givesEveryImageItsStudysReport() throws {
        let rows = try read().manifest.rows
        #expect(
            rows.map(\.image) == [
                "\(study)/aa-11.jpg", "\(study)/aa-12.jpg", "files/p11/p11999902/s51999902/bb-21.jpg",
                "files/p12/p12999903/s52999903/cc-31.jpg",
            ]
        )
        #expect(rows.map(\.patient) == ["p10999901", "p10999901", "p11999902", "p12999903"])
        #expect(rows.map(\.study) == ["s50999901", "s50999901", "s51999902", "s52999903"])
        #expect(rows.map(\.view) == [.frontal, .lateral, .frontal, nil])
        #expect(rows.map(\.split) == [.train, .train, .validation, .test])
        for row in rows.prefix(2) {
            #expect(row.findings == "The lungs are clear of consolidation.")
            #expect(row.impression == "No pneumonia.")
            #expect(row.text == nil)
        }
        #expect(rows[2].sentences() == ["Heart size is normal."])
    }

    @Test func keepsBlankLabelsApartFromAbsentOnes() throws {
        let manifest = try read().manifest
        #expect(manifest.labelNames == ["Atelectasis", "No Finding", "Support Devices"])
        #expect(manifest.rows[0].labels == ["Atelectasis": .present, "Support Devices": .uncertain])
        #expect(manifest.rows[2].labels == [:])
        #expect(manifest.rows[3].labels == ["No Finding": .present, "Support Devices": .absent])
    }

    @Test func countsWhatItLeavesOut() throws {
        let file = folder.path + "/jpg/mimic-cxr-2.0.0-metadata.csv"
        let missing = "files/p14/p14999905/s54999905/ee-51.jpg"
        #expect(
            try read().summary.skipped == [
                .init(reason: .imageMissing, count: 1, examples: [missing]),
                .init(reason: .nothingKnown, count: 1, examples: ["\(file), line 6"]),
                .init(reason: .withoutSplit, count: 1, examples: ["\(file), line 8"]),
            ]
        )
    }

    @Test func refusesAnIDThatLeadsElsewhere() throws {
        let file = try folder.write(
            "dicom_id,subject_id,study_id,ViewPosition\naa-11,../../etc,50999901,PA\n",
            to: "jpg/mimic-cxr-2.0.0-metadata.csv"
        )
        try folder.write("dicom_id,split\naa-11,train\n", to: "jpg/mimic-cxr-2.0.0-split.csv")
        let place = DatasetError.Place(file: file, line: 2, column: "subject_id")
        #expect(throws: DatasetError.invalidValue(place, expected: "a number of 8 digits")) { try read() }
    }

    @Test func saysWhichFolderOrTableIsNotThere() throws {
        let missing = folder.path + "/none"
        #expect(throws: DatasetError.unreadable(file: missing, reason: "there is no such folder")) {
            try MIMICCXRReader(reports: missing, images: folder.path + "/jpg").read()
        }
        var tables = MIMICCXRReader.Tables(folder: folder.path + "/jpg")
        tables.labels = missing
        #expect(throws: DatasetError.unreadable(file: missing, reason: "No such file or directory")) {
            try MIMICCXRReader(reports: folder.path, images: folder.path + "/jpg", tables: tables).read()
        }
    }
}
