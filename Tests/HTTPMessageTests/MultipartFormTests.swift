import HTTPMessage
import Testing

@Suite struct MultipartFormTests {
    private func form(
        _ body: String,
        boundary: String = "XX",
        limits: MultipartLimits = MultipartLimits()
    ) throws -> MultipartForm {
        let type = try #require(MediaType("multipart/form-data; boundary=\"\(boundary)\""))
        return try MultipartForm(contentType: type, body: Array(body.utf8), limits: limits)
    }

    private func part(_ header: String, _ body: String) -> String {
        "--XX\r\n\(header)\r\n\r\n\(body)\r\n"
    }

    @Test func takesPartsApartInOrder() throws {
        let parsed = try form(
            part("Content-Disposition: form-data; name=\"labelSet\"", "CheXpert-5")
                + part(
                    "content-type: image/png\r\nCONTENT-DISPOSITION: Form-Data; filename=\"a b.png\"; name=image",
                    "\0\r\n--X\r\n"
                )
                + part("Content-Disposition: form-data; name=label", "Ödem")
                + part(
                    "Content-Disposition: form-data; name=label",
                    ""
                ) + "--XX--\r\n"
        )
        #expect(parsed.parts.map(\.name) == ["labelSet", "image", "label", "label"])
        #expect(parsed.parts.map(\.text) == ["CheXpert-5", "\0\r\n--X\r\n", "Ödem", ""])
        #expect(parsed.parts[1].filename == "a b.png")
        #expect(parsed.parts[1].contentType?.essence == "image/png")
        #expect(parsed.parts[0].contentType == nil)
        #expect(parsed.parts(named: "label").count == 2)
    }

    @Test func slicesTheBodyInsteadOfCopyingIt() throws {
        let header = "Content-Disposition: form-data; name=image"
        let parsed = try form(part(header, "bytes") + "--XX--")
        // "--XX", CR LF, the header line, CR LF CR LF.
        #expect(parsed.parts[0].body.startIndex == 4 + 2 + header.utf8.count + 4)
    }

    @Test func findsABoundaryBehindAPartialOne() throws {
        for tail in ["\r", "\r\n", "\r\n-", "\r\n--", "\r\n--X", "\r\n--XY", "\r\r\n--X"] {
            let parsed = try form(part("Content-Disposition: form-data; name=a", tail) + "--XX--")
            #expect(parsed.parts[0].text == tail)
        }
    }

    @Test func readsEscapedNames() throws {
        let parsed = try form(
            part(#"Content-Disposition: form-data; name="a\"b;\\c"; filename*=utf-8''x"#, "") + "--XX--"
        )
        #expect(parsed.parts[0].name == #"a"b;\c"#)
        #expect(parsed.parts[0].filename == nil)
    }

    @Test(arguments: [
        ("", MultipartError.missingFirstBoundary),
        ("preamble\r\n--XX\r\n", .missingFirstBoundary),
        ("--XX", .missingFinalBoundary),
        ("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nb", .missingFinalBoundary),
        ("--XX\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--XX", .missingFinalBoundary),
        ("--XX \r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--XX--", .malformedBoundaryLine),
        ("--XX\nContent-Disposition: form-data; name=a\n\nb\n--XX--", .malformedBoundaryLine),
        ("--XXY\r\n\r\n\r\n--XXY--", .malformedBoundaryLine),
        ("--XX--\r\nepilogue", .bytesBehindFinalBoundary),
        ("--XX\r\nContent-Disposition: form-data; name=a\n\r\nb\r\n--XX--", .malformedPartHeader(part: 1)),
        ("--XX\r\n\r\n--XX--", .malformedPartHeader(part: 1)),
        ("--XX\r\n\r\nb\r\n--XX--", .missingName(part: 1)),
        ("--XX\r\nContent-Disposition: form-data\r\n\r\nb\r\n--XX--", .missingName(part: 1)),
        ("--XX\r\nContent-Disposition: form-data; name=\"\"\r\n\r\nb\r\n--XX--", .missingName(part: 1)),
        ("--XX\r\nContent-Disposition: attachment; name=a\r\n\r\nb\r\n--XX--", .malformedPartHeader(part: 1)),
        (
            "--XX\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\nb\r\n--XX--",
            .malformedPartHeader(part: 1)
        ),
        ("--XX\r\nContent-Disposition : form-data; name=a\r\n\r\nb\r\n--XX--", .malformedPartHeader(part: 1)),
        (
            "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nb\r\n--XX--",
            .unsupportedTransferEncoding(part: 1)
        ),
    ])
    func refuses(body: String, error: MultipartError) {
        #expect(throws: error) { try form(body) }
    }

    @Test func acceptsAFormWithoutParts() throws {
        #expect(try form("--XX--\r\n").parts.isEmpty)
    }

    @Test func boundsPartsAndTheirHeaders() {
        var limits = MultipartLimits()
        limits.partCount = 2
        limits.partHeaderBytes = 48
        let small = part("Content-Disposition: form-data; name=a", "b")
        #expect(throws: Never.self) { try form(small + small + "--XX--", limits: limits) }
        #expect(throws: MultipartError.partCountOverLimit(limit: 2)) {
            try form(small + small + small + "--XX--", limits: limits)
        }
        #expect(throws: MultipartError.partHeaderOverLimit(part: 1, limit: 48)) {
            try form(part("Content-Disposition: form-data; name=abcdefghijk", "b") + "--XX--", limits: limits)
        }
    }

    @Test func refusesOtherTypesAndBadBoundaries() throws {
        let plain = try #require(MediaType("text/plain; boundary=x"))
        #expect(throws: MultipartError.notMultipart) { try MultipartForm(contentType: plain, body: []) }
        let none = try #require(MediaType("multipart/form-data"))
        #expect(throws: MultipartError.malformedBoundary) { try MultipartForm(contentType: none, body: []) }
        for boundary in [" ", "a ", "a\u{e9}", "a*b", String(repeating: "x", count: 71)] {
            #expect(throws: MultipartError.malformedBoundary) { try form("--XX--", boundary: boundary) }
        }
    }
}
