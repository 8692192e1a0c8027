import Foundation
import Testing
import ZeroShot

@Suite struct PromptGrammarTests {
    private func labels(_ json: String) throws -> [Label] { try LabelSet(parsing: Data(json.utf8)).labels }

    @Test func expandsAsNestedLoopsWithTheLastSlotFastest() throws {
        let label = try labels(
            """
            {"expressions": {"place": ["left", "right"], "degree": ["mild", "severe"]},
             "labels": [{"name": "Edema", "positive": ["first", "{degree} edema {place}", "last"]}]}
            """
        )[0]
        #expect(
            label.positivePrompts == [
                "first", "mild edema left", "mild edema right", "severe edema left", "severe edema right",
                "last",
            ]
        )
        #expect(label.negativePrompts == ["no Edema"])
    }

    @Test func closesTheGapsOfEmptyExpressions() throws {
        let label = try labels(
            """
            {"expressions": {"a": ["", "x"], "b": ["", "y"]},
             "labels": [{"name": "L", "positive": ["{a} mass {b}.", "{a}, {b}: z", "a  b"]}]}
            """
        )[0]
        // The plain prompt keeps its two blanks: nothing was put into it.
        #expect(
            label.positivePrompts == [
                "mass.", "mass y.", "x mass.", "x mass y.", ",: z", ", y: z", "x,: z", "x, y: z", "a  b",
            ]
        )
    }

    @Test func leavesOutEqualPromptsAndKeepsTheFirst() throws {
        let label = try labels(
            """
            {"expressions": {"a": ["x", "", "x"]},
             "labels": [{"name": "L", "positive": ["{a} l", "l", "x l", "m"]}]}
            """
        )[0]
        #expect(label.positivePrompts == ["x l", "l", "m"])
    }

    @Test func aSlotThatOccursTwiceHasOneExpressionInBothPlaces() throws {
        let label = try labels(
            #"{"expressions": {"a": ["x", "y"]}, "labels": [{"name": "L", "positive": ["{a} and {a}"]}]}"#
        )[0]
        #expect(label.positivePrompts == ["x and x", "y and y"])
    }

    @Test func templatesOfTheFileTakeTheLabelsExpressionsAndName() throws {
        let labels = try labels(
            """
            {"expressions": {"negation": ["no", "without"], "finding": ["it"]},
             "templates": {"positive": ["{finding}.", "{label} seen"], "negative": ["{negation} {finding}"]},
             "labels": [{"name": "Lung Opacity", "expressions": {"finding": ["lung opacity", "opacity"]}}, "Mass"]}
            """
        )
        #expect(labels[0].positivePrompts == ["lung opacity.", "opacity.", "Lung Opacity seen"])
        #expect(
            labels[0].negativePrompts == [
                "no lung opacity", "no opacity", "without lung opacity", "without opacity",
            ]
        )
        #expect(labels[1].positivePrompts == ["it.", "Mass seen"])
    }

    @Test func expressionsOfOneLabelMakeTheWholeFileAGrammar() throws {
        let labels = try labels(
            """
            {"labels": [{"name": "A", "positive": ["the {label}"]},
                        {"name": "B", "expressions": {"x": ["y"]}, "positive": ["{x}"]}]}
            """
        )
        #expect(labels.map(\.positivePrompts) == [["the A"], ["y"]])
    }

    @Test func withoutExpressionsBracesMeanNothing() throws {
        let label = try labels(#"{"expressions": null, "labels": [{"name": "A", "positive": ["{x} }"]}]}"#)[0]
        #expect(label.positivePrompts == ["{x} }"])
    }

    @Test func textInsideAnExpressionOrNameIsNotExpandedAgain() throws {
        let labels = try labels(
            #"{"expressions": {"x": ["y"]}, "labels": [{"name": "a {x}", "positive": ["{label} {x}"]}]}"#
        )
        #expect(labels[0].positivePrompts == ["a {x} y"])
        #expect(labels[0].negativePrompts == ["no a {x}"])
    }

    @Test func whatIsKeptHasThePromptsInsteadOfTheGrammar() throws {
        let json = #"{"expressions": {"x": ["{"]}, "labels": ["A"]}"#.replacing("{\"]", with: "y\"]")
        let set = try LabelSet(
            parsing: Data(json.replacing("[\"A\"]", with: #"[{"name": "A", "positive": ["{x}"]}]"#).utf8)
        )
        let kept =
            #"{"description":"","labels":[{"name":"A","negative":["no A"],"positive":["y"]}]}"#
        #expect(try String(decoding: set.canonicalJSON(), as: UTF8.self) == kept)
        #expect(try LabelSet(parsing: Data(kept.utf8)) == set)
    }

    @Test func takesAsManyPromptsAsTheLimitsAllow() throws {
        let list = "[" + (0..<50).map { "\"e\($0)\"" }.joined(separator: ",") + "]"
        let label = #""positive": ["{a} {b}", "{a} {c}"], "negative": ["{a} {b}", "{c} {a}"]"#
        let json = """
            {"expressions": {"a": \(list), "b": ["\((0..<38).map { "f\($0)" }.joined(separator: "\",\""))"],
                             "c": ["p", "q"]},
             "labels": [{"name": "A", \(label)}, {"name": "B", \(label)}, {"name": "C", "positive": ["{a} {b}"],
                         "negative": ["{c}"]}]}
            """
        let set = try LabelSet(parsing: Data(json.utf8))
        // 50 · 38 + 50 · 2 = 2,000 a polarity; A and B have the same.
        #expect(set.labels.map(\.positivePrompts.count) == [2_000, 2_000, 1_900])
        #expect(set.labels.map(\.negativePrompts.count) == [2_000, 2_000, 2])
        #expect(set.prompts.count == 1_900 + 100 + 100 + 2)
    }
}
