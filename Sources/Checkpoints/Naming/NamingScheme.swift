/// How a family of models names its tensors, as read in the families' public code.
///
/// A scheme is put together from towers, so that a family that combines known towers needs no table of
/// its own.
public struct NamingScheme: Sendable {
    /// The schemes by the name that a model description uses.
    public static let all: [String: NamingScheme] = [
        "hugging-face-clip": .huggingFaceCLIP,
        "cxr-clip-resnet": .cxrCLIPResNet,
        "hilum": .hilum,
    ]

    let rules: [NamingRule]
    /// Patterns of stored names that inference has no use for; one that ends with `**` fits every name that begins so.
    let ignored: [String]
    /// Whether names that no rule fits are stored as they are.
    private let keepsNames: Bool

    package init(
        _ towers: [Tower],
        rules: [NamingRule] = [],
        ignored: [String] = [],
        keepsNames: Bool = false
    ) {
        self.rules = towers.flatMap(\.prefixedRules) + rules
        self.ignored = towers.flatMap(\.prefixedIgnored) + ignored
        self.keepsNames = keepsNames
    }

    /// This project's own names, as its trainer writes them: every tensor under the name it is asked for by.
    public static let hilum = NamingScheme([], rules: [], keepsNames: true)

    /// Hugging Face `CLIPModel` and its towers with projection.
    public static let huggingFaceCLIP = NamingScheme(
        [.huggingFaceCLIPVision, .huggingFaceCLIPText],
        rules: [
            NamingRule("imageProjection.*", "visual_projection.*"),
            NamingRule("textProjection.*", "text_projection.*"),
            NamingRule("logitScale", "logit_scale"),
        ]
    )

    /// CXR-CLIP with a torchvision residual network and a Hugging Face BERT.
    public static let cxrCLIPResNet = NamingScheme(
        [
            .torchvisionResNet.stored(under: "image_encoder.resnet."),
            .huggingFaceBERT.stored(under: "text_encoder.text_encoder."),
        ],
        rules: [
            NamingRule("imageProjection.*", "image_projection.projection.*"),
            NamingRule("textProjection.*", "text_projection.projection.*"),
            NamingRule("logitScale", "logit_scale"),
        ]
    )

    /// One image encoder without a projection.
    public static func tower(_ tower: Tower) -> NamingScheme { NamingScheme([tower], rules: []) }

    /// The names and the layout under which a tensor of ours is stored.
    func stored(_ name: String) -> (names: [String], layout: NamingRule.Layout)? {
        for rule in rules {
            if let names = rule.storedNames(for: name) { return (names, rule.layout) }
        }
        return keepsNames ? ([name], .same) : nil
    }

    /// The stored names that inference has no use for.
    public func ignoredNames(among names: [String]) -> [String] { names.filter(ignores) }

    func ignores(_ storedName: String) -> Bool {
        ignored.contains { pattern in
            pattern.hasSuffix("**")
                ? storedName.hasPrefix(pattern.dropLast(2)) : NamingRule.match(pattern, storedName) != nil
        }
    }
}
