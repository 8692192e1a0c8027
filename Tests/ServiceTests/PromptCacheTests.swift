import Foundation
import Testing

@Suite struct PromptCacheTests {
    private let phantom: [UInt8]

    init() throws {
        phantom = Array(try #require(TestService.phantom))
    }

    private static let encoded = "hilum_prompts_encoded_total"

    @Test func theSecondRequestRunsTheTextEncoderZeroTimesAlsoAfterARestart() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hilum-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let first = try TestService(folder: folder)
        let cold = try await first.post("/v1/score?labelSet=CheXpert-13", type: "image/jpeg", phantom)
        #expect(cold.status == 200)
        #expect(try await first.metric(Self.encoded) == 26)
        let warm = try await first.post("/v1/score?labelSet=CheXpert-13", type: "image/jpeg", phantom)
        #expect(try await first.metric(Self.encoded) == 26)
        #expect(warm.comparableScores == cold.comparableScores)

        let second = try TestService(folder: folder)
        let restarted = try await second.post("/v1/score?labelSet=CheXpert-13", type: "image/jpeg", phantom)
        #expect(try await second.metric(Self.encoded) == 0)
        #expect(try await second.metric("hilum_prompt_sets_total{source=\"database\"}") == 1)
        #expect(restarted.comparableScores == cold.comparableScores)
    }

    @Test func aPromptSharedByTwoLabelSetsIsEncodedOnce() async throws {
        let service = try TestService()
        _ = try await service.post("/v1/score?labelSet=CheXpert-5", type: "image/jpeg", phantom)
        let before = try await service.metric(Self.encoded)
        _ = try await service.post("/v1/score?label=Edema&label=Fracture", type: "image/jpeg", phantom)
        // "Edema" and "no Edema" are known already.
        #expect(try await service.metric(Self.encoded) - before == 2)
    }

    @Test func manyRequestsForOneNewSetRunTheTextEncoderOnce() async throws {
        let service = try TestService()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...20 {
                group.addTask {
                    try await service.post("/v1/score?labelSet=CheXpert-13", type: "image/jpeg", phantom)
                        .status
                }
            }
            for try await status in group { #expect(status == 200) }
        }
        #expect(try await service.metric(Self.encoded) == 26)
    }
}
