import Foundation

/// Reads MIMIC-CXR: the reports' tree of MIMIC-CXR 2.0.0 and the images and tables of MIMIC-CXR-JPG.
///
/// The findings and impression of `files/p10/p10000032/s50414267.txt` go to every image of the study; where a
/// report has neither, its last paragraph is the text. Splits are the publisher's.
public struct MIMICCXRReader: DatasetReader {
    /// The tables of MIMIC-CXR-JPG, decompressed.
    public struct Tables: Sendable, Equatable {
        /// `dicom_id`, `subject_id`, `study_id`, `ViewPosition` of each image.
        public var metadata: String
        /// `dicom_id` and `split` (train, validate, test) of each image.
        public var split: String
        /// `study_id` and label columns (CheXpert's or NegBio's) of each study; nil for none.
        public var labels: String?

        /// The tables under the names that they are published with.
        public init(folder: String) {
            metadata = folder + "/mimic-cxr-2.0.0-metadata.csv"
            split = folder + "/mimic-cxr-2.0.0-split.csv"
            labels = folder + "/mimic-cxr-2.0.0-chexpert.csv"
        }
    }

    private static let maximumReportBytes = 1 << 20

    private let reports: String
    private let images: String
    private let tables: Tables
    private let imageExtension: String

    /// Reads a published tree.
    ///
    /// - Parameters:
    ///   - reports: The folder that holds `files/p10/…/s*.txt`, or `p10/…` itself.
    ///   - images: The folder that holds `files/p10/…/s*/*.jpg`.
    ///   - tables: The tables; nil for those in the folder of images.
    ///   - imageExtension: `jpg`, or `dcm` for the original images.
    public init(reports: String, images: String, tables: Tables? = nil, imageExtension: String = "jpg") {
        self.reports = ImageFolder.isFolder(reports + "/files") ? reports + "/files" : reports
        self.images = images
        self.tables = tables ?? Tables(folder: images)
        self.imageExtension = imageExtension
    }

    /// Reads the tables and the reports.
    public func read() throws(DatasetError) -> DatasetReading {
        for folder in [reports, images] where !ImageFolder.isFolder(folder) {
            throw .unreadable(file: folder, reason: "there is no such folder")
        }
        let splits = try readSplits()
        let labels = try readLabels()
        var reading = ReadingInProgress()
        var table = try CSVTable(path: tables.metadata)
        let columns = try Columns(table)
        var study = Study()
        while let row = try table.next() {
            let image = try columns.image(row)
            guard let split = splits[image.dicom] else {
                reading.skip(.withoutSplit, row.origin)
                continue
            }
            let path = "files/\(image.studyPath)/\(image.dicom).\(imageExtension)"
            guard FileManager.default.fileExists(atPath: images + "/" + path) else {
                reading.skip(.imageMissing, path)
                continue
            }
            if study.path != image.studyPath {
                study = Study(path: image.studyPath, report: try readReport(image.studyPath))
            }
            var result = ManifestRow(
                image: path,
                patient: image.patient,
                study: image.study,
                view: image.view,
                split: split
            )
            result.setReport(study.report)
            result.labels = labels.states[image.study] ?? [:]
            reading.add(result, from: row.origin)
        }
        return try reading.finish(file: tables.metadata, folder: images, labelNames: labels.names)
    }

    /// The report that was read last: a study's images stand together.
    private struct Study {
        var path = ""
        var report = ""
    }

    private func readReport(_ studyPath: String) throws(DatasetError) -> String {
        let path = "\(reports)/\(studyPath).txt"
        guard FileManager.default.fileExists(atPath: path) else { return "" }
        return String(
            decoding: try FileInput.content(of: path, limit: Self.maximumReportBytes),
            as: UTF8.self
        )
    }

    private func readSplits() throws(DatasetError) -> [String: Split] {
        var table = try CSVTable(path: tables.split)
        let dicom = try table.column("dicom_id")
        let split = try table.column("split")
        var splits: [String: Split] = [:]
        while let row = try table.next() {
            guard let value = Split(name: row[split].trimmed) else {
                throw .invalidValue(row.place(split), expected: "train, validate or test")
            }
            splits[row[dicom].trimmed] = value
        }
        return splits
    }

    private func readLabels() throws(DatasetError) -> (
        names: [String], states: [String: [String: LabelState]]
    ) {
        guard let path = tables.labels else { return ([], [:]) }
        var table = try CSVTable(path: path)
        let study = try table.column("study_id")
        let columns = table.columns.filter { !["study_id", "subject_id", ""].contains($0.name) }
        var cells = LabelCells(columns.map { ($0.name, $0) })
        var states: [String: [String: LabelState]] = [:]
        while let row = try table.next() {
            states["s" + row[study].trimmed] = try cells.states(row)
        }
        return (cells.names, states)
    }

    /// The columns of the metadata.
    private struct Columns {
        let dicom: CSVColumn
        let subject: CSVColumn
        let study: CSVColumn
        let view: CSVColumn

        init(_ table: CSVTable) throws(DatasetError) {
            dicom = try table.column("dicom_id")
            subject = try table.column("subject_id")
            study = try table.column("study_id")
            view = try table.column("ViewPosition")
        }

        func image(_ row: CSVRow) throws(DatasetError) -> Image {
            let name = row[dicom].trimmed
            guard !name.isEmpty, !name.contains("/") else {
                throw .invalidValue(row.place(dicom), expected: "an image's id")
            }
            return Image(
                dicom: name,
                subject: try number(row, subject),
                study: "s" + (try number(row, study)),
                view: row[view].contentIfAny.map { View(code: $0) ?? .other }
            )
        }

        private func number(_ row: CSVRow, _ column: CSVColumn) throws(DatasetError) -> String {
            let value = row[column].trimmed
            guard value.count > 2, value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw .invalidValue(row.place(column), expected: "a number of 8 digits")
            }
            return value
        }
    }

    /// An image of the metadata.
    private struct Image {
        let dicom: String
        let subject: String
        /// The study's number after an `s`.
        let study: String
        let view: View?

        var patient: String { "p" + subject }
        var studyPath: String { "p\(subject.prefix(2))/p\(subject)/\(study)" }
    }
}
