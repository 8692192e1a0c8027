import ArgumentParser
import Datasets

/// `hilum-train prepare table`: any CSV table, by the names of its columns.
struct PrepareTable: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Read any CSV table by the names of its columns.",
        discussion: """
            Either --columns with a JSON file, such as {"image": "path", "patient": "id", "labels": [{"column": \
            "Effusion", "name": "Pleural effusion"}]}, or the options that name the columns. Image paths are \
            relative to the table's folder. Labels are 1 (present), 0 (absent), -1 (uncertain) or blank.
            """
    )

    @Argument(help: "The table.")
    var table: String

    @OptionGroup var destination: ManifestDestination
    @OptionGroup var division: PatientDivision
    @OptionGroup(title: "Columns") var columns: ColumnOptions

    func reader() throws -> any DatasetReader {
        TableReader(
            path: table,
            columns: try columns.tableColumns(),
            fractions: try division.orElse(.standard)
        )
    }
}

/// The names of a table's columns.
struct ColumnOptions: ParsableArguments {
    @Option(name: .customLong("columns"), help: "A JSON file with all of the following.")
    var file: String?

    @Option(help: "The image's path.")
    var image: String?

    @Option(help: "The patient's id.")
    var patient: String?

    @Option(help: "The study's id.")
    var study: String?

    @Option(help: "The view, such as PA, AP or lateral.")
    var view: String?

    @Option(help: "The split: train, val, test or the like. Without it patients are divided by their id.")
    var split: String?

    @Option(help: "The whole report.")
    var text: String?

    @Option(help: "The findings section.")
    var findings: String?

    @Option(help: "The impression section.")
    var impression: String?

    @Option(help: "Open-i's MeSH indexing, from which labels are made.")
    var mesh: String?

    @Option(
        name: .customLong("label"),
        help: ArgumentHelp(
            "A label's column, and the label's name if it is another; may be repeated.",
            valueName: "column[=name]"
        )
    )
    var labels: [String] = []

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "Keep only rows whose column has one of the values; may be repeated.",
            valueName: "column=value[,value]"
        )
    )
    var filters: [String] = []

    func validate() throws {
        let named = [image, patient, study, view, split, text, findings, impression, mesh].compactMap(\.self)
        let isNamed = !(named + labels + filters).isEmpty
        if file != nil, isNamed {
            throw ValidationError("Give either --columns or the options that name columns, not both.")
        }
        if file == nil, image == nil || patient == nil {
            throw ValidationError("Name at least the columns --image and --patient, or give --columns.")
        }
    }

    func tableColumns() throws -> TableColumns {
        if let file { return try TableColumns(path: file) }
        guard let image, let patient else {
            throw ValidationError("Name at least the columns --image and --patient.")
        }
        var columns = TableColumns(image: image, patient: patient)
        columns.study = study
        columns.view = view
        columns.split = split
        columns.text = text
        columns.findings = findings
        columns.impression = impression
        columns.mesh = mesh
        columns.labels = labels.map { label in
            let (column, name) = Self.divided(label)
            return TableColumns.Label(column: column, name: name ?? column)
        }
        columns.filters = try filters.map { filter in
            let (column, values) = Self.divided(filter)
            guard let values else { throw ValidationError("--where takes COLUMN=VALUE, not '\(filter)'.") }
            return TableColumns.Filter(column: column, values: values.split(separator: ",").map(String.init))
        }
        return columns
    }

    /// What is before the first equals sign and after it, if there is one.
    private static func divided(_ text: String) -> (String, String?) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count == 2 ? String(parts[1]) : nil)
    }
}
