import HTTPMessage
import Testing

@Suite struct MediaTypeTests {
    @Test func readsTypeSubtypeAndParameters() throws {
        let type = try #require(MediaType("Text/HTML ; Charset=\"utf-8\";q=0.5; "))
        #expect(type.essence == "text/html")
        #expect(type[parameter: "charset"] == "utf-8")
        #expect(type[parameter: "q"] == "0.5")
        #expect(type[parameter: "boundary"] == nil)
    }

    @Test func readsEscapesInQuotes() throws {
        let type = try #require(MediaType(#"a/b;c="x \"y\" \\ ;z=1""#))
        #expect(type[parameter: "c"] == #"x "y" \ ;z=1"#)
        #expect(type.parameters.count == 1)
    }

    @Test(arguments: [
        "", "text", "text/", "/html", "text/html charset=utf-8", "text/html;charset", "text/html;=x",
        "text/html;charset=", "text/html;charset=\"utf-8", "text/html;a=b;A=c", "te xt/html",
        "text/html;a=b c",
        "image/jpeg, image/png", "text/html;a=\"b\\",
    ])
    func refuses(text: String) {
        #expect(MediaType(text) == nil)
    }
}
