import Checkpoints
import Encoders
import Radiographs
import WeightFiles

/// Models that are published in the same form and want the same pixels and tokens.
protocol ModelFamily: Sendable {
    /// The name that `--family` takes.
    var name: String { get }
    /// What is said of the family where models are listed.
    var summary: String { get }
    /// The last part of a tensor's name that every file of the family has once; what stands before it is the prefix.
    var marker: String { get }
    /// The same for the text encoder where it is published in a file of its own; nil where one file holds both. Names begin
    /// with `image.` or `text.` then.
    var textMarker: String? { get }
    /// Why the tensors look like this family's, as a clause, or nil where they do not.
    func evidence(in weights: FamilyWeights) -> String?
    /// Everything that a package says of such a model.
    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan
}

extension ModelFamily {
    var textMarker: String? { nil }
}

/// What a person says about an import, beside the file.
public struct ImportOptions: Sendable {
    /// The family, where the file does not tell.
    public var family: String?
    /// The text encoder's weight file, for families that publish it apart.
    public var textWeights: String?
    /// The tokenizer's file: merges for CLIP, a vocabulary for BERT.
    public var tokenizer: String?
    /// Whether WordPiece keeps the case of texts instead of lowering it.
    public var keepsCase = false
    /// Short name of the package.
    public var id = "imported"
    /// Terms of the weights.
    public var license = "Unknown: see where the weights come from."

    /// No choices made.
    public init() {}
}

/// How the tensors of a file become a package.
struct ImportPlan {
    let naming: NamingScheme
    let encoders: DualEncoderConfiguration
    let tokenizer: ModelDescription.TokenizerDescription
    let preprocessing: PreprocessingProfile
    /// Tensors that are not in the file as they are.
    var derived: [DerivedTensor] = []
    /// What a reader should know, one sentence each.
    var notes: [String] = []
}

/// Every family that can be imported.
enum ModelFamilies {
    static let all: [any ModelFamily] =
        [
            OpenAICLIPFamily.openAI, OpenAICLIPFamily.cheXzero, OpenAICLIPFamily.cxrCML, SLIPFamily(),
            HuggingFaceCLIPFamily(), OpenCLIPFamily(), BiomedCLIPFamily(), CXRCLIPFamily(), MedCLIPFamily(),
            BioViLFamily(),
        ] + BackboneFamily.all
}
