/// A radiograph with what is known about it.
public struct ManifestRow: Sendable, Equatable {
    /// The image's path as written: relative to the manifest's folder, or absolute.
    public var image: String
    /// The patient's id; rows of one patient belong to one split.
    public var patient: String
    /// The study's id; a study may have several views.
    public var study: String
    /// From where the radiograph was taken; nil where it is not known.
    public var view: View?
    /// What the row is for.
    public var split: Split
    /// The report's findings section; nil where there is none.
    public var findings: String?
    /// The report's impression section; nil where there is none.
    public var impression: String?
    /// A whole report, or another text, where its sections are not known.
    public var text: String?
    /// The findings that were assessed.
    public var labels: [String: LabelState]

    /// A row without a text and without labels.
    public init(image: String, patient: String, study: String, view: View? = nil, split: Split) {
        self.image = image
        self.patient = patient
        self.study = study
        self.view = view
        self.split = split
        labels = [:]
    }
}
