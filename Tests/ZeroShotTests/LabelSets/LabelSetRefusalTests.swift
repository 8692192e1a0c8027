import Foundation
import TestFiles
import Testing
import ZeroShot

/// A label set that is refused, the reason and the place.
struct Refusal: CustomTestStringConvertible, Sendable {
    let json: String
    let reason: LabelSetError.Reason
    let pointer: String

    init(_ json: String, _ reason: LabelSetError.Reason, at pointer: String) {
        self.json = json
        self.reason = reason
        self.pointer = pointer
    }

    var testDescription: String { String(json.prefix(80)) }
}

private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

private func list(_ count: Int, _ item: (Int) -> String) -> String {
    "[" + (0..<count).map { "\"\(item($0))\"" }.joined(separator: ",") + "]"
}

private let fields = ["description", "templates", "expressions", "descriptors", "labels"]
private let labelFields = [
    "name", "positive", "negative", "expressions", "descriptors", "noFinding", "group",
]

@Suite struct LabelSetRefusalTests {
    private func refusal(of json: Data) -> LabelSetError? {
        #expect(throws: LabelSetError.self) { try LabelSet(parsing: json) }
    }

    static let structure: [Refusal] = [
        Refusal("", .malformedJSON, at: ""),
        Refusal("{", .malformedJSON, at: ""),
        Refusal(#"{"labels": ["a"]} x"#, .malformedJSON, at: ""),
        Refusal(repeated("[", 100_000), .malformedJSON, at: ""),
        Refusal("[]", .wrongType(expected: "an object"), at: ""),
        Refusal("{}", .missingField, at: "/labels"),
        Refusal(#"{"labels": null}"#, .missingField, at: "/labels"),
        Refusal(#"{"labels": ["a"], "lables": 1, "x": 2}"#, .unknownField(supported: fields), at: "/lables"),
        Refusal(#"{"labels": ["a"], "a/b~c": 1}"#, .unknownField(supported: fields), at: "/a~1b~0c"),
        Refusal(#"{"labels": "a"}"#, .wrongType(expected: "an array of labels"), at: "/labels"),
        Refusal(
            #"{"labels": ["a", 7]}"#,
            .wrongType(expected: "a string or an object with a name"),
            at: "/labels/1"
        ),
        Refusal(
            #"{"labels": [null]}"#,
            .wrongType(expected: "a string or an object with a name"),
            at: "/labels/0"
        ),
        Refusal(#"{"labels": [{}]}"#, .missingField, at: "/labels/0/name"),
        Refusal(#"{"labels": [{"name": 1}]}"#, .wrongType(expected: "a string"), at: "/labels/0/name"),
        Refusal(
            #"{"labels": [{"name": "a", "prompts": []}]}"#,
            .unknownField(supported: labelFields),
            at: "/labels/0/prompts"
        ),
        Refusal(
            #"{"labels": [{"name": "a", "positive": "b"}]}"#,
            .wrongType(expected: "an array of strings"),
            at: "/labels/0/positive"
        ),
        Refusal(
            #"{"labels": [{"name": "a", "negative": ["b", true]}]}"#,
            .wrongType(expected: "a string"),
            at: "/labels/0/negative/1"
        ),
        Refusal(#"{"labels": [{"name": "a", "group": "Rare"}]}"#, .unknownGroup, at: "/labels/0/group"),
        Refusal(
            #"{"labels": ["a"], "description": 1}"#,
            .wrongType(expected: "a string"),
            at: "/description"
        ),
        Refusal(#"{"labels": ["a"], "templates": []}"#, .wrongType(expected: "an object"), at: "/templates"),
        Refusal(
            #"{"labels": ["a"], "templates": {"neutral": []}}"#,
            .unknownField(supported: ["positive", "negative"]),
            at: "/templates/neutral"
        ),
    ]

    static let labels: [Refusal] = [
        Refusal(#"{"labels": []}"#, .noLabels, at: "/labels"),
        Refusal(
            "{\"labels\": \(list(1001) { "\($0)" })}",
            .tooManyLabels(limit: 1000, received: 1001),
            at: "/labels"
        ),
        Refusal(#"{"labels": ["a", " \t "]}"#, .emptyLabel, at: "/labels/1"),
        Refusal(#"{"labels": ["\u200b"]}"#, .emptyLabel, at: "/labels/0"),
        Refusal(#"{"labels": [{"name": ""}]}"#, .emptyLabel, at: "/labels/0/name"),
        Refusal(
            #"{"labels": ["\#(repeated("x", 201))"]}"#,
            .textTooLong(limit: 200, received: 201),
            at: "/labels/0"
        ),
        Refusal(
            #"{"labels": ["x\#(repeated("\u{301}", 200))"]}"#,
            .textTooLong(limit: 200, received: 201),
            at: "/labels/0"
        ),
        Refusal(#"{"labels": ["a\u0000b"]}"#, .controlCharacter, at: "/labels/0"),
        Refusal(#"{"labels": ["a\nb"]}"#, .controlCharacter, at: "/labels/0"),
        Refusal(#"{"labels": ["a\u2028b"]}"#, .controlCharacter, at: "/labels/0"),
        Refusal(#"{"labels": ["a", "b", " a"]}"#, .duplicateLabel(first: 0, second: 2), at: "/labels/2"),
        Refusal(
            #"{"labels": ["\u00e9", {"name": "e\u0301"}]}"#,
            .duplicateLabel(first: 0, second: 1),
            at: "/labels/1"
        ),
        Refusal(#"{"labels": ["No Finding"]}"#, .onlyNoFinding, at: "/labels"),
        Refusal(
            #"{"labels": ["a", {"name": "No Finding", "positive": ["clear"]}]}"#,
            .promptsForNoFinding,
            at: "/labels/1"
        ),
        Refusal(
            #"{"labels": ["a"], "description": "\#(repeated("d", 2001))"}"#,
            .textTooLong(limit: 2000, received: 2001),
            at: "/description"
        ),
        Refusal(#"{"labels": ["a"], "description": "a\u0007"}"#, .controlCharacter, at: "/description"),
    ]

    static let prompts: [Refusal] = [
        Refusal(#"{"labels": [{"name": "a", "positive": []}]}"#, .noPrompts, at: "/labels/0/positive"),
        Refusal(#"{"labels": [{"name": "a", "negative": [" "]}]}"#, .emptyPrompt, at: "/labels/0/negative/0"),
        Refusal(
            "{\"labels\": [{\"name\": \"a\", \"positive\": \(list(2_001) { "\($0)" })}]}",
            .tooManyPrompts(limit: 2_000, received: 2_001),
            at: "/labels/0/positive"
        ),
        Refusal(
            #"{"labels": [{"name": "a", "positive": ["\#(repeated("x", 1001))"]}]}"#,
            .textTooLong(limit: 1000, received: 1001),
            at: "/labels/0/positive/0"
        ),
        Refusal(
            #"{"labels": [{"name": "a", "positive": ["b", "c\u001b"]}]}"#,
            .controlCharacter,
            at: "/labels/0/positive/1"
        ),
        Refusal(
            #"{"labels": ["a"], "templates": {"positive": []}}"#,
            .noPrompts,
            at: "/templates/positive"
        ),
        Refusal(
            #"{"labels": ["a"], "templates": {"negative": ["no {label}", "no {Label}"]}}"#,
            .missingPlaceholder,
            at: "/templates/negative/1"
        ),
        Refusal(
            #"{"labels": ["\#(repeated("x", 200))"], "templates": {"positive": ["\#(repeated("{label}", 6))"]}}"#,
            .textTooLong(limit: 1000, received: 1200),
            at: "/labels/0"
        ),
    ]

    @Test(arguments: structure + labels + prompts)
    func refusesWithReasonAndPlace(refusal expected: Refusal) {
        let error = refusal(of: Data(expected.json.utf8))
        #expect(error?.reason == expected.reason)
        #expect(error?.pointer == expected.pointer)
        #expect(error?.message.isEmpty == false)
        #expect(error?.remedy.isEmpty == false)
    }

    @Test func refusesTextThatIsNotUTF8() {
        let text = #"{"labels": ["a"]}"#
        for encoding in [String.Encoding.utf16, .utf16LittleEndian, .utf32LittleEndian] {
            #expect(text.data(using: encoding).flatMap(refusal)?.reason == .malformedJSON)
        }
        #expect(refusal(of: Data(text.utf8) + [0xC3])?.reason == .malformedJSON)
        #expect(refusal(of: Data([0x22, 0xFF, 0x22]))?.reason == .malformedJSON)
    }

    @Test func refusesTextOverTheLimit() {
        let limit = LabelSetLimits.bytes
        let error = refusal(of: Data(repeating: 0x20, count: limit + 1))
        #expect(error?.reason == .tooLarge(limit: limit, received: limit + 1))
        #expect(error?.limit == limit)
        #expect(error?.received == limit + 1)
    }

    /// A file of 64 GiB that takes no room on the disk.
    @Test func ofALargeFileNoMoreIsReadThanIsNeededToRefuseIt() throws {
        let scratch = try ScratchFolder()
        let path = try scratch.write([], as: "large.json")
        #expect(truncate(path, 64 << 30) == 0)
        let content = try #require(LabelSet.content(ofFile: path))
        #expect(content.count == LabelSetLimits.bytes + 1)
        #expect(
            refusal(of: content)?.reason
                == .tooLarge(limit: LabelSetLimits.bytes, received: LabelSetLimits.bytes + 1)
        )
    }

    @Test func aFileThatCannotBeReadIsNil() throws {
        let scratch = try ScratchFolder()
        #expect(LabelSet.content(ofFile: scratch.path("none")) == nil)
        #expect(LabelSet.content(ofFile: scratch.path) == nil)
        #expect(LabelSet.content(ofFile: try scratch.write([], as: "empty"))?.isEmpty == true)
    }

    @Test func acceptsWhatIsJustWithinTheLimits() throws {
        let name = repeated("n", 200)
        let prompts = list(2_000) { repeated("p", 996) + "\($0 + 1_000)" }
        let json = """
            {"description": "\(repeated("d", 2000))",
             "templates": {"negative": ["\(repeated("x", 800)){label}"]},
             "labels": [{"name": "\(name)", "positive": \(prompts)}]}
            """
        let label = try LabelSet(parsing: Data(json.utf8)).labels[0]
        #expect(label.positivePrompts.count == 2_000)
        #expect(label.negativePrompts == [repeated("x", 800) + name])
        let many = "{\"labels\": \(list(1000) { "label \($0)" })}"
        #expect(try LabelSet(parsing: Data(many.utf8)).labels.count == 1000)
    }

    @Test func saysWhereAndWhatToDo() {
        let error = refusal(of: Data(#"{"labels": ["a", "a"]}"#.utf8))
        #expect(
            error.map(String.init(describing:))
                == "The labels at positions 0 and 1 are the same. (at /labels/1) Leave one of them out."
        )
    }
}
