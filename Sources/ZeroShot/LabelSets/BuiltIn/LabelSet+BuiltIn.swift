extension LabelSet {
    /// The label sets of the papers, which every installation has and nobody can change.
    public static let builtIn: [LabelSet] = [cheXpert5, cheXpert13, padChest61, vinDrCXR20, cxrLT40]

    /// The built-in set of exactly this name.
    public static func builtIn(named name: String) -> LabelSet? {
        builtIn.first { $0.name == name }
    }

    /// Whether the name is a built-in set's in any case: no set may be kept under it.
    public static func isReserved(_ name: String) -> Bool {
        builtIn.contains { $0.name?.lowercased() == name.lowercased() }
    }

    init(builtIn name: String, description: String, labels: [String]) {
        self.init(
            name: name,
            version: 1,
            description: description,
            labels: labels.map { Label(name: $0, group: nil) }
        )
    }
}
