/// Reads VinDr-CXR as PhysioNet ships it: `image_labels_train.csv`, `image_labels_test.csv` and the images.
///
/// Three radiologists read every training image, so it has three rows. Patients are not identified: every
/// image counts as one of its own. All images are frontal. Validation is cut from the training images.
public struct VinDrCXRReader: DatasetReader {
    /// What several readers make of an image.
    public enum Agreement: String, Sendable, CaseIterable, Codable {
        /// A finding is present where more than half of the readers see it.
        case majority
        /// A finding is present where a reader sees it.
        case any
    }

    private static let otherColumns: Set<String> = ["image_id", "rad_id", "rad_ID", ""]

    private let tables: [(path: String, fractions: SplitFractions?)]
    private let images: String
    private let agreement: Agreement

    /// Reads published tables; nil for one that is not wanted.
    ///
    /// - Parameters:
    ///   - images: The folder that holds the images, in `train` and `test` or not.
    ///   - agreement: How the readers of an image are made one.
    ///   - fractions: How training images are divided.
    public init(
        train: String?,
        test: String?,
        images: String,
        agreement: Agreement = .majority,
        fractions: SplitFractions = .withoutTest
    ) {
        tables = [(train, fractions), (test, nil)].compactMap { path, fractions in
            path.map { ($0, fractions) }
        }
        self.images = images
        self.agreement = agreement
    }

    /// Reads the tables.
    public func read() throws(DatasetError) -> DatasetReading {
        let folder = try ImageFolder(path: images)
        var reading = ReadingInProgress()
        var labelNames: [String] = []
        for (path, fractions) in tables {
            let reads = try reads(path)
            for image in reads.images {
                guard let file = folder.image(named: image.name) else {
                    reading.skip(.imageMissing, image.name)
                    continue
                }
                var row = ManifestRow(
                    image: file,
                    patient: image.name,
                    study: image.name,
                    view: .frontal,
                    split: fractions?.split(ofPatient: image.name) ?? .test
                )
                row.labels = image.labels(reads.labelNames, agreement)
                reading.add(row, from: image.name)
            }
            labelNames += reads.labelNames.filter { !labelNames.contains($0) }
        }
        let files = tables.map(\.path).joined(separator: ", ")
        return try reading.finish(file: files, folder: images, labelNames: labelNames)
    }

    /// What the readers of an image said.
    private struct ReadImage {
        let name: String
        var readers = 0
        /// How many readers see each label.
        var votes: [Int]

        func labels(_ names: [String], _ agreement: Agreement) -> [String: LabelState] {
            var labels: [String: LabelState] = [:]
            for (name, votes) in zip(names, votes) {
                let isPresent = agreement == .any ? votes > 0 : 2 * votes > readers
                labels[name] = isPresent ? .present : .absent
            }
            return labels
        }
    }

    private func reads(
        _ path: String
    ) throws(DatasetError) -> (labelNames: [String], images: [ReadImage]) {
        var table = try CSVTable(path: path)
        let image = try table.column("image_id")
        let columns = table.columns.filter { !Self.otherColumns.contains($0.name) }
        var indices: [String: Int] = [:]
        var images: [ReadImage] = []
        while let row = try table.next() {
            let name = try row.required(image, "an image's id")
            let index = indices[name] ?? images.count
            if index == images.count {
                indices[name] = index
                images.append(ReadImage(name: name, votes: columns.map { _ in 0 }))
            }
            images[index].readers += 1
            for (label, column) in columns.enumerated() {
                switch LabelState(code: row[column].trimmed) {
                case .present: images[index].votes[label] += 1
                case .absent: break
                case .uncertain, nil: throw .invalidValue(row.place(column), expected: "1 or 0")
                }
            }
        }
        return (columns.map(\.name), images)
    }
}
