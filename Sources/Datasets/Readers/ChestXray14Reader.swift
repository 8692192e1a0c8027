/// Reads ChestX-ray14: `Data_Entry_2017_v2020.csv` (or `Data_Entry_2017.csv`), `train_val_list.txt`,
/// `test_list.txt` and the images.
///
/// The publisher's test images are the test split; validation is cut from the others by patient. A finding
/// that an image does not list is absent. Labels have names that can be read in a sentence: Effusion is
/// `Pleural effusion`, Mass `Lung mass`, Nodule `Lung nodule`, Edema `Pulmonary edema`, Fibrosis `Pulmonary
/// fibrosis`, Hernia `Hiatal hernia`.
public struct ChestXray14Reader: DatasetReader {
    /// The published findings and the labels that they become, in the publisher's order.
    private static let labels = [
        ("Atelectasis", "Atelectasis"), ("Cardiomegaly", "Cardiomegaly"), ("Effusion", "Pleural effusion"),
        ("Infiltration", "Infiltration"), ("Mass", "Lung mass"), ("Nodule", "Lung nodule"),
        ("Pneumonia", "Pneumonia"), ("Pneumothorax", "Pneumothorax"), ("Consolidation", "Consolidation"),
        ("Edema", "Pulmonary edema"), ("Emphysema", "Emphysema"), ("Fibrosis", "Pulmonary fibrosis"),
        ("Pleural_Thickening", "Pleural thickening"), ("Hernia", "Hiatal hernia"),
        ("No Finding", "No Finding"),
    ]

    /// The files that are read.
    public struct Files: Sendable, Equatable {
        /// The table of images.
        public var entries: String
        /// The names of the images for training and validation, one a line.
        public var trainValidationList: String
        /// The names of the images for testing, one a line.
        public var testList: String
        /// The folder that holds the images, in `images_001/images` … or not.
        public var images: String

        /// The files of a folder under the names that they are published with.
        public init(folder: String) {
            entries = folder + "/Data_Entry_2017_v2020.csv"
            trainValidationList = folder + "/train_val_list.txt"
            testList = folder + "/test_list.txt"
            images = folder
        }
    }

    private let files: Files
    private let fractions: SplitFractions

    /// Reads published files.
    ///
    /// - Parameter fractions: How the patients for training and validation are divided.
    public init(_ files: Files, fractions: SplitFractions = .withoutTest) {
        self.files = files
        self.fractions = fractions
    }

    /// Reads the table and the lists.
    public func read() throws(DatasetError) -> DatasetReading {
        let training = try NameList.names(in: files.trainValidationList)
        let testing = try NameList.names(in: files.testList)
        let folder = try ImageFolder(path: files.images)
        let labelNames = Self.labels.map(\.1)
        let nameOfFinding = Dictionary(uniqueKeysWithValues: Self.labels)
        var labels = ListedLabels(names: labelNames)
        var reading = ReadingInProgress()
        var table = try CSVTable(path: files.entries)
        let columns = try Columns(table)
        while let row = try table.next() {
            let name = try row.required(columns.image, "an image's name")
            let patient = try row.required(columns.patient, "a patient's id")
            let split: Split
            if testing.contains(name) {
                split = .test
            } else if training.contains(name) {
                split = fractions.split(ofPatient: patient)
            } else {
                reading.skip(.withoutSplit, row.origin)
                continue
            }
            guard let image = folder.image(named: name) else {
                reading.skip(.imageMissing, name)
                continue
            }
            var result = ManifestRow(
                image: image,
                patient: patient,
                study: name,
                view: row[columns.view].contentIfAny.map { View(code: $0) ?? .other },
                split: split
            )
            result.labels = labels.states(try columns.findings(row, nameOfFinding))
            reading.add(result, from: row.origin)
        }
        return try reading.finish(file: files.entries, folder: files.images, labelNames: labelNames)
    }

    /// The columns that are read. Those after them have headers with commas in brackets, so that a reader
    /// sees `OriginalImage[Width` and `Height]`; there are as many of them as there are values.
    private struct Columns {
        let image: CSVColumn
        let list: CSVColumn
        let patient: CSVColumn
        let view: CSVColumn

        init(_ table: CSVTable) throws(DatasetError) {
            image = try table.column("Image Index")
            list = try table.column("Finding Labels")
            patient = try table.column("Patient ID")
            view = try table.column("View Position")
        }

        func findings(_ row: CSVRow, _ names: [String: String]) throws(DatasetError) -> [String] {
            try row[list].split(separator: "|").map { finding throws(DatasetError) in
                guard let name = names[finding.trimmed] else {
                    throw .invalidValue(row.place(list), expected: "findings of ChestX-ray14 between |")
                }
                return name
            }
        }
    }
}
