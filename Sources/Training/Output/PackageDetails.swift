/// What a person must say about a model that numbers cannot: it goes into the package and its card.
public struct PackageDetails: Sendable, Equatable {
    /// Short name, `[a-z0-9.-]`, at most 64 characters.
    public var id: String
    /// One sentence on what the model is.
    public var description: String
    /// Terms of the weights and attributions of the data.
    public var license: String
    /// Where the training data come from, one sentence.
    public var data: String
    /// What the model must not be trusted with, one sentence each.
    public var limits: [String]
    /// The commit of the program's sources, if it is known.
    public var commit: String?

    /// Groups the texts.
    public init(
        id: String,
        description: String,
        license: String,
        data: String,
        limits: [String],
        commit: String? = nil
    ) {
        self.id = id
        self.description = description
        self.license = license
        self.data = data
        self.limits = limits
        self.commit = commit
    }
}
