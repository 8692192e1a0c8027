import Foundation
public import Randomness

/// Puts the labels of a study without a report into sentences.
///
/// For the sentences of a label one is drawn from a grammar: a sentence of the label's own, or a template
/// with one of its phrases. Labels that the grammar does not know are put into its templates.
///
/// A grammar is a JSON file, an object of one of two shapes:
/// - `labels` (an object: for each label `phrases`, `aliases` and the sentences `positive`, `negative` and
///   `uncertain`, all of which may be left out), `templates` (`positive`, `negative` and `uncertain`, with `{}`
///   for a phrase) and `normal` (`labels` such as No Finding, and `sentences`);
/// - only the labels, each with all sentences written out as `positive`, `negative` and `uncertain`, or `pos`,
///   `neg` and `unc`, as CXR-CLIP's prompt files are.
public struct LabelSentences: Sendable {
    /// So many labels must be assessed, all absent, before a study counts as normal that is not said to be: a
    /// film that was only read for pneumothorax may show anything else.
    public static let assessedLabelsOfNormalStudy = 5

    private let grammar: PromptGrammar

    /// The project's own grammar: the labels of ChestX-ray14, CheXpert and COVID-19, and templates for
    /// others.
    public static func standard() throws(DatasetError) -> LabelSentences {
        LabelSentences(grammar: try .standard())
    }

    /// Reads a grammar; templates and normal sentences that it leaves out are taken from the project's own.
    ///
    /// - Throws: ``DatasetError/invalidJSON(file:path:expected:)`` naming the place, and the errors of
    ///   reading.
    public init(path: String) throws(DatasetError) {
        let json = try FileInput.content(of: path, limit: PromptGrammar.maximumBytes)
        grammar = try PromptGrammar(json: Data(json), file: path)
    }

    private init(grammar: PromptGrammar) {
        self.grammar = grammar
    }

    /// Sentences in random order: one for each present and each uncertain label and for up to `absentLabels`
    /// absent ones, drawn anew at each call, and one about a normal study where it is.
    ///
    /// A study is normal where a label such as No Finding is present, or where no such label is assessed and
    /// all of at least ``assessedLabelsOfNormalStudy`` labels are absent. Equal labels and equal streams give
    /// equal sentences. There are none where no label is assessed, or where all are absent and `absentLabels`
    /// is 0.
    public func sentences(
        for labels: [String: LabelState],
        absentLabels: Int = 2,
        random: inout RandomStream
    ) -> [String] {
        let statements = labels.filter { grammar.isNormal($0.key) }
        let names = labels.keys.filter { statements[$0] == nil }.sorted()
        let absent = names.filter { labels[$0] == .absent }
        let drawn = random.subset(of: absent.count, size: max(absentLabels, 0)).map { absent[$0] }
        var sentences: [String] = []
        for name in names.filter({ labels[$0] != .absent }) + drawn {
            guard let state = labels[name] else { continue }
            sentences += draw(from: grammar.sentences(of: name, state), &random)
        }
        if isNormal(labels, statements: statements.values) {
            sentences += draw(from: grammar.normalSentences, &random)
        }
        return random.permutation(of: sentences.count).map { sentences[$0] }
    }

    private func isNormal(_ labels: [String: LabelState], statements: some Collection<LabelState>) -> Bool {
        if !statements.isEmpty { return statements.contains(.present) }
        return labels.count >= Self.assessedLabelsOfNormalStudy && labels.values.allSatisfy { $0 == .absent }
    }

    private func draw(from sentences: [String], _ random: inout RandomStream) -> [String] {
        sentences.isEmpty ? [] : [sentences[random.index(below: sentences.count)]]
    }
}
