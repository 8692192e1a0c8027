import Foundation
import Testing
import ZeroShot

@Suite struct PublishedPromptTests {
    private func parse(_ json: String) throws -> [Label] { try LabelSet(parsing: Data(json.utf8)).labels }

    private func refusal(of json: String) -> LabelSetError? {
        #expect(throws: LabelSetError.self) { try LabelSet(parsing: Data(json.utf8)) }
    }

    @Test func readsListsOfPromptsInTheFilesOrder() throws {
        let labels = try parse(
            """
            {"Zoster": {"pos": ["zoster.", "there is zoster."], "neg": ["no zoster."], "unc": ["may be zoster."]},
             "No Finding": {"pos": ["clear lungs."], "neg": [""], "unc": [""]},
             "Apical cap": {"neg": ["", "no cap."], "pos": ["cap."]},
             "Mass": {"pos": ["mass."], "neg": [""]}}
            """
        )
        #expect(labels.map(\.name) == ["Zoster", "No Finding", "Apical cap", "Mass"])
        #expect(labels[0].positivePrompts == ["zoster.", "there is zoster."])
        #expect(labels[0].negativePrompts == ["no zoster."])
        #expect(labels[1].isNoFinding && labels[1].positivePrompts.isEmpty)
        #expect(labels[2].negativePrompts == ["no cap."])
        #expect(labels[3].negativePrompts == ["no Mass"])
    }

    @Test func combinesListsInEachLabelsOwnOrder() throws {
        let labels = try parse(
            #"""
            {"Wisps" : {"severity": ["", "faint"], "subtype": ["basal wisps"], "location":	["", "left"]},
             "Fluid": {"severity": ["some"], "location": ["left", "right"], "subtype": ["fluid", "fluid"]},
             "Caf\u00e9 \"A\"": {"z": ["one"], "a": ["two: three"], "m": [" four "]}}
            """#
        )
        #expect(labels.map(\.name) == ["Wisps", "Fluid", "Café \"A\""])
        #expect(
            labels[0].positivePrompts == [
                "basal wisps", "basal wisps left", "faint basal wisps", "faint basal wisps left",
            ]
        )
        #expect(labels[1].positivePrompts == ["some left fluid", "some right fluid"])
        #expect(labels[2].positivePrompts == ["one two: three four"])
        #expect(labels.map(\.negativePrompts) == [["no Wisps"], ["no Fluid"], ["no Café \"A\""]])
    }

    @Test func manyNamesKeepTheirOrder() throws {
        // An order that no dictionary has by chance: 200 names.
        let names = (0..<200).map { "finding \(($0 * 73) % 200)" }
        let json =
            "{" + names.map { #""\#($0)": {"pos": ["a {brace}, \"quoted\": \\"]}"# }.joined(separator: ",")
            + "}"
        let labels = try parse(json)
        #expect(labels.map(\.name) == names)
        #expect(labels.allSatisfy { $0.positivePrompts == [#"a {brace}, "quoted": \"#] })
    }

    static let refusals: [Refusal] = [
        Refusal(
            #"{"A": {"pos": ["a"], "uncertain": ["b"]}}"#,
            .unknownField(supported: ["pos", "neg", "unc"]),
            at: "/A/uncertain"
        ),
        Refusal(#"{"A": {"pos": "a"}}"#, .wrongType(expected: "an array of strings"), at: "/A/pos"),
        Refusal(#"{"A": {"x": {"y": ["z"]}}}"#, .wrongType(expected: "an array of strings"), at: "/A/x"),
        Refusal(#"{"A": {"x": []}}"#, .noExpressions, at: "/A/x"),
        Refusal(#"{"A": {}}"#, .noPrompts, at: "/A"),
        Refusal(#"{"A": {"x": [""], "y": [""]}}"#, .emptyPrompt, at: "/A"),
        Refusal(#"{"A": {"pos": ["a"]}, "A": {"pos": ["b"]}}"#, .repeatedMember, at: "/A"),
        Refusal(#"{"A": {"x": ["a"], "x": ["b"]}}"#, .repeatedMember, at: "/A/x"),
        Refusal(
            #"{"A": {"pos": ["a"]}, " A": {"pos": ["b"]}}"#,
            .duplicateLabel(first: 0, second: 1),
            at: "/ A"
        ),
        Refusal(#"{"No Finding": {"pos": ["a"]}}"#, .onlyNoFinding, at: "/labels"),
        Refusal(#"{"a/b": {"pos": ["a\u0007"]}}"#, .controlCharacter, at: "/a~1b/pos/0"),
        Refusal(
            #"{"A": ["a"]}"#,
            .unknownField(supported: ["description", "templates", "expressions", "descriptors", "labels"]),
            at: "/A"
        ),
    ]

    @Test(arguments: refusals)
    func refusesWithReasonAndPlace(refusal expected: Refusal) {
        let error = refusal(of: expected.json)
        #expect(error?.reason == expected.reason)
        #expect(error?.pointer == expected.pointer)
    }

    @Test func refusesMoreCombinationsThanALabelMayHave() {
        let list = "[" + (0..<13).map { "\"\($0)\"" }.joined(separator: ",") + "]"
        let error = refusal(of: "{\"A\": {\"x\": \(list), \"y\": \(list), \"z\": \(list)}}")
        #expect(error?.reason == .tooManyCombinations(limit: 2_000, received: 2_197, slot: "x"))
        #expect(error?.pointer == "/A")
    }
}
