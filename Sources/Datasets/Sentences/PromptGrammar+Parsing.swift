import Foundation

extension PromptGrammar {
    /// A larger file is not read.
    static let maximumBytes = 16 << 20

    /// The project's own grammar (`Resources/prompt-grammar.json`).
    static func standard() throws(DatasetError) -> PromptGrammar {
        let file = "prompt-grammar.json"
        let written = try JSONReading.decode(
            Factored.self,
            from: Data(PackageResources.prompt_grammar_json),
            file: file
        )
        guard let templates = written.templates, let normal = written.normal else {
            throw .invalidJSON(file: file, path: "/", expected: "templates and normal")
        }
        return try PromptGrammar(
            labels: written.labels,
            templates: templates.sentences,
            normal: normal,
            file: file
        )
    }

    /// Reads a user's grammar in either shape; what it leaves out is taken from the project's.
    init(json: Data, file: String) throws(DatasetError) {
        let own = try PromptGrammar.standard()
        let written = try JSONReading.decode(Written.self, from: json, file: file)
        let normal: Normal
        let labels: [String: LabelEntry]
        var templates = own.templates
        switch written {
        case .factored(let factored):
            templates = factored.templates.map { $0.sentences.completed(by: own.templates) } ?? own.templates
            normal =
                factored.normal ?? Normal(labels: own.normalLabels.sorted(), sentences: own.normalSentences)
            labels = factored.labels
        case .listed(let listed):
            labels = listed.filter { !own.normalLabels.contains(Self.key($0.key)) }
            let sentences = listed.keys.sorted().filter { own.normalLabels.contains(Self.key($0)) }
                .flatMap { listed[$0]?.sentences.positive ?? [] }
            normal = Normal(
                labels: own.normalLabels.sorted(),
                sentences: sentences.isEmpty ? own.normalSentences : sentences
            )
        }
        try self.init(labels: labels, templates: templates, normal: normal, file: file)
    }

    private init(
        labels entries: [String: LabelEntry],
        templates: PolarSentences,
        normal: Normal,
        file: String
    ) throws(DatasetError) {
        for template in templates.positive + templates.negative + templates.uncertain
        where template.ranges(of: Self.placeholder).count != 1 {
            throw .invalidJSON(file: file, path: "/templates", expected: "sentences with one {} each")
        }
        guard !normal.sentences.isEmpty else {
            throw .invalidJSON(file: file, path: "/normal/sentences", expected: "a sentence")
        }
        var labels: [String: PolarSentences] = [:]
        for (name, entry) in entries {
            let sentences = templates.filled(with: entry.phrases ?? []) + entry.sentences
            for key in Set(([name] + (entry.aliases ?? [])).map(Self.key)) {
                guard labels.updateValue(sentences, forKey: key) == nil else {
                    throw .invalidJSON(file: file, path: "/labels/\(name)", expected: "a name used once")
                }
            }
        }
        self.templates = templates
        self.labels = labels
        normalLabels = Set(normal.labels.map(Self.key))
        normalSentences = normal.sentences
    }
}

extension PolarSentences {
    /// These sentences, the others where a polarity has none.
    fileprivate func completed(by other: PolarSentences) -> PolarSentences {
        .init(
            positive: positive.isEmpty ? other.positive : positive,
            negative: negative.isEmpty ? other.negative : negative,
            uncertain: uncertain.isEmpty ? other.uncertain : uncertain
        )
    }
}

/// A grammar file in either of its two shapes.
private enum Written: Decodable {
    case factored(Factored)
    case listed([String: LabelEntry])

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Factored.CodingKeys.self)
        if container.contains(.labels) {
            self = .factored(try Factored(from: decoder))
        } else {
            self = .listed(try [String: LabelEntry](from: decoder))
        }
    }
}

/// Templates, and labels with phrases and sentences.
private struct Factored: Decodable {
    enum CodingKeys: String, CodingKey { case templates, normal, labels }

    let templates: LabelEntry?
    let normal: Normal?
    let labels: [String: LabelEntry]
}

/// The labels of a normal study and sentences about one.
private struct Normal: Decodable {
    let labels: [String]
    let sentences: [String]
}

/// What a file says about a label. `pos`, `neg` and `unc` are the names in CXR-CLIP's prompt files.
private struct LabelEntry: Decodable {
    let aliases: [String]?
    let phrases: [String]?
    let positive: [String]?
    let negative: [String]?
    let uncertain: [String]?
    let pos: [String]?
    let neg: [String]?
    let unc: [String]?

    var sentences: PolarSentences {
        func listed(_ first: [String]?, _ second: [String]?) -> [String] {
            ((first ?? []) + (second ?? [])).compactMap { $0.contentIfAny }
        }
        return .init(
            positive: listed(positive, pos),
            negative: listed(negative, neg),
            uncertain: listed(uncertain, unc)
        )
    }
}
