import Foundation

/// A label of a label set with the prompts it is scored by.
public struct Label: Equatable, Sendable {
    /// Which part of a long-tailed label set a label belongs to (CXR-CML, section 3: rare is fewer than 1,000
    /// images).
    public enum Group: String, Codable, CaseIterable, Sendable {
        /// A label with at least 1,000 training images.
        case base
        /// A label with fewer than 1,000 training images.
        case rare
    }

    /// The label as shown, 1 to 200 Unicode scalars in normalisation form C, in the case it was given.
    public let name: String
    /// The prompts that say the finding is there, one for each descriptor where there are descriptors; empty
    /// only for "No Finding".
    public let positivePrompts: [String]
    /// The prompts that say the finding is not there, as many as ``positivePrompts`` where there are
    /// descriptors; empty only for "No Finding".
    public let negativePrompts: [String]
    /// The signs that the label is scored by one by one; empty where its prompts are averaged.
    public let descriptors: [Descriptor]
    /// The part of a long-tailed label set, if the set is divided.
    public let group: Group?

    /// Whether the label has no prompts of its own: its score is 1 − the highest score of the other labels.
    ///
    /// True for "No Finding" in any case and with `_` or `-` for the space, and for a label that the file marks.
    /// CXR-LT's "Normal" is an ordinary label: its prompts "Normal" and "no Normal" are not reversed as "no No
    /// Finding" is, and CXR-CML evaluates it by them.
    public let isNoFinding: Bool

    init(name: String, group: Group?, prompts: Prompts) {
        self.name = name
        self.group = group
        isNoFinding = prompts == .derived
        switch prompts {
        case .derived:
            (positivePrompts, negativePrompts, descriptors) = ([], [], [])
        case .averaged(let positive, let negative):
            (positivePrompts, negativePrompts, descriptors) = (positive, negative, [])
        case .descriptors(let descriptors):
            self.descriptors = descriptors
            positivePrompts = descriptors.map(\.positivePrompt)
            negativePrompts = descriptors.map(\.negativePrompt)
        }
    }

    /// What a label is scored by.
    enum Prompts: Equatable {
        /// The other labels' scores.
        case derived
        /// The mean of the prompts of each polarity.
        case averaged(positive: [String], negative: [String])
        /// Pairs of prompts, one by one.
        case descriptors([Descriptor])
    }

    static func isNoFinding(_ name: String) -> Bool {
        let words = name.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }
        return words == ["no", "finding"]
    }
}

/// An ordered list of labels to score a radiograph by, with every prompt spelled out.
public struct LabelSet: Equatable, Sendable {
    /// The name under which the set is kept, or nil for labels given with a request.
    public let name: String?
    /// The number of this version, or nil where the set is not kept.
    public let version: Int?
    /// What the set is for, possibly empty, at most 2,000 Unicode scalars.
    public let description: String
    /// 1 to 1,000 labels with different names, at least one of them not "No Finding".
    public let labels: [Label]
    /// What the cosines of descriptors are divided by before their softmax, 0.01 to 100; nil where no label has
    /// descriptors.
    public let descriptorTemperature: Double?

    init(
        name: String?,
        version: Int?,
        description: String,
        labels: [Label],
        descriptorTemperature: Double? = nil
    ) {
        self.name = name
        self.version = version
        self.description = description
        self.labels = labels
        self.descriptorTemperature = descriptorTemperature
    }

    /// Every prompt once, positive before negative, in the labels' order: what an encoder has to embed.
    public var prompts: [String] {
        var seen: Set<String> = []
        return labels.flatMap { $0.positivePrompts + $0.negativePrompts }.filter { seen.insert($0).inserted }
    }

    /// The same labels under another name and version.
    public func named(_ name: String, version: Int?) -> LabelSet {
        LabelSet(
            name: name,
            version: version,
            description: description,
            labels: labels,
            descriptorTemperature: descriptorTemperature
        )
    }
}

extension Label: Encodable {
    private enum CodingKeys: String, CodingKey {
        case name
        case positivePrompts = "positive"
        case negativePrompts = "negative"
        case descriptors
        case noFinding
        case group
    }

    /// Writes `name`, then `descriptors` or else `positive` and `negative`, and `group` where there is one.
    ///
    /// "No Finding" is written without prompts, as it has to be given, and with `noFinding` where the name does
    /// not say so.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        if isNoFinding {
            if !Self.isNoFinding(name) { try container.encode(true, forKey: .noFinding) }
        } else if !descriptors.isEmpty {
            try container.encode(descriptors, forKey: .descriptors)
        } else {
            try container.encode(positivePrompts, forKey: .positivePrompts)
            try container.encode(negativePrompts, forKey: .negativePrompts)
        }
        try container.encodeIfPresent(group, forKey: .group)
    }
}
