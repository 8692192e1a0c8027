/// Everything that decides what a training run does, apart from the data and the package it starts from.
///
/// What a recipe leaves out has the number of Jang, Kyung et al. (Scientific Reports 2024) or, where that
/// paper is silent, the default that stands with the property. Every property is a key of the YAML file under
/// the same name and in the same place, so that a key path such as `optimization.learningRate` names both.
public struct Recipe: Codable, Sendable, Equatable {
    /// What the run is called; the file's name without its extension where the file does not say.
    public var name: String
    /// One or two sentences for the model card.
    public var description: String
    /// The loss.
    public var objective: Objective
    /// What is trained on.
    public var data: DataSelection = .init()
    /// How radiographs are varied.
    public var augmentation: Augmentation = .init()
    /// Where the encoders come from.
    public var initialization: Initialization = .init()
    /// How the weights move.
    public var optimization: Optimization = .init()
    /// What decides which weights are kept.
    public var validation: Validation = .init()
    /// When the run is saved.
    public var checkpoints: Checkpoints = .init()
    /// What the machine gives to the run.
    public var resources: Resources = .init()

    /// A recipe with the paper's numbers.
    public init(name: String, description: String = "", framework: Framework) {
        self.name = name
        self.description = description
        objective = Objective(framework: framework)
    }
}
