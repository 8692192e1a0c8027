import Encoders
import Radiographs
import Reports
import Tensors

/// A CLIP with a vision transformer whose tensors have openai/CLIP's names: OpenAI's own, and chest models that started from
/// it and kept the names.
///
/// Sizes follow from the tensors' shapes, as in `clip.model.build_model` of openai/CLIP.
struct OpenAICLIPFamily: ModelFamily {
    let name: String
    let summary: String
    let marker = "visual.class_embedding"
    /// Why the tensors look like this member's, as a clause, or nil where they do not.
    private let tells: @Sendable (FamilyWeights) -> String?
    private let preprocessing: @Sendable (_ resolution: Int) -> PreprocessingProfile
    /// Tensors beside CLIP's that answers do not need.
    private let ignored: [String]
    private let notes: [String]

    /// OpenAI's TorchScript archives, which say their resolution, and state dictionaries of the same names.
    static let openAI = OpenAICLIPFamily(
        name: "openai-clip",
        summary: "OpenAI CLIP ViT (.pt)",
        tells: { weights in
            if weights.has("input_resolution") { return "it is OpenAI's archive, with 'input_resolution'" }
            return isBare(weights) ? "it has 'visual.class_embedding' and 'text_projection'" : nil
        },
        preprocessing: { .clip(resolution: $0) }
    )

    /// CheXzero's plain state dictionaries.
    static let cheXzero = OpenAICLIPFamily(
        name: "chexzero",
        summary: "CheXzero ViT-B/32 (.pt)",
        tells: { weights in
            isBare(weights) ? "it has CLIP's names and says no 'input_resolution'" : nil
        },
        preprocessing: { _ in .chexzero },
        notes: [
            "The last resizing has no antialias, as in the torchvision of CheXzero's time; a newer one gives other pixels."
        ]
    )

    /// CXR-CML's training checkpoints: CheXzero's model beside a text encoder that its answers do not use.
    static let cxrCML = OpenAICLIPFamily(
        name: "cxr-cml",
        summary: "CXR-CML ViT-B/32 (.pt)",
        tells: { weights in
            weights.has("bert_projection.weight") && weights.has("visual.proj")
                ? "it has CLIP's names beside 'bert_projection'" : nil
        },
        preprocessing: { _ in .chexzero },
        ignored: ["temp", "cxr_bert.**", "bert_projection.*"]
    )

    private init(
        name: String,
        summary: String,
        tells: @escaping @Sendable (FamilyWeights) -> String?,
        preprocessing: @escaping @Sendable (Int) -> PreprocessingProfile,
        ignored: [String] = [],
        notes: [String] = []
    ) {
        self.name = name
        self.summary = summary
        self.tells = tells
        self.preprocessing = preprocessing
        self.ignored = ignored
        self.notes = notes
    }

    /// Whether CLIP's tensors are all that tells the family.
    private static func isBare(_ weights: FamilyWeights) -> Bool {
        !weights.has("input_resolution") && !weights.has("bert_projection.weight")
            && !OpenCLIPSettings.exist(beside: weights.path)
    }

    func evidence(in weights: FamilyWeights) -> String? {
        let isCLIP =
            weights.has("text_projection") && weights.has("visual.proj") && weights.has("ln_final.weight")
        return isCLIP ? tells(weights) : nil
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let names = OpenAICLIPNames(weights: weights, family: name, text: "")
        let image = try names.image(activation: .quickGELU)
        let text = try names.textEncoder(activation: .quickGELU)
        return try names.plan(
            image,
            text,
            options,
            ignored: ignored,
            cleaning: .openAI,
            preprocessing: preprocessing(image.resolution),
            notes: notes
        )
    }
}
