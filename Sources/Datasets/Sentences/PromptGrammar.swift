import Foundation

/// Sentences that say that a label is present, absent or left open.
struct PolarSentences: Sendable, Equatable {
    var positive: [String]
    var negative: [String]
    var uncertain: [String]

    /// The sentences of a state.
    subscript(state: LabelState) -> [String] {
        switch state {
        case .present: positive
        case .absent: negative
        case .uncertain: uncertain
        }
    }

    /// The templates with each phrase in the place of `{}`.
    func filled(with phrases: [String]) -> PolarSentences {
        func fill(_ templates: [String]) -> [String] {
            templates.flatMap { template in
                phrases.map { template.replacing(PromptGrammar.placeholder, with: $0) }
            }
        }
        return .init(positive: fill(positive), negative: fill(negative), uncertain: fill(uncertain))
    }

    static func + (first: PolarSentences, second: PolarSentences) -> PolarSentences {
        .init(
            positive: first.positive + second.positive,
            negative: first.negative + second.negative,
            uncertain: first.uncertain + second.uncertain
        )
    }
}

/// The sentences that labels are put into.
struct PromptGrammar: Sendable {
    static let placeholder = "{}"

    /// Sentences with `{}` for labels that have none of their own.
    let templates: PolarSentences
    /// The labels of a normal study, as keys.
    let normalLabels: Set<String>
    /// Sentences about a normal study.
    let normalSentences: [String]
    /// The sentences of each label by its key.
    let labels: [String: PolarSentences]

    /// Whether a label says that a study is normal.
    func isNormal(_ label: String) -> Bool {
        normalLabels.contains(Self.key(label))
    }

    /// The sentences of a label in a state, made with the templates where the grammar has none.
    func sentences(of label: String, _ state: LabelState) -> [String] {
        if let own = labels[Self.key(label)]?[state], !own.isEmpty { return own }
        return templates.filled(with: [Self.phrase(label)])[state]
    }

    /// What makes two spellings of a label one: lower case, single blanks for blanks, tabs and `_`.
    static func key(_ label: String) -> String {
        var key: [UInt8] = []
        for byte in label.lowercased().utf8 {
            let isGap = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "\t")
            if !isGap {
                key.append(byte)
            } else if let last = key.last, last != UInt8(ascii: " ") {
                key.append(UInt8(ascii: " "))
            }
        }
        if key.last == UInt8(ascii: " ") { key.removeLast() }
        return String(decoding: key, as: UTF8.self)
    }

    /// A label as it stands within a sentence: words in lower case but for abbreviations, `/` as "or".
    static func phrase(_ label: String) -> String {
        let words = label.replacing("/", with: " or ").split { $0.isWhitespace || $0 == "_" }
        return words.map { word in
            word.count(where: \.isUppercase) > 1 ? String(word) : word.lowercased()
        }.joined(separator: " ")
    }
}
