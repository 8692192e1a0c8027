/// Which columns of a CSV table hold what.
public struct TableColumns: Sendable, Equatable {
    /// A column of 1, 0, -1 and blank.
    public struct Label: Sendable, Equatable, Decodable {
        /// The column's name.
        public var column: String
        /// The label's name in the manifest.
        public var name: String

        /// A label of another name than its column's.
        public init(column: String, name: String) {
            self.column = column
            self.name = name
        }

        /// A label called as its column.
        public init(_ column: String) {
            self.init(column: column, name: column)
        }
    }

    /// Lets only rows through whose column has one of the values.
    public struct Filter: Sendable, Equatable, Decodable {
        /// The column's name.
        public var column: String
        /// The values, compared without white space at the ends.
        public var values: [String]

        /// Lets rows through whose column has one of the values.
        public init(column: String, values: [String]) {
            self.column = column
            self.values = values
        }
    }

    /// The image's path, relative to the table's folder.
    public var image: String
    /// The patient's id.
    public var patient: String
    /// The study's id; nil where every image is a study of its own.
    public var study: String?
    /// The view, as `frontal`, `PA`, `LATERAL` and the like; one that is not known counts as other, a blank
    /// as unknown.
    public var view: String?
    /// The split, as `train`, `val`, `test` and the like; nil, or a blank, for a split by the patient's id.
    public var split: String?
    /// A whole report, whose sections are found by their headings, or another text.
    public var text: String?
    /// The findings section.
    public var findings: String?
    /// The impression section.
    public var impression: String?
    /// The label columns.
    public var labels: [Label] = []
    /// Open-i's MeSH indexing, from which labels are made.
    public var mesh: String?
    /// Which rows take part: those that all filters let through.
    public var filters: [Filter] = []

    /// A table of images and patients; the other columns are added to it.
    public init(image: String, patient: String) {
        self.image = image
        self.patient = patient
    }
}
