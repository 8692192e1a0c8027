public import Foundation

/// The radiographs of a data set with their texts, labels and splits.
public struct Manifest: Sendable {
    /// The radiographs in the order of the file.
    public let rows: [ManifestRow]
    /// The labels in the order of the columns; every label of a row is among them.
    public let labelNames: [String]
    /// The folder that image paths are relative to.
    public let folder: URL

    /// A manifest of given rows; labels that the names leave out are added in alphabetical order.
    public init(rows: [ManifestRow], labelNames: [String], folder: URL) {
        let known = Set(labelNames)
        var others: Set<String> = []
        for row in rows { others.formUnion(row.labels.keys.lazy.filter { !known.contains($0) }) }
        self.rows = rows
        self.labelNames = labelNames + others.sorted()
        self.folder = URL(filePath: folder.path, directoryHint: .isDirectory).absoluteURL
    }

    /// The rows of a split in order.
    public func rows(in split: Split) -> [ManifestRow] {
        rows.filter { $0.split == split }
    }

    /// Where a row's image is.
    public func location(of row: ManifestRow) -> URL {
        URL(filePath: row.image, relativeTo: folder).absoluteURL
    }

    /// Refuses a manifest in which a patient, or an image, is in two splits: what is learnt from a patient
    /// would be tested on the same one.
    ///
    /// - Throws: ``DatasetError/sharedPatient(patient:first:second:)``,
    ///   ``DatasetError/sharedImage(image:first:second:)``, each naming the first case in the order of the
    ///   rows.
    public func requireSeparatePatients() throws(DatasetError) {
        var splitOfPatient: [String: Split] = [:]
        var splitOfImage: [String: Split] = [:]
        for row in rows {
            if let first = splitOfPatient.updateValue(row.split, forKey: row.patient), first != row.split {
                throw .sharedPatient(patient: row.patient, first: first, second: row.split)
            }
            if let first = splitOfImage.updateValue(row.split, forKey: row.image), first != row.split {
                throw .sharedImage(image: row.image, first: first, second: row.split)
            }
        }
    }
}
