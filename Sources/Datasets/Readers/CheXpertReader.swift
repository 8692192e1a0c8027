import Foundation

/// Reads CheXpert: `train.csv`, `valid.csv` and the test labels, of the full or the small edition.
///
/// A blank cell is a label that the report does not mention, -1 one that it leaves open; both are kept apart.
/// Splits are the publisher's. There are no reports.
public struct CheXpertReader: DatasetReader {
    private static let otherColumns: Set<String> = ["Path", "Sex", "Age", "Frontal/Lateral", "AP/PA", ""]

    private let tables: [(path: String, split: Split)]
    private let images: String

    /// Reads published tables; nil for one that is not wanted.
    ///
    /// - Parameter images: The folder that the paths of the tables (`CheXpert-v1.0-small/train/…`) start in,
    ///   or the one that they name first.
    public init(train: String?, validation: String?, test: String? = nil, images: String) {
        tables = [(train, Split.train), (validation, .validation), (test, .test)].compactMap { path, split in
            path.map { ($0, split) }
        }
        self.images = images
    }

    /// Reads the tables.
    public func read() throws(DatasetError) -> DatasetReading {
        guard ImageFolder.isFolder(images) else {
            throw .unreadable(file: images, reason: "there is no such folder")
        }
        var reading = ReadingInProgress()
        var labelNames: [String] = []
        for (path, split) in tables {
            let names = try read(path, split, into: &reading)
            labelNames += names.filter { !labelNames.contains($0) }
        }
        let files = tables.map(\.path).joined(separator: ", ")
        return try reading.finish(file: files, folder: images, labelNames: labelNames)
    }

    private func read(
        _ file: String,
        _ split: Split,
        into reading: inout ReadingInProgress
    ) throws(DatasetError) -> [String] {
        var table = try CSVTable(path: file)
        let path = try table.column("Path")
        let view = table.column(ifPresent: "Frontal/Lateral")
        let columns = table.columns.filter { !Self.otherColumns.contains($0.name) }
        var labels = LabelCells(columns.map { ($0.name, $0) })
        while let row = try table.next() {
            let published = row[path].trimmed
            guard let place = Place(published) else {
                throw .invalidValue(row.place(path), expected: "…/patient00001/study1/view1_frontal.jpg")
            }
            guard let image = existing(published) else {
                reading.skip(.imageMissing, published)
                continue
            }
            var result = ManifestRow(
                image: image,
                patient: place.patient,
                study: place.study,
                view: View(code: row[view].contentIfAny ?? place.view),
                split: split
            )
            result.labels = try labels.states(row)
            reading.add(result, from: row.origin)
        }
        return labels.names
    }

    /// The path relative to the folder of images, where the image is there.
    private func existing(_ published: String) -> String? {
        let shorter = published.split(separator: "/").dropFirst().joined(separator: "/")
        return [published, shorter].first {
            FileManager.default.fileExists(atPath: images + "/" + $0)
        }
    }

    /// What a path says.
    private struct Place {
        let patient: String
        let study: String
        let view: String

        init?(_ path: String) {
            let parts = path.split(separator: "/").map(String.init)
            guard let index = parts.firstIndex(where: { $0.hasPrefix("patient") }), index + 3 == parts.count,
                !parts.contains("..")
            else { return nil }
            patient = parts[index]
            study = parts[index] + "/" + parts[index + 1]
            let name = parts[index + 2].prefix { $0 != "." }
            view = name.split(separator: "_").last.map(String.init) ?? ""
        }
    }
}
