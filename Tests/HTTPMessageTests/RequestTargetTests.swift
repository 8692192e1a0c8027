import HTTPMessage
import HTTPTypes
import Testing

@Suite struct RequestTargetTests {
    @Test func decodesThePathOnce() throws {
        let request = try Request(method: .get, target: "/v1/a%2Fb/%25C3%25A9/%C3%A9+x")
        #expect(request.pathSegments == ["v1", "a/b", "%C3%A9", "é+x"])
        #expect(try Request(method: .get, target: "/").pathSegments == [""])
        #expect(try Request(method: .get, target: "/a//b/").pathSegments == ["a", "", "b", ""])
    }

    @Test func decodesTheQueryWithPlusAsABlank() throws {
        let request = try Request(
            method: .get,
            target: "/?label=Pleural+Effusion&label=a%2Bb&empty&&=x&a=b=c"
        )
        #expect(
            request.query == [
                QueryItem(name: "label", value: "Pleural Effusion"), QueryItem(name: "label", value: "a+b"),
                QueryItem(name: "empty", value: ""), QueryItem(name: "", value: "x"),
                QueryItem(name: "a", value: "b=c"),
            ]
        )
        #expect(request.queryValues("label") == ["Pleural Effusion", "a+b"])
    }

    @Test func tellsWhatIsWrong() {
        #expect(throws: ParseError.malformedEscape) { try Request(method: .get, target: "/?a=%f") }
        #expect(throws: ParseError.malformedEscape) { try Request(method: .get, target: "/?a=%C3") }
        #expect(throws: ParseError.dotSegment) { try Request(method: .get, target: "/a/%2E%2e") }
        #expect(throws: ParseError.malformedTarget) { try Request(method: .get, target: "") }
        #expect(throws: ParseError.malformedTarget) { try Request(method: .get, target: "*") }
    }

    @Test func namesThePathForMessages() throws {
        #expect(try Request(method: .get, target: "/a%20b?c").path == "/a b")
        #expect(try Request(method: .options, target: "*").path == "*")
    }
}
