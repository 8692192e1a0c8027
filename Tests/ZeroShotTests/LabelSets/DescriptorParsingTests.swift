import Foundation
import Testing
import ZeroShot

@Suite struct DescriptorParsingTests {
    private func parse(_ json: String) throws -> LabelSet { try LabelSet(parsing: Data(json.utf8)) }

    @Test func makesPromptsByThePapersTemplates() throws {
        let set = try parse(#"{"labels": [{"name": "Edema", "descriptors": [" Septal lines ", "Haze"]}]}"#)
        let label = set.labels[0]
        #expect(label.descriptors.map(\.text) == ["Septal lines", "Haze"])
        #expect(
            label.positivePrompts == [
                "There are Septal lines indicating Edema", "There are Haze indicating Edema",
            ]
        )
        #expect(label.descriptors.map(\.positivePrompt) == label.positivePrompts)
        #expect(
            label.negativePrompts == [
                "There are no Septal lines indicating Edema", "There are no Haze indicating Edema",
            ]
        )
        #expect(set.descriptorTemperature == 0.5)
        #expect(set.prompts.count == 4)
    }

    @Test func takesTemplatesTemperatureAndPairsFromTheFile() throws {
        let set = try parse(
            """
            {"descriptors": {"temperature": 0.07, "positive": "{descriptor}!", "negative": "not {descriptor}"},
             "labels": [{"name": "A", "descriptors": ["{label}", {"text": "t", "positive": "p", "negative": "n"}]},
                        {"name": "Normal", "noFinding": true}]}
            """
        )
        #expect(set.labels[0].positivePrompts == ["{label}!", "p"])
        #expect(set.labels[0].negativePrompts == ["not {label}", "n"])
        #expect(set.labels[0].descriptors.map(\.text) == ["{label}", "t"])
        #expect(set.labels[1].isNoFinding && set.labels[1].positivePrompts.isEmpty)
        #expect(set.descriptorTemperature == 0.07)
    }

    @Test func whatIsKeptReadsBackTheSame() throws {
        let set = try parse(
            """
            {"descriptors": {"temperature": 0.07},
             "labels": [{"name": "A", "descriptors": ["b"], "group": "rare"}, "No Finding",
                        {"name": "Clear", "noFinding": true}]}
            """
        )
        let kept =
            #"{"description":"","descriptors":{"temperature":0.07},"labels":[{"descriptors":[{"negative":"#
            + #""There are no b indicating A","positive":"There are b indicating A","text":"b"}],"group":"rare","#
            + #""name":"A"},{"name":"No Finding"},{"name":"Clear","noFinding":true}]}"#
        #expect(try String(decoding: set.canonicalJSON(), as: UTF8.self) == kept)
        #expect(try LabelSet(parsing: set.canonicalJSON()) == set)
        #expect(set.named("x", version: 2).descriptorTemperature == 0.07)
    }

    @Test func aSetWithoutDescriptorsHasNoTemperature() throws {
        let set = try parse(#"{"descriptors": {"temperature": 1}, "labels": ["A"]}"#)
        #expect(set.descriptorTemperature == nil)
        #expect(
            try String(decoding: set.canonicalJSON(), as: UTF8.self)
                == #"{"description":"","labels":[{"name":"A","negative":["no A"],"positive":["A"]}]}"#
        )
    }

    private static func rules(_ rules: String) -> String {
        "{\"descriptors\": \(rules), \"labels\": [{\"name\": \"A\", \"descriptors\": [\"b\"]}]}"
    }

    private static let ofRules: [Refusal] = [
        Refusal(rules("[]"), .wrongType(expected: "an object"), at: "/descriptors"),
        Refusal(
            rules(#"{"temperature": "1"}"#),
            .wrongType(expected: "a number"),
            at: "/descriptors/temperature"
        ),
        Refusal(
            rules(#"{"temperature": true}"#),
            .wrongType(expected: "a number"),
            at: "/descriptors/temperature"
        ),
        Refusal(
            rules(#"{"temperature": 0}"#),
            .temperatureOutOfRange(0.01...100),
            at: "/descriptors/temperature"
        ),
        Refusal(
            rules(#"{"temperature": -1}"#),
            .temperatureOutOfRange(0.01...100),
            at: "/descriptors/temperature"
        ),
        Refusal(
            rules(#"{"temperature": 1e9}"#),
            .temperatureOutOfRange(0.01...100),
            at: "/descriptors/temperature"
        ),
        Refusal(rules(#"{"positive": "{label}"}"#), .missingDescriptorSlot, at: "/descriptors/positive"),
        Refusal(
            rules(#"{"negative": "{descriptor} {place}"}"#),
            .unknownSlot(name: "place"),
            at: "/descriptors/negative"
        ),
        Refusal(rules(#"{"negative": "{descriptor"}"#), .malformedSlot, at: "/descriptors/negative"),
        Refusal(
            rules(#"{"tau": 1}"#),
            .unknownField(supported: ["temperature", "positive", "negative"]),
            at: "/descriptors/tau"
        ),
    ]

    private static func label(_ members: String) -> String {
        "{\"labels\": [{\"name\": \"A\", \(members)}]}"
    }

    private static let ofLabels: [Refusal] = [
        Refusal(label(#""descriptors": []"#), .noDescriptors, at: "/labels/0/descriptors"),
        Refusal(
            label(#""descriptors": "b""#),
            .wrongType(expected: "an array of descriptors"),
            at: "/labels/0/descriptors"
        ),
        Refusal(
            label(#""descriptors": [7]"#),
            .wrongType(expected: "a string or an object with text, positive and negative"),
            at: "/labels/0/descriptors/0"
        ),
        Refusal(
            label(#""descriptors": [{"text": "b", "positive": "p"}]"#),
            .missingField,
            at: "/labels/0/descriptors/0/negative"
        ),
        Refusal(
            label(#""descriptors": ["b", "c", " b"]"#),
            .duplicateDescriptor(first: 0, second: 2),
            at: "/labels/0/descriptors/2"
        ),
        Refusal(
            label("\"descriptors\": [" + (0...100).map { "\"\($0)\"" }.joined(separator: ",") + "]"),
            .tooManyDescriptors(limit: 100, received: 101),
            at: "/labels/0/descriptors"
        ),
        Refusal(
            label(#""descriptors": ["b"], "positive": ["c"]"#),
            .promptsBesideDescriptors,
            at: "/labels/0"
        ),
        Refusal(
            label(#""descriptors": ["b"], "expressions": {"x": ["c"]}"#),
            .promptsBesideDescriptors,
            at: "/labels/0"
        ),
        Refusal(
            label(#""descriptors": ["b"], "noFinding": true"#),
            .promptsForNoFinding,
            at: "/labels/0"
        ),
        Refusal(
            label(#""noFinding": false"#),
            .wrongType(expected: "true, or leave the field out"),
            at: "/labels/0/noFinding"
        ),
        Refusal(
            label(#""noFinding": 1"#),
            .wrongType(expected: "true, or leave the field out"),
            at: "/labels/0/noFinding"
        ),
        Refusal(label(#""noFinding": true"#), .onlyNoFinding, at: "/labels"),
        Refusal(
            #"{"labels": ["A", {"name": "B", "descriptors": ["c"]}]}"#,
            .mixedScoring,
            at: "/labels"
        ),
    ]

    @Test(arguments: ofRules + ofLabels)
    func refusesWithReasonAndPlace(refusal expected: Refusal) {
        let error = #expect(throws: LabelSetError.self) { try LabelSet(parsing: Data(expected.json.utf8)) }
        #expect(error?.reason == expected.reason)
        #expect(error?.pointer == expected.pointer)
        #expect(error?.message.isEmpty == false && error?.message != "The label set is not valid.")
    }
}
