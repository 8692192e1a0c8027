public import Recipes

/// Where a run stands: with the weights and the optimiser's moments beside it, all that is needed to go on.
///
/// Random draws follow from the seed and the place in the run, so no generator is part of it.
public struct RunState: Codable, Sendable, Equatable {
    /// What the run does.
    public var recipe: Recipe
    /// ``Recipe/fingerprint`` of that recipe.
    public var fingerprint: String
    /// SHA-256 of what the run was started with, by name, such as `manifest` and `package`.
    public var inputs: [String: String]
    /// Epochs that are complete.
    public var epoch = 0
    /// Steps taken in the epoch that has begun.
    public var stepInEpoch = 0
    /// Steps taken in all.
    public var globalStep = 0
    /// The best validation and how long ago it was.
    public var earlyStopping: EarlyStopping
    /// Time spent training, in seconds, over all processes.
    public var wallSeconds = 0.0
    /// The version of the program that wrote this.
    public var softwareVersion: String
    /// How many there were, by name, such as `trainingImages` and `skippedImages`.
    public var counts: [String: Int] = [:]

    /// The start of a run.
    public init(recipe: Recipe, inputs: [String: String], softwareVersion: String) {
        self.recipe = recipe
        fingerprint = recipe.fingerprint
        self.inputs = inputs
        earlyStopping = EarlyStopping(patience: recipe.validation.patience)
        self.softwareVersion = softwareVersion
    }

    /// Checks that a run that stands here can go on with a recipe and inputs.
    ///
    /// - Throws: ``RecipeError/changed(differences:)`` or ``RunError/otherInputs(names:)``.
    public func requireContinuation(with recipe: Recipe, inputs: [String: String]) throws {
        try recipe.requireContinuation(of: self.recipe)
        let names = Set(inputs.keys).union(self.inputs.keys).sorted()
        let changed = names.filter { inputs[$0] != self.inputs[$0] }
        guard changed.isEmpty else { throw RunError.otherInputs(names: changed) }
    }
}
