import Checkpoints
import Encoders
import Radiographs
import Reports
import Tensors
import WeightFiles

/// What an import found and did, for a person to read before the model is trusted.
public struct ImportReport: Sendable {
    /// The family's name.
    public let family: String
    /// Each line is a fact and its value.
    public let facts: [(name: String, value: String)]
    /// The tensors of the file that were left out, with the reason.
    public let ignored: [(name: String, reason: String)]
    /// How many tensors the encoders have.
    public let mappedCount: Int

    init(
        family: String,
        evidence: String,
        weights: FamilyWeights,
        plan: ImportPlan,
        mapped: [(ours: String, elementType: String)],
        ignored: [String]
    ) {
        self.family = family
        mappedCount = mapped.count
        self.ignored =
            ignored.map { (weights.prefix + $0, "inference does not use it") }
            + weights.outside.map { ($0, "it stands beside the model") }
        let types = Dictionary(grouping: mapped, by: \.elementType).mapValues(\.count).sorted {
            $0.key < $1.key
        }
        facts =
            [
                ("family", "\(family): \(evidence)"),
                ("prefix of its names", weights.prefix.isEmpty ? "none" : "'\(weights.prefix)'"),
                ("tensors mapped", "\(mapped.count)"),
                ("tensors missing or unexpected", "0"),
                ("tensors ignored", "\(self.ignored.count)"),
                ("numbers stored as", types.map { "\($0.key) × \($0.value)" }.joined(separator: ", ")),
                ("image encoder", Self.summary(plan.encoders.image)),
                ("text encoder", Self.summary(plan.encoders.text)),
                ("embedding", "\(plan.encoders.projection.dimensions) numbers"),
                ("tokenizer", Self.summary(plan.tokenizer)),
                (
                    "preprocessing",
                    "profile \(plan.preprocessing.name), version \(plan.preprocessing.version)"
                ),
            ] + plan.derived.map { ("made, not mapped", "'\($0.name)' \($0.origin)") }
            + plan.notes.map { ("note", $0) }
    }

    /// The report as lines of text.
    public var text: String {
        let width = facts.map(\.name.count).max() ?? 0
        let lines = facts.map { fact in
            fact.name + String(repeating: " ", count: width - fact.name.count + 2) + fact.value
        }
        let groups = Dictionary(grouping: ignored, by: \.reason).sorted { $0.key < $1.key }
        return
            (lines
            + groups.map { reason, tensors in
                "ignored, as \(reason): " + tensors.prefix(6).map(\.name).joined(separator: ", ")
                    + (tensors.count > 6 ? ", and \(tensors.count - 6) more" : "")
            }).joined(separator: "\n")
    }

    /// The report as a package's README.
    func markdown(id: String) -> String {
        "# Model card: \(id)\n\n**Research use only: not for diagnosis.** Imported; nothing about it was measured here.\n\n"
            + "| | |\n|---|---|\n" + facts.map { "| \($0.name) | \($0.value) |" }.joined(separator: "\n")
            + "\n"
    }

    private static func summary(_ encoder: ImageEncoderConfiguration) -> String {
        switch encoder {
        case .visionTransformer(let sizes):
            "vision transformer, \(sizes.resolution) pixels, patches of \(sizes.patchSize), \(summary(sizes.transformer)), "
                + "pooled at the class token"
        case .swin(let sizes):
            "Swin transformer, \(sizes.resolution) pixels, patches of \(sizes.patchSize), blocks \(sizes.depths), width "
                + "\(sizes.width), windows of \(sizes.window), \(sizes.activation.rawValue), epsilon "
                + "\(sizes.layerNormEpsilon), "
                + (sizes.pooling == .average ? "averaged over the map" : "pooled at the first token")
        case .resNet(let sizes):
            "\(summary(sizes)), averaged over the map"
        case .resNetByPosition(let sizes):
            "\(summary(sizes)), projected by position and then averaged"
        }
    }

    private static func summary(_ sizes: ResNetConfiguration) -> String {
        "residual network, \(sizes.resolution) pixels, \(sizes.block.rawValue) blocks \(sizes.depths), batch norm epsilon "
            + "\(sizes.batchNormEpsilon)"
    }

    private static func summary(_ encoder: TextEncoderConfiguration) -> String {
        switch encoder {
        case .clip(let sizes):
            "CLIP, \(sizes.vocabulary) tokens, \(sizes.positions) positions, \(summary(sizes.transformer)), pooled at token "
                + "\(sizes.endOfText)"
        case .bert(let sizes):
            "BERT, \(sizes.vocabulary) tokens, \(sizes.positions) positions, \(summary(sizes.transformer)), "
                + pooling(sizes)
        }
    }

    private static func pooling(_ sizes: BERTConfiguration) -> String {
        let place =
            switch sizes.pooling {
            case .firstToken: "pooled at the first token"
            case .lastToken: "pooled at the last token"
            case .average: "averaged over all tokens"
            }
        return place + (sizes.pooledLayers.map { " of the layers \($0)" } ?? "")
    }

    private static func summary(_ sizes: TransformerSizes) -> String {
        "\(sizes.layers) layers, width \(sizes.width), \(sizes.heads) heads, \(sizes.activation.rawValue), epsilon "
            + "\(sizes.layerNormEpsilon)"
    }

    private static func summary(_ tokenizer: ModelDescription.TokenizerDescription) -> String {
        switch tokenizer {
        case .clip(let merges, let maximum, let cleaning, _):
            "CLIP's byte pairs from \(merges), text cleaned as by \(cleaning.rawValue), at most \(maximum) tokens"
        case .wordPiece(let vocabulary, let lowercases, let maximum, let repairsText, _):
            "WordPiece from \(vocabulary), \(lowercases ? "lower-cased" : "cased"), "
                + (repairsText ? "garbled text repaired, " : "") + "at most \(maximum) tokens"
        }
    }
}
