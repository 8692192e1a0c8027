import Foundation
import Testing
import ZeroShot

@Suite struct LabelSetParsingTests {
    private func parse(_ json: String) throws -> LabelSet { try LabelSet(parsing: Data(json.utf8)) }

    @Test func makesPromptsOfStringsByThePapersTemplates() throws {
        let labelSet = try parse(#"{"labels": ["Edema", "  Rib\u0065d  "]}"#)
        #expect(labelSet.labels.map(\.name) == ["Edema", "Ribed"])
        #expect(labelSet.labels[0].positivePrompts == ["Edema"])
        #expect(labelSet.labels[0].negativePrompts == ["no Edema"])
        #expect(labelSet.name == nil)
        #expect(labelSet.version == nil)
        #expect(labelSet.description == "")
    }

    @Test func takesPromptsFromTheLabelAndTheRestFromTheTemplates() throws {
        let labelSet = try parse(
            """
            {"description": "of the ward",
             "templates": {"positive": ["{label} is seen", "{label}: {label}"]},
             "labels": ["Edema", {"name": "Mass", "negative": ["clear lungs"], "group": "rare"},
                        {"name": "Nodule", "positive": ["a nodule"], "group": null}]}
            """
        )
        #expect(labelSet.description == "of the ward")
        #expect(labelSet.labels[0].positivePrompts == ["Edema is seen", "Edema: Edema"])
        #expect(labelSet.labels[0].negativePrompts == ["no Edema"])
        #expect(labelSet.labels[1].positivePrompts == ["Mass is seen", "Mass: Mass"])
        #expect(labelSet.labels[1].negativePrompts == ["clear lungs"])
        #expect(labelSet.labels[1].group == .rare)
        #expect(labelSet.labels[2].positivePrompts == ["a nodule"])
        #expect(labelSet.labels[2].group == nil)
    }

    @Test func doesNotExpandAPlaceholderInsideALabel() throws {
        let label = try parse(#"{"labels": ["x {label} y"]}"#).labels[0]
        #expect(label.positivePrompts == ["x {label} y"])
        #expect(label.negativePrompts == ["no x {label} y"])
    }

    @Test(arguments: ["No Finding", "no finding", "NO_FINDING", "No-Finding"])
    func givesNoFindingNoPrompts(name: String) throws {
        let labels = try parse(#"{"labels": ["Edema", "\#(name)"]}"#).labels
        #expect(labels[1].isNoFinding)
        #expect(labels[1].positivePrompts.isEmpty)
        #expect(labels[1].negativePrompts.isEmpty)
    }

    @Test(arguments: ["Normal", "No Findings", "Finding", "no"])
    func treatsOtherNamesAsFindings(name: String) throws {
        #expect(try !parse(#"{"labels": ["\#(name)"]}"#).labels[0].isNoFinding)
    }

    @Test func listsEveryPromptOnceInOrder() throws {
        let labelSet = try parse(
            #"{"labels": ["A", {"name": "B", "negative": ["no A", "no B"]}, "No Finding"]}"#
        )
        #expect(labelSet.prompts == ["A", "no A", "B", "no B"])
    }

    @Test func putsTextsIntoNormalisationFormC() throws {
        let label = try parse(#"{"labels": ["e\u0301panchement"]}"#).labels[0]
        #expect(Array(label.name.utf8) == Array("\u{E9}panchement".utf8))
        #expect(Array(label.positivePrompts[0].utf8) == Array("\u{E9}panchement".utf8))
    }

    @Test func givesTheSameBytesForTheSameContent() throws {
        let first = try parse(#"{"labels": ["A/B", {"name": "C", "positive": ["c"]}], "description": " d "}"#)
        let second = try parse(
            """
            {"description": "d", "templates": {"negative": ["no {label}"]},
             "labels": [{"negative": ["no A/B"], "name": "A/B"}, {"positive": ["c"], "name": "C"}]}
            """
        )
        let json =
            #"{"description":"d","labels":[{"name":"A/B","negative":["no A/B"],"positive":["A/B"]},"#
            + #"{"name":"C","negative":["no C"],"positive":["c"]}]}"#
        #expect(try String(decoding: first.canonicalJSON(), as: UTF8.self) == json)
        #expect(try second.canonicalJSON() == first.canonicalJSON())
        #expect(try first.named("x", version: 3).canonicalJSON() == first.canonicalJSON())
    }

    @Test func readsBackItsCanonicalText() throws {
        let labelSet = try LabelSet(
            parsing: Data(
                #"{"description": "a\nb", "labels": ["Édema \"q\"", "No Finding", {"name": "C", "group": "base"}]}"#
                    .utf8
            ),
            name: "ward",
            version: 4
        )
        let read = try LabelSet(parsing: labelSet.canonicalJSON(), name: "ward", version: 4)
        #expect(read == labelSet)
        #expect(read.name == "ward")
        #expect(read.version == 4)
    }

    @Test func makesAdHocSetsByTheSameRules() throws {
        let labelSet = try LabelSet.adHoc(labels: ["Edema", " Mass "])
        #expect(labelSet.labels.map(\.name) == ["Edema", "Mass"])
        #expect(labelSet.labels[1].negativePrompts == ["no Mass"])
        let templates = try PromptTemplates(positive: ["{label} present"], negative: ["{label} absent"])
        let own = try LabelSet.adHoc(labels: ["Edema"], templates: templates)
        #expect(own.labels[0].positivePrompts == ["Edema present"])
        let duplicate = #expect(throws: LabelSetError.self) { try LabelSet.adHoc(labels: ["A", "B", "A"]) }
        #expect(duplicate?.reason == .duplicateLabel(first: 0, second: 2))
        #expect(duplicate?.pointer == "/labels/2")
        #expect(#expect(throws: LabelSetError.self) { try LabelSet.adHoc(labels: []) }?.reason == .noLabels)
    }

    @Test(arguments: ["a", "CheXpert-5.v_2", String(repeating: "x", count: 64), "..."])
    func acceptsNames(name: String) throws {
        try LabelSet.checkName(name)
    }

    @Test(arguments: ["", ".", "..", "a b", "a/b", "é", "a\u{0}", String(repeating: "x", count: 65)])
    func refusesNames(name: String) {
        let error = #expect(throws: LabelSetError.self) { try LabelSet.checkName(name) }
        #expect(error?.reason == .invalidName)
        #expect(throws: LabelSetError.self) {
            try LabelSet(parsing: Data(#"{"labels": ["Edema"]}"#.utf8), name: name)
        }
    }
}
