import Checkpoints
import Foundation
import Radiographs
import Tensors
import Testing
import ZeroShot

/// Images that are encoded together.
@Suite struct BatchingTests {
    private let service: TestService
    private let phantom: [UInt8]

    private static let encoded = "hilum_images_encoded_total"

    init() throws {
        service = try TestService()
        phantom = Array(try #require(TestService.phantom))
    }

    /// Pictures that differ: the phantom with another of its frequencies made stronger each time, by the factor in its
    /// quantisation table (ITU-T T.81, B.2.4.1: the marker, two bytes of length, one of kind, then the table).
    private func inputs(_ model: ZeroShotModel, _ count: Int) throws -> [ModelInput] {
        let marker = try #require(phantom.indices.first { phantom[$0...].starts(with: [0xFF, 0xDB]) })
        return try (0..<count).map { frequency in
            var bytes = phantom
            bytes[marker + 5 + frequency] = 255
            return try model.prepare(Radiograph(decoding: bytes[...], limits: DecodingLimits()))
        }
    }

    /// Batches of every size up to the limit: an embedding is that of the image alone, within 1e-6 in every value.
    @Test(arguments: 2...8)
    func anEmbeddingDoesNotDependOnTheBatch(size: Int) throws {
        let package = try ModelPackage(path: TestService.root.appending(path: "Models/hilum-open").path)
        let model = try ZeroShotModel(package)
        let backend = CPUBackend(threads: 1)
        let inputs = try inputs(model, size)
        let together = try model.embed(inputs, on: backend)
        #expect(together.count == size)
        for (input, embedding) in zip(inputs, together) {
            let alone = try model.embed(input, on: backend)
            let difference = zip(alone.values, embedding.values).map { abs($0 - $1) }.max()
            #expect(try #require(difference) < 1e-6)
        }
        // The images are different ones, or their order would not be tested.
        for (one, next) in zip(together, together.dropFirst()) {
            let difference = zip(one.values, next.values).map { abs($0 - $1) }.max()
            #expect(try #require(difference) > 1e-5)
        }
    }

    @Test func aBatchRequestGivesWhatSingleRequestsGive() async throws {
        let alone = try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
        var form = Form()
        for _ in 1...8 { form = form.adding("image", phantom, type: "image/jpeg") }
        let answer = try await service.post("/v1/score:batch?label=Edema", type: Form.type, form.body)
        let results = try #require(answer.json["results"] as? [[String: Any]])
        #expect(results.count == 8)
        let expected = try #require(alone.scores.first?["softmax"] as? Double)
        for result in results {
            let score = try #require((result["scores"] as? [[String: Any]])?.first)
            #expect(abs(try #require(score["softmax"] as? Double) - expected) < 1e-6)
        }
        #expect(try await service.metric(Self.encoded) == 9)
        #expect(try await service.metric("hilum_image_batch_size_sum") == 9)
        let batches = try await service.metric("hilum_image_batch_size_count")
        #expect(batches >= 2 && batches <= 9)
    }

    @Test func anImageWhoseClientHasGoneIsNotEncoded() async throws {
        _ = try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
        let threads = await HeldThreads(service.engine)
        let tasks = (1...4).map { _ in
            Task { [service, phantom] in
                try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
            }
        }
        await threads.queueHolds(4)
        for task in tasks.prefix(3) { task.cancel() }
        for task in tasks.prefix(3) { #expect(try await task.value.problem == "cancelled") }
        await threads.release()
        #expect(try await tasks[3].value.status == 200)
        #expect(try await service.metric(Self.encoded) == 2)
        #expect(try await service.metric("hilum_stage_seconds_count{stage=\"decode\"}") == 2)
    }

    @Test func anImageWhoseDeadlineHasPassedIsNotEncoded() async throws {
        _ = try await service.post("/v1/score?label=Edema", type: "image/jpeg", phantom)
        let threads = await HeldThreads(service.engine)
        let deadline = ContinuousClock.now + .milliseconds(300)
        let late = Task { [service, phantom] in
            try await service.post(
                "/v1/score?label=Edema",
                type: "image/jpeg",
                phantom,
                deadline: deadline
            )
        }
        while ContinuousClock.now < deadline { await Task.yield() }
        await threads.release()
        let answer = try await late.value
        #expect(answer.status == 504 && answer.problem == "deadline")
        #expect(try await service.metric(Self.encoded) == 1)
    }
}
