/// Reads the SIIM-ACR Pneumothorax challenge: `train-rle.csv` and the images.
///
/// Header and values have a leading blank there. An encoding of -1 means no pneumothorax; an image with
/// several regions has several rows and becomes one. Patients are not identified: every image counts as one
/// of its own.
public struct SIIMReader: DatasetReader {
    private static let label = "Pneumothorax"

    private let table: String
    private let images: String
    private let fractions: SplitFractions

    /// Reads a published table.
    ///
    /// - Parameters:
    ///   - images: The folder that holds the DICOM files, each in folders of its own or not.
    ///   - fractions: How images are divided: the challenge does not say.
    public init(table: String, images: String, fractions: SplitFractions = .standard) {
        self.table = table
        self.images = images
        self.fractions = fractions
    }

    /// Reads the table.
    public func read() throws(DatasetError) -> DatasetReading {
        let folder = try ImageFolder(path: images)
        var reading = ReadingInProgress()
        let pixels = "EncodedPixels"
        for image in try FirstOfEach.values(in: table, key: "ImageId", value: pixels, Self.isMarked) {
            guard let file = folder.image(named: image.key) else {
                reading.skip(.imageMissing, image.key)
                continue
            }
            var row = ManifestRow(
                image: file,
                patient: image.key,
                study: image.key,
                view: .frontal,
                split: fractions.split(ofPatient: image.key)
            )
            row.labels[Self.label] = image.value ? .present : .absent
            reading.add(row, from: image.key)
        }
        return try reading.finish(file: table, folder: images, labelNames: [Self.label])
    }

    private static func isMarked(_ row: CSVRow, _ column: CSVColumn) throws(DatasetError) -> Bool {
        let code = row[column].trimmed
        if code == "-1" { return false }
        guard !code.isEmpty, code.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x20 }) else {
            throw .invalidValue(row.place(column), expected: "a run-length encoding or -1")
        }
        return true
    }
}
