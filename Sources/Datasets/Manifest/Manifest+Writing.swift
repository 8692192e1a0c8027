import Foundation

extension Manifest {
    /// Writes the manifest as ``init(path:)`` reads it, aside first and then renamed: the name only ever
    /// stands for the former file or the whole new one.
    ///
    /// In another folder than the manifest's own the image paths become relative to that folder where the
    /// images are in it, else absolute.
    ///
    /// - Throws: ``DatasetError/unwritable(file:reason:)``; the former file is then as it was.
    public func write(to path: String) throws(DatasetError) {
        let target = URL(filePath: path).absoluteURL.deletingLastPathComponent()
        let moves = target.standardized.path != folder.standardized.path
        let output = try FileReplacement(path: path)
        let header = ["image", "patient", "study", "view", "split", "findings", "impression", "text"]
        try output.write(header + labelNames.map { "label:" + $0 })
        for row in rows {
            let image = moves ? imagePath(of: row, seenFrom: target) : row.image
            let columns: [String?] = [
                image, row.patient, row.study == row.image ? nil : row.study, row.view?.rawValue,
                row.split.rawValue, row.findings, row.impression, row.text,
            ]
            try output.write(columns.map { $0 ?? "" } + labelNames.map { row.labels[$0]?.code ?? "" })
        }
        try output.commit()
    }

    private func imagePath(of row: ManifestRow, seenFrom target: URL) -> String {
        let path = location(of: row).standardized.path
        let prefix = target.standardized.path + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
    }
}
