import Datasets
import Foundation
import Randomness
import Testing

@Suite("Sentences of labels")
struct LabelSentencesTests {
    private let folder: TemporaryFolder
    private let standard: LabelSentences

    init() throws {
        folder = try TemporaryFolder()
        standard = try LabelSentences.standard()
    }

    /// Everything that many draws bring up.
    private func all(
        _ sentences: LabelSentences,
        _ labels: [String: LabelState],
        absentLabels: Int = 2
    ) -> Set<String> {
        var random = RandomStream(seed: 7)
        return (0..<500).reduce(into: []) { all, _ in
            all.formUnion(sentences.sentences(for: labels, absentLabels: absentLabels, random: &random))
        }
    }

    private func grammar(_ json: String) throws -> LabelSentences {
        try LabelSentences(path: folder.write(json, to: "grammar.json"))
    }

    private let small = """
        {"templates": {"positive": ["{} seen."], "negative": ["no {}."], "uncertain": ["{}?"]},
         "normal": {"labels": ["Healthy"], "sentences": ["all is well."]},
         "labels": {"Edema": {"aliases": ["wet_lung"], "phrases": ["edema", "oedema"], "positive": ["wet."]},
                    "Bare": {}}}
        """

    @Test func drawsOneSentenceForEachPresentAndUncertainLabel() throws {
        let sentences = try grammar(small)
        var random = RandomStream(seed: 1)
        let drawn = sentences.sentences(
            for: ["Bare": .present, "Nodule/Mass": .uncertain],
            random: &random
        )
        #expect(drawn.sorted() == ["bare seen.", "nodule or mass?"])
    }

    @Test func drawsFromPhrasesAndOwnSentences() throws {
        let sentences = try grammar(small)
        #expect(all(sentences, ["Edema": .present]) == ["edema seen.", "oedema seen.", "wet."])
        #expect(all(sentences, ["Wet Lung": .absent]) == ["no edema.", "no oedema."])
        #expect(all(sentences, ["EDEMA": .uncertain]) == ["edema?", "oedema?"])
    }

    @Test(arguments: [(0, 0), (1, 1), (2, 2), (3, 3), (9, 3), (-1, 0)])
    func limitsAbsentLabels(limit: Int, expected: Int) throws {
        let sentences = try grammar(small)
        var random = RandomStream(seed: 3)
        let labels: [String: LabelState] = ["A": .absent, "B": .absent, "C": .absent]
        for _ in 0..<20 {
            let drawn = sentences.sentences(for: labels, absentLabels: limit, random: &random)
            #expect(drawn.count == expected)
            #expect(Set(drawn).count == expected)
            #expect(Set(drawn).isSubset(of: ["no a.", "no b.", "no c."]))
        }
    }

    @Test func mentionsEveryAbsentLabelInTheLongRun() throws {
        let labels: [String: LabelState] = ["A": .absent, "B": .absent, "C": .absent]
        #expect(try all(grammar(small), labels, absentLabels: 1) == ["no a.", "no b.", "no c."])
    }

    @Test func saysThatAStudyIsNormal() throws {
        let sentences = try grammar(small)
        let absent = Dictionary(uniqueKeysWithValues: "ABCDE".map { ("\($0)", LabelState.absent) })
        #expect(all(sentences, ["healthy": .present]) == ["all is well."])
        #expect(all(sentences, absent, absentLabels: 0) == ["all is well."])
        #expect(all(sentences, absent.merging(["Healthy": .absent]) { $1 }, absentLabels: 0).isEmpty)
        #expect(all(sentences, absent.merging(["A": .uncertain]) { $1 }, absentLabels: 0) == ["a?"])
        #expect(all(sentences, ["A": .absent], absentLabels: 0).isEmpty)
        #expect(all(sentences, [:]).isEmpty)
    }

