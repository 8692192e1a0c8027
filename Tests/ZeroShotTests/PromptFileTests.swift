import Foundation
import Testing
import ZeroShot

/// The label sets that come with the project.
@Suite struct PromptFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Models/prompts")

    private func labelSet(_ name: String) throws -> LabelSet {
        try LabelSet(parsing: Data(contentsOf: Self.folder.appending(path: name)))
    }

    @Test func theGrammarIsOfTheCompetitionsFindings() throws {
        let set = try labelSet("chexpert-5-grammar.json")
        #expect(set.labels.map(\.name) == LabelSet.cheXpert5.labels.map(\.name))
        #expect(set.descriptorTemperature == nil)
        // 3 + 3 + 4·4 + 5 + 5; 3 + 3 + 3·4 + 1; 3 + 3 + 4·5 + 5; 3 + 3 + 5·3 + 2; 3 + 3 + 5·4 + 4.
        #expect(set.labels.map(\.positivePrompts.count) == [32, 19, 31, 23, 30])
        // 5·3 + 3 + 2; 5·3 + 3 + 3 + 1; 1 + 5·3 + 3 + 1; 5·3 + 3 + 2; 5·3 + 3 + 2.
        #expect(set.labels.map(\.negativePrompts.count) == [20, 22, 20, 20, 20])
        let edema = set.labels[3]
        #expect(edema.positivePrompts.contains("mild interstitial edema"))
        #expect(edema.negativePrompts.contains("no evidence of fluid overload of the lungs"))
        #expect(set.prompts.allSatisfy { !$0.contains("  ") && !$0.contains("{") })
    }

    @Test func noPromptSpeaksForBothSides() throws {
        for label in try labelSet("chexpert-5-grammar.json").labels {
            #expect(Set(label.positivePrompts).isDisjoint(with: label.negativePrompts))
        }
    }

    @Test func theDescriptorsAreOfTheCompetitionsFindings() throws {
        let set = try labelSet("chexpert-5-descriptors.json")
        #expect(set.labels.filter { !$0.isNoFinding }.map(\.name) == LabelSet.cheXpert5.labels.map(\.name))
        #expect(set.descriptorTemperature == 0.5)
        #expect(set.labels.filter { !$0.isNoFinding }.allSatisfy { (4...8).contains($0.descriptors.count) })
        #expect(
            set.labels[1].positivePrompts[3]
                == "There are widened angles of the carina indicating Cardiomegaly"
        )
        #expect(set.labels.last?.isNoFinding == true)
    }

    @Test(arguments: ["chexpert-5-grammar.json", "chexpert-5-descriptors.json"])
    func canBeKept(name: String) throws {
        let set = try labelSet(name)
        #expect(try LabelSet(parsing: set.canonicalJSON()) == set)
    }
}
