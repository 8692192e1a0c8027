import Foundation
import Testing
import ZeroShot

@Suite struct GrammarRefusalTests {
    private func refusal(of json: String) -> LabelSetError? {
        #expect(throws: LabelSetError.self) { try LabelSet(parsing: Data(json.utf8)) }
    }

    private static func texts(_ count: Int) -> String {
        "[" + (0..<count).map { "\"e\($0)\"" }.joined(separator: ",") + "]"
    }

    private static let slots64 = (0..<64).map { "\"s\($0)\": [\"a\", \"b\"]" }.joined(separator: ",")

    private static let expressions: [Refusal] = [
        Refusal(
            #"{"expressions": [], "labels": ["A"]}"#,
            .wrongType(expected: "an object of lists of strings"),
            at: "/expressions"
        ),
        Refusal(
            #"{"expressions": {"x": "y"}, "labels": ["A"]}"#,
            .wrongType(expected: "an array of strings"),
            at: "/expressions/x"
        ),
        Refusal(
            #"{"expressions": {"x": ["y", 1]}, "labels": ["A"]}"#,
            .wrongType(expected: "a string"),
            at: "/expressions/x/1"
        ),
        Refusal(#"{"expressions": {"x": []}, "labels": ["A"]}"#, .noExpressions, at: "/expressions/x"),
        Refusal(
            #"{"expressions": {"a b": ["y"]}, "labels": ["A"]}"#,
            .invalidSlotName,
            at: "/expressions/a b"
        ),
        Refusal(#"{"expressions": {"": ["y"]}, "labels": ["A"]}"#, .invalidSlotName, at: "/expressions/"),
        Refusal(
            #"{"labels": [{"name": "A", "expressions": {"label": ["y"]}}]}"#,
            .invalidSlotName,
            at: "/labels/0/expressions/label"
        ),
        Refusal(
            #"{"expressions": {"x": ["{y}"]}, "labels": ["A"]}"#,
            .malformedSlot,
            at: "/expressions/x/0"
        ),
        Refusal(
            "{\"expressions\": {\(slots64), \"t\": [\"a\"]}, \"labels\": [\"A\"]}",
            .tooManyExpressionLists(limit: 64, received: 65),
            at: "/expressions"
        ),
        Refusal(
            "{\"expressions\": {\"x\": \(texts(2_001))}, \"labels\": [\"A\"]}",
            .tooManyPrompts(limit: 2_000, received: 2_001),
            at: "/expressions/x"
        ),
    ]

    private static let templates: [Refusal] = ["{", "}", "{x", "x}", "{}", "{x y}", "{{x}}", "{x}}"].map {
        Refusal(
            "{\"expressions\": {\"x\": [\"y\"]}, \"labels\": [\"A\", {\"name\": \"B\", \"negative\": [\"\($0)\"]}]}",
            .malformedSlot,
            at: "/labels/1/negative/0"
        )
    }

    private static let slots: [Refusal] = [
        Refusal(
            #"{"expressions": {"x": ["y"]}, "labels": ["A", {"name": "B", "positive": ["{x}", "{z}"]}]}"#,
            .unknownSlot(name: "z"),
            at: "/labels/1/positive/1"
        ),
        Refusal(
            """
            {"templates": {"positive": ["{finding}"]},
             "labels": [{"name": "A", "expressions": {"finding": ["a"]}}, "B"]}
            """,
            .unknownSlot(name: "finding"),
            at: "/labels/1"
        ),
        Refusal(
            #"{"expressions": {"x": [""]}, "labels": [{"name": "A", "positive": ["a", "{x} {x}"]}]}"#,
            .emptyPrompt,
            at: "/labels/0/positive/1"
        ),
        Refusal(
            #"{"expressions": {}, "labels": [{"name": "A", "positive": []}]}"#,
            .noPrompts,
            at: "/labels/0/positive"
        ),
        Refusal(
            #"{"labels": ["A", {"name": "No Finding", "expressions": {"x": ["y"]}}]}"#,
            .promptsForNoFinding,
            at: "/labels/1"
        ),
    ]

    private static let amounts: [Refusal] = [
        Refusal(
            """
            {"expressions": {"x": \(texts(40)), "y": \(texts(50))},
             "labels": [{"name": "A", "positive": ["{x} {y}", "more"]}]}
            """,
            .tooManyCombinations(limit: 2_000, received: 2_001, slot: nil),
            at: "/labels/0/positive/1"
        ),
        Refusal(
            """
            {"expressions": {"x": \(texts(40)), "y": \(texts(51))},
             "labels": [{"name": "A", "negative": ["{x} {y}"]}]}
            """,
            .tooManyCombinations(limit: 2_000, received: 2_040, slot: "y"),
            at: "/labels/0/negative/0"
        ),
        // 2^64 prompts: the product passes the largest integer.
        Refusal(
            """
            {"expressions": {\(slots64)},
             "labels": [{"name": "A", "positive": ["\((0..<64).map { "{s\($0)}" }.joined())"]}]}
            """,
            .tooManyCombinations(limit: 2_000, received: .max, slot: "s0"),
            at: "/labels/0/positive/0"
        ),
        // 6 labels with 2,000 prompts each, all of them equal.
        Refusal(
            """
            {"expressions": {"x": [\((0..<2_000).map { _ in "\"same\"" }.joined(separator: ","))]},
             "templates": {"positive": ["{x}"]}, "labels": \(texts(6))}
            """,
            .tooManyPromptsInSet(limit: 10_000),
            at: "/labels"
        ),
        Refusal(
            #"{"templates": {"positive": \#(texts(10).replacing("e", with: "{label}"))}, "labels": \#(texts(1_000))}"#,
            .tooManyPromptsInSet(limit: 10_000),
            at: "/labels"
        ),
    ]

    @Test(arguments: expressions + templates + slots + amounts)
    func refusesWithReasonAndPlace(refusal expected: Refusal) {
        let error = refusal(of: expected.json)
        #expect(error?.reason == expected.reason)
        #expect(error?.pointer == expected.pointer)
        #expect(error?.message.isEmpty == false && error?.message != "The label set is not valid.")
    }

    @Test func namesLabelSlotAndRemedy() {
        let error = refusal(
            of: #"{"expressions": {"x": ["y"]}, "labels": [{"name": "A", "positive": ["{severity} a"]}]}"#
        )
        #expect(
            error?.description
                == "The slot {severity} has no list of expressions. (at /labels/0/positive/0) Add the list to the "
                + "expressions of the file or the label, or correct the slot's name."
        )
        #expect(refusal(of: Self.amounts[3].json)?.limit == 10_000)
        #expect(refusal(of: Self.amounts[1].json)?.received == 2_040)
    }

    @Test func keepsNoTextThatCouldNotBeReadBack() throws {
        let long = String(repeating: "x", count: 990)
        let json = """
            {"expressions": {"x": \(Self.texts(2_000))},
             "labels": [{"name": "A", "positive": ["\(long) {x}"]}, {"name": "B", "positive": ["\(long) {x}"]},
                        {"name": "C", "positive": ["\(long) {x}"]}]}
            """
        let set = try LabelSet(parsing: Data(json.utf8))
        let error = #expect(throws: LabelSetError.self) { try set.canonicalJSON() }
        #expect(error?.limit == LabelSetLimits.bytes && (error?.received ?? 0) > 5_900_000)
    }
}
