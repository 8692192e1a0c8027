import Foundation

/// Reads PadChest: `PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv` and its images.
///
/// Reports stay as published: Spanish, stemmed, without sections. Every label that the table uses becomes a
/// column; one that is not in a row's list is absent there, and a row without a list has no labels. Images of
/// the projection EXCLUDE and those labelled `exclude` are left out.
public struct PadChestReader: DatasetReader {
    private static let excludedLabel = "exclude"

    private let table: String
    private let images: String
    private let wanted: [String]?
    private let fractions: SplitFractions

    /// Reads a published table.
    ///
    /// - Parameters:
    ///   - images: The folder of images, in folders by `ImageDir` or not.
    ///   - labels: The labels to keep, as published; nil for all (about 190).
    ///   - fractions: How patients are divided: the publisher does not say.
    public init(
        table: String,
        images: String,
        labels: [String]? = nil,
        fractions: SplitFractions = .standard
    ) {
        self.table = table
        self.images = images
        wanted = labels
        self.fractions = fractions
    }

    /// Reads the table twice: first for the labels that it uses.
    public func read() throws(DatasetError) -> DatasetReading {
        let names = if let wanted { wanted } else { try usedLabels() }
        var labels = ListedLabels(names: names)
        let folder = try ImageFolder(path: images)
        var reading = ReadingInProgress()
        var table = try CSVTable(path: table)
        let columns = try Columns(table)
        while let row = try table.next() {
            let listed = try columns.labels(row)
            let projection = row[columns.projection].trimmed
            guard projection != "EXCLUDE", listed?.contains(Self.excludedLabel) != true else {
                reading.skip(.excludedByPublisher, row.origin)
                continue
            }
            let name = try row.required(columns.image, "an image's name")
            guard let image = folder.image(named: name) else {
                reading.skip(.imageMissing, name)
                continue
            }
            let patient = try row.required(columns.patient, "a patient's id")
            var result = ManifestRow(
                image: image,
                patient: patient,
                study: row[columns.study].contentIfAny ?? name,
                view: projection.contentIfAny.map { View(code: $0) ?? .other },
                split: fractions.split(ofPatient: patient)
            )
            result.text = row[columns.report].contentIfAny
            result.labels = listed.map { labels.states($0) } ?? [:]
            reading.add(result, from: row.origin)
        }
        return try reading.finish(file: self.table, folder: images, labelNames: names)
    }

    private func usedLabels() throws(DatasetError) -> [String] {
        var table = try CSVTable(path: table)
        let columns = try Columns(table)
        var used: Set<String> = []
        while let row = try table.next() { used.formUnion(try columns.labels(row) ?? []) }
        return used.subtracting([Self.excludedLabel]).sorted()
    }

    /// The columns that are read.
    private struct Columns {
        let image: CSVColumn
        let patient: CSVColumn
        let study: CSVColumn
        let projection: CSVColumn
        let report: CSVColumn
        let list: CSVColumn

        init(_ table: CSVTable) throws(DatasetError) {
            image = try table.column("ImageID")
            patient = try table.column("PatientID")
            study = try table.column("StudyID")
            projection = try table.column("Projection")
            report = try table.column("Report")
            list = try table.column("Labels")
        }

        /// The row's labels; nil where it has no list.
        func labels(_ row: CSVRow) throws(DatasetError) -> [String]? {
            let text = row[list].trimmed
            guard !text.isEmpty, text != "nan" else { return nil }
            guard let items = PythonList.strings(text) else {
                throw .invalidValue(row.place(list), expected: "a list such as ['normal']")
            }
            let labels = items.compactMap(\.contentIfAny)
            return labels.isEmpty ? nil : labels
        }
    }
}
