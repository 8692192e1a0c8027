import Checkpoints
public import ZeroShot

/// What a service scores with: a model, or an ensemble whose members' scores are averaged.
public struct ServedModels: Sendable {
    /// One or more models, in the ensemble's order.
    public let members: [ZeroShotModel]
    /// The model's id, or the ensemble's name.
    public let id: String
    /// The SHA-256 of the model's weights, or of the members' digests one after the other.
    public let digest: String

    /// Serves a single model.
    public init(_ model: ZeroShotModel) {
        members = [model]
        id = model.description.id
        digest = model.digest
    }

    /// Serves an ensemble.
    ///
    /// - Precondition: there are two members or more.
    public init(ensemble name: String, _ members: [ZeroShotModel]) {
        precondition(members.count >= 2)
        self.members = members
        id = name
        digest = EnsembleDescription.digest(of: members.map(\.digest))
    }

    var isEnsemble: Bool { members.count > 1 }
}

/// One of the served models with what embeds images and prompts for it.
struct ScoringMember: Sendable {
    let model: ZeroShotModel
    let images: ImageEncoding
    let texts: TextEncoding
    let prompts: PromptEmbeddings
}
