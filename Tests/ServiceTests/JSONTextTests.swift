import Foundation
import HTTPMessage
import Service
import Testing

@Suite struct JSONTextTests {
    /// Every kind of value at once.
    private struct Everything: JSONWritable {
        let text: String

        func write(to target: inout JSONText) throws(JSONNumberError) {
            try target.object { target throws(JSONNumberError) in
                try target.member("array", [1, -2, 3])
                try target.member("double", [0.1, 1, -0.0, 1e-7, 1e21, .greatestFiniteMagnitude] as [Double])
                try target.member("empty", [] as [String])
                try target.member("float", [0.1, 1, 3.4028235e38, 1.0e-38] as [Float])
                try target.member("nested", [[true], [false]])
                try target.member("none", nil as Int?)
                try target.memberIfPresent("skipped", nil as Int?)
                try target.member("text", text)
            }
        }
    }

    /// Foundation's reader and its encoder are the references.
    @Test func isReadAsWhatWasWritten() throws {
        let text =
            String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init))) + "\u{1F600}\\/\""
        let bytes = try JSONText.bytes(of: Everything(text: text))
        let read = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(Set(read.keys) == ["array", "double", "empty", "float", "nested", "none", "text"])
        #expect(read["text"] as? String == text)
        #expect(read["array"] as? [Int] == [1, -2, 3])
        #expect(read["double"] as? [Double] == [0.1, 1, -0.0, 1e-7, 1e21, .greatestFiniteMagnitude])
        #expect((read["float"] as? [Double])?.map(Float.init) == [0.1, 1, 3.4028235e38, 1.0e-38])
        #expect(read["nested"] as? [[Bool]] == [[true], [false]])
        #expect((read["empty"] as? [Any])?.isEmpty == true)
        #expect(read["none"] is NSNull)
    }

    @Test func writesTextsAsFoundationDoes() throws {
        let text = String(String.UnicodeScalarView((0...0x7F).compactMap(Unicode.Scalar.init)))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        #expect(try Data(JSONText.bytes(of: text)) == encoder.encode(text))
    }

    @Test func namesFollowTheirBytes() async throws {
        let service = try TestService()
        let phantom = Array(try #require(TestService.phantom))
        for path in [
            "/v1/score?labelSet=CheXpert-5", "/v1/score:batch?labelSet=CheXpert-5", "/v1/score?labelSet=none",
        ] {
            let answer = try await service.post(path, type: "image/jpeg", phantom)
            let sorted = try JSONSerialization.data(
                withJSONObject: answer.json,
                options: [.sortedKeys, .withoutEscapingSlashes]
            )
            // Digits may differ between writers; what stands outside of numbers may not.
            #expect(Self.withoutNumbers(sorted) == Self.withoutNumbers(Data(answer.response.body)))
        }
    }

    private static func withoutNumbers(_ json: Data) -> String {
        String(decoding: json, as: UTF8.self).replacing(/-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?/, with: "0")
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func refusesWhatIsNoNumber(value: Float) {
        #expect(throws: JSONNumberError()) { try JSONText.bytes(of: [value]) }
        #expect(throws: JSONNumberError()) { try JSONText.bytes(of: [Double(value)]) }
    }
}