    @Test func isTheSameForTheSameStream() {
        var labels: [String: LabelState] = [:]
        for number in 0..<40 { labels["L\(number)"] = [.present, .absent, .uncertain][number % 3] }
        var reversed: [String: LabelState] = [:]
        for name in labels.keys.sorted().reversed() { reversed[name] = labels[name] }
        for place in 0..<10 as Range<UInt64> {
            var first = RandomStream(seed: 5, place: [place])
            var second = RandomStream(seed: 5, place: [place])
            #expect(
                standard.sentences(for: labels, random: &first)
                    == standard.sentences(for: reversed, random: &second)
            )
        }
    }

    @Test(arguments: [
        "Atelectasis", "Cardiomegaly", "Pleural effusion", "Infiltration", "Lung mass", "Lung nodule",
        "Pneumonia", "Pneumothorax", "Consolidation", "Pulmonary edema", "Emphysema", "Pulmonary fibrosis",
        "Pleural Thickening", "Hiatal hernia", "COVID-19", "Enlarged Cardiomediastinum", "Lung Opacity",
        "Lung Lesion", "Pleural Other", "Fracture", "Support Devices",
    ])
    func knowsTheLabel(name: String) {
        // The templates alone give 8, 9 and 8 sentences; phrases and sentences of its own give more.
        let present = all(standard, [name: .present])
        let absent = all(standard, [name: .absent])
        let uncertain = all(standard, [name: .uncertain])
        #expect(present.count > 8)
        #expect(absent.count > 9)
        #expect(uncertain.count > 8)
        #expect(present.isDisjoint(with: absent))
        #expect(present.isDisjoint(with: uncertain))
        #expect(absent.isDisjoint(with: uncertain))
        for sentence in present.union(absent).union(uncertain) {
            #expect(sentence.hasSuffix(".") && !sentence.contains("{"))
        }
    }

    @Test(arguments: [
        ("Edema", "Pulmonary edema"), ("Pleural_Thickening", "Pleural thickening"), ("Mass", "Lung mass"),
    ])
    func knowsPublishersNames(publishers: String, ours: String) {
        #expect(all(standard, [publishers: .present]) == all(standard, [ours: .present]))
    }

    @Test func keepsAbbreviationsOfUnknownLabels() throws {
        #expect(try all(grammar(small), ["Acute_ARDS of DIC": .present]) == ["acute ARDS of DIC seen."])
    }

    @Test func readsListsOfSentences() throws {
        let sentences = try grammar(
            """
            {"Edema": {"pos": ["edema!"], "neg": ["dry."], "unc": [""]},
             "Mass": {"positive": ["mass!"]},
             "No Finding": {"pos": ["fine."], "neg": [""], "unc": [""]}}
            """
        )
        #expect(all(sentences, ["Edema": .present]) == ["edema!"])
        #expect(all(sentences, ["Edema": .absent]) == ["dry."])
        #expect(all(sentences, ["Edema": .uncertain]).contains("possible edema."))
        #expect(all(sentences, ["No Finding": .present]) == ["fine."])
        #expect(all(sentences, ["No Finding": .absent]).isEmpty)
    }

    @Test(arguments: [
        ("{\"labels\": {\"A\": {\"phrases\": \"a\"}}}", "/labels/A/phrases"),
        ("{\"labels\": {}, \"templates\": {\"positive\": [\"seen.\"]}}", "/templates"),
        ("{\"labels\": {\"A\": {}, \"B\": {\"aliases\": [\"a\"]}}}", nil),
        ("{\"labels\": {}, \"normal\": {\"labels\": [], \"sentences\": []}}", "/normal/sentences"),
        ("[]", "/"),
        ("{\"A\": ", "/"),
    ])
    func refusesWhatIsNoGrammar(json: String, path: String?) throws {
        let error = #expect(throws: DatasetError.self) { try grammar(json) }
        guard case .invalidJSON(let file, let place, _) = try #require(error) else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(file == folder.path + "/grammar.json")
        if let path { #expect(place == path) }
    }
}
