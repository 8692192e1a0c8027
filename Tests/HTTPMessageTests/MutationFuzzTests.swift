import HTTPMessage
import HTTPTypes
import Testing

@Suite struct MutationFuzzTests {
    @Test func mutatedRequestsAreReadAlikeHoweverTheyArrive() {
        var generator = SeededGenerator(seed: 20_260_101)
        let corpus = (validSamples + malformedSamples.map(\.text)).map { Array($0.utf8) }.filter {
            $0.count < 1_000
        }
        var limits = HTTPLimits()
        limits.bodyBytes = 64
        limits.headerBytes = 200
        for _ in 0..<200_000 {
            let bytes = mutated(corpus.randomElement(using: &generator) ?? [], using: &generator)
            let whole = findings(in: [bytes[...]], limits: limits)
            let cut = Int.random(in: 0...bytes.count, using: &generator)
            guard findings(in: [bytes[..<cut], bytes[cut...]], limits: limits) == whole else {
                Issue.record("split at \(cut) differs: \(bytes)")
                return
            }
            for case .event(.request(let head, let body)) in whole {
                guard body.count <= 64, head.request.headerFields.count <= limits.fieldCount else {
                    Issue.record("limits are passed: \(bytes)")
                    return
                }
            }
        }
    }

    @Test func mutatedFormsNeverYieldBytesFromOutside() throws {
        var generator = SeededGenerator(seed: 7)
        let type = try #require(MediaType("multipart/form-data; boundary=b"))
        let form = Array(
            """
            --b\r\nContent-Disposition: form-data; name="labelSet"\r\n\r\nA\r\n--b\r\n\
            content-disposition: form-data; name=image; filename="x.png"\r\nContent-Type: image/png\r\n\r\n\
            \r\n--\r\n-b\r\n--b--\r\n
            """.utf8
        )
        for _ in 0..<50_000 {
            let body = mutated(form, using: &generator)
            guard let parsed = try? MultipartForm(contentType: type, body: body) else { continue }
            let total = parsed.parts.reduce(0) { $0 + $1.body.count }
            guard total < body.count, parsed.parts.count <= 64 else {
                Issue.record("more bytes than sent: \(body)")
                return
            }
        }
    }

    @Test func mutatedMediaTypesNeverTrap() {
        var generator = SeededGenerator(seed: 11)
        let sample = Array("multipart/form-data; charset=utf-8; boundary=\"a\\\"b\"".utf8)
        var accepted = 0
        for _ in 0..<50_000 {
            let text = String(decoding: mutated(sample, using: &generator), as: UTF8.self)
            if let type = MediaType(text) {
                accepted += 1
                #expect(!type.type.isEmpty && !type.subtype.isEmpty)
            }
        }
        #expect(accepted > 0)
    }
}
