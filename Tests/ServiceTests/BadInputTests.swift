import Foundation
import HTTPMessage
import HTTPTypes
import Service
import Testing

/// Every way to be refused: a clear status, a stable code, and nothing lost.
@Suite struct BadInputTests {
    private let service: TestService
    private let phantom: [UInt8]

    init() throws {
        service = try TestService()
        phantom = Array(try #require(TestService.phantom))
    }

    private func refused(_ body: [UInt8], type: String? = "image/jpeg", target: String = "/v1/score")
        async throws -> Answer
    {
        let answer = try await service.post(target, type: type, body)
        #expect(answer.response.fields[.contentType] == "application/problem+json")
        #expect(answer.json["status"] as? Int == answer.status)
        #expect((answer.json["detail"] as? String)?.isEmpty == false)
        #expect(answer.json["requestId"] as? String != nil)
        return answer
    }

    @Test func anEmptyBody() async throws {
        let answer = try await refused([])
        #expect(answer.status == 400 && answer.problem == "bad-request")
    }

    @Test(arguments: ["text/plain", "application/dicom", "image/gif", "application/octet-stream"])
    func aTypeThatIsNotSupported(type: String) async throws {
        let answer = try await refused(phantom, type: type)
        #expect(answer.status == 415 && answer.problem == "unsupported-media")
        #expect((answer.json["supported"] as? [String])?.contains("image/jpeg") == true)
    }

    @Test func noTypeAtAll() async throws {
        #expect(try await refused(phantom, type: nil).status == 415)
    }

    @Test(arguments: [1, 10, 1_000, 40_000, 90_000])
    func aTruncatedJPEG(length: Int) async throws {
        let answer = try await refused(Array(phantom.prefix(length)))
        #expect([415, 422].contains(answer.status))
        if length >= 1_000 { #expect(answer.status == 422 && answer.problem == "undecodable-image") }
    }

    @Test func aZIPArchiveNamedJPEG() async throws {
        let answer = try await refused([0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 0, count: 100))
        #expect(answer.status == 415 && answer.problem == "unsupported-media")
        #expect((answer.json["detail"] as? String)?.contains("ZIP") == true)
    }

    @Test func aDICOMFileNamedJPEG() async throws {
        let answer = try await refused([UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + [0, 0])
        #expect(answer.status == 415)
        #expect((answer.json["detail"] as? String)?.contains("DICOM") == true)
    }

    @Test func aPNGThatClaimsSixtyThousandPixelsASide() async throws {
        let answer = try await refused(PNGHeader.bytes(width: 60_000, height: 60_000), type: "image/png")
        #expect(answer.status == 422 && answer.problem == "pixels-over-limit")
    }

    @Test func aTruncatedPNG() async throws {
        let answer = try await refused(PNGHeader.bytes(width: 100, height: 100), type: "image/png")
        #expect(answer.status == 422 && answer.problem == "undecodable-image")
    }

    @Test(arguments: ["!!!!", "QUJD", "", "data:image/jpeg;base64,/9j/"])
    func base64ThatIsNoImage(text: String) async throws {
        let answer = try await service.post("/v1/score", json: ["image": text])
        #expect([400, 415].contains(answer.status))
        #expect(answer.problem != nil)
    }

    @Test func anUnknownLabelSet() async throws {
        let answer = try await refused(phantom, target: "/v1/score?labelSet=Nowhere-7")
        #expect(answer.status == 404 && answer.problem == "unknown-label-set")
    }

    @Test func anEmptyLabel() async throws {
        let answer = try await refused(phantom, target: "/v1/score?label=Edema&label=+")
        #expect(answer.status == 422 && answer.problem == "empty-label")
    }

    @Test func twoThousandLabels() async throws {
        let labels = (1...2_000).map { "Finding \($0)" }
        let answer = try await service.post(
            "/v1/score",
            json: ["image": Data(phantom).base64EncodedString(), "labels": labels]
        )
        #expect(answer.status == 422 && answer.problem == "too-many-labels")
        #expect(answer.json["limit"] as? Int == 1_000 && answer.json["received"] as? Int == 2_000)
    }

    @Test func tenMegabytesOfJSON() async throws {
        let nested = [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
        #expect(try await refused(nested, type: "application/json").status == 400)
        let noise = Array("{\"image\": \"".utf8) + [UInt8](repeating: UInt8(ascii: "?"), count: 10_000_000)
        #expect(try await refused(noise, type: "application/json").status == 400)
        #expect(try await refused(noise + Array("\"}".utf8), type: "application/json").status == 400)
    }

    @Test func unknownFields() async throws {
        let json = try await service.post(
            "/v1/score",
            json: ["image": Data(phantom).base64EncodedString(), "labelset": "CheXpert-5"]
        )
        #expect(json.status == 400 && json.json["pointer"] as? String == "/labelset")
        #expect(try await refused(phantom, target: "/v1/score?labelset=CheXpert-5").status == 400)
        let form = Form().adding("image", phantom).adding("lables", Array("Edema".utf8))
        #expect(try await refused(form.body, type: Form.type).status == 400)
    }

    @Test func fieldsThatContradictEachOther() async throws {
        #expect(try await refused(phantom, target: "/v1/score?labelSet=CheXpert-5&label=Edema").status == 400)
        #expect(try await refused(phantom, target: "/v1/score?version=1").status == 400)
        #expect(
            try await refused(phantom, target: "/v1/score?labelSet=CheXpert-5&labelSet=CheXpert-13").status
                == 400
        )
        #expect(
            try await refused(phantom, target: "/v1/score?labelSet=CheXpert-5&version=zero").status == 400
        )
    }

    @Test func textThatIsNotUTF8() async throws {
        let form = Form().adding("image", phantom).adding("report", [0xC3, 0x28])
        #expect(try await refused(form.body, type: Form.type, target: "/v1/similarity").status == 400)
        let json = Array("{\"texts\": [\"".utf8) + [0xC3, 0x28] + Array("\"]}".utf8)
        #expect(try await refused(json, type: "application/json", target: "/v1/embeddings").status == 400)
    }

    @Test func aReportOfAMegabyte() async throws {
        let report = String(repeating: "The heart is large. ", count: 50_000)
        let form = Form().adding("image", phantom).adding("report", Array(report.utf8))
        let answer = try await refused(form.body, type: Form.type, target: "/v1/similarity")
        #expect(answer.status == 422 && answer.problem == "text-too-long")
        #expect(answer.json["limit"] as? Int == 65_536 && answer.json["received"] as? Int == 1_000_000)
    }

    @Test func anEmptyReport() async throws {
        let form = Form().adding("image", phantom).adding("report", Array(" \n ".utf8))
        let answer = try await refused(form.body, type: Form.type, target: "/v1/similarity")
        #expect(answer.status == 422 && answer.problem == "empty-report")
    }

    @Test func moreImagesThanABatchTakes() async throws {
        var form = Form()
        for _ in 1...33 { form = form.adding("image", [1]) }
        let answer = try await refused(form.body, type: Form.type, target: "/v1/score:batch")
        #expect(answer.status == 422 && answer.problem == "too-many-items")
    }

    @Test func aBrokenForm() async throws {
        let body = Form().adding("image", phantom).bytes
        #expect(try await refused(body, type: Form.type).status == 400)
        #expect(try await refused(phantom, type: "multipart/form-data").status == 400)
    }

    @Test func anUnknownPathAndAWrongMethod() async throws {
        #expect(try await service.get("/v1/nothing").status == 404)
        let wrong = try await service.get("/v1/score")
        #expect(wrong.status == 405 && wrong.response.fields[.allow] == "OPTIONS, POST")
    }

    @Test func aRequestWhoseTimeIsUp() async throws {
        var configuration = ServiceConfiguration()
        configuration.requestDeadline = .zero
        let hurried = try TestService(configuration: configuration)
        let answer = try await hurried.post("/v1/score", type: "image/jpeg", phantom)
        #expect(answer.status == 504 && answer.problem == "deadline")
    }

    @Test func nothingIsLostAfterAllOfThat() async throws {
        _ = try await refused([])
        _ = try await refused(Array(phantom.prefix(1_000)))
        #expect(try await service.post("/v1/score", type: "image/jpeg", phantom).status == 200)
        try await service.service.start()
        #expect(try await service.get("/readyz").status == 200)
    }
}

/// The first bytes of a PNG: a valid header chunk, and the beginning of pixels that never come.
enum PNGHeader {
    static func bytes(width: UInt32, height: UInt32) -> [UInt8] {
        func bigEndian(_ value: UInt32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
        }
        let chunk = Array("IHDR".utf8) + bigEndian(width) + bigEndian(height) + [8, 0, 0, 0, 0]
        let header = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + bigEndian(13) + chunk
        return header + bigEndian(checksum(chunk)) + bigEndian(1_000) + Array("IDAT".utf8)
    }

    /// CRC-32 as PNG defines it (ISO 15948, annex D), bit by bit.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { state, byte in
            (0..<8).reduce(state ^ UInt32(byte)) { bits, _ in
                bits & 1 == 1 ? 0xEDB8_8320 ^ (bits >> 1) : bits >> 1
            }
        }
    }
}
