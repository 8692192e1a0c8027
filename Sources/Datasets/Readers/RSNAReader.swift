/// Reads the RSNA Pneumonia Detection Challenge: `stage_2_train_labels.csv`,
/// `stage_2_detailed_class_info.csv` and the images.
///
/// `Pneumonia` is the challenge's target, `Normal` the class of that name: a film without the target need not
/// be normal. An image with several boxes has several rows and becomes one. The challenge gives every image
/// another `patientId`, so images of one person cannot be told to be.
public struct RSNAReader: DatasetReader {
    private static let classes = ["Lung Opacity", "No Lung Opacity / Not Normal", "Normal"]

    private let labels: String
    private let classes: String
    private let images: String
    private let fractions: SplitFractions

    /// Reads published tables.
    ///
    /// - Parameters:
    ///   - labels: `stage_2_train_labels.csv`.
    ///   - classes: `stage_2_detailed_class_info.csv`.
    ///   - images: The folder of DICOM files.
    ///   - fractions: How images are divided: the challenge does not say.
    public init(labels: String, classes: String, images: String, fractions: SplitFractions = .standard) {
        self.labels = labels
        self.classes = classes
        self.images = images
        self.fractions = fractions
    }

    /// Reads the tables.
    public func read() throws(DatasetError) -> DatasetReading {
        let folder = try ImageFolder(path: images)
        let normal = try readClasses()
        var reading = ReadingInProgress()
        for image in try FirstOfEach.values(in: labels, key: "patientId", value: "Target", Self.target) {
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
            row.labels["Pneumonia"] = image.value ? .present : .absent
            row.labels["Normal"] = normal[image.key].map { $0 ? .present : .absent }
            reading.add(row, from: image.key)
        }
        return try reading.finish(file: labels, folder: images, labelNames: ["Pneumonia", "Normal"])
    }

    private func readClasses() throws(DatasetError) -> [String: Bool] {
        let isNormal = { (row: CSVRow, column: CSVColumn) throws(DatasetError) -> Bool in
            let name = row[column].trimmed
            guard Self.classes.contains(name) else {
                let expected = Self.classes.map { "'\($0)'" }.joined(separator: " or ")
                throw .invalidValue(row.place(column), expected: expected)
            }
            return name == "Normal"
        }
        let values = try FirstOfEach.values(in: classes, key: "patientId", value: "class", isNormal)
        return Dictionary(values) { first, _ in first }
    }

    private static func target(_ row: CSVRow, _ column: CSVColumn) throws(DatasetError) -> Bool {
        switch row[column].trimmed {
        case "1": true
        case "0": false
        default: throw .invalidValue(row.place(column), expected: "1 or 0")
        }
    }
}
