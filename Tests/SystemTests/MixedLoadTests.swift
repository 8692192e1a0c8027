import Foundation
import Synchronization
import Testing

/// Two minutes of sixteen clients that send good and bad requests to the real program.
@Suite struct MixedLoadTests {
    private static let clients = 16
    private static let duration = Duration.seconds(120)

    private struct Sample: Sendable {
        let method: String
        let target: String
        var type: String?
        var body: Data?
        let statuses: Set<Int>
    }

    private static func samples() throws -> [Sample] {
        let phantom = try Program.phantom()
        let busy: Set<Int> = [503]
        return [
            Sample(
                method: "POST",
                target: "/v1/score?labelSet=CheXpert-5",
                type: "image/jpeg",
                body: phantom,
                statuses: busy.union([200])
            ),
            Sample(
                method: "POST",
                target: "/v1/score?label=Edema",
                type: "image/jpeg",
                body: phantom.prefix(20_000),
                statuses: busy.union([422])
            ),
            Sample(
                method: "POST",
                target: "/v1/score",
                type: "image/png",
                body: Data([1, 2, 3]),
                statuses: busy.union([415])
            ),
            Sample(method: "POST", target: "/v1/score", type: "image/jpeg", body: nil, statuses: [400]),
            Sample(
                method: "POST",
                target: "/v1/score",
                type: "application/json",
                body: Data("{\"image\": \"".utf8),
                statuses: [400]
            ),
            Sample(
                method: "POST",
                target: "/v1/embeddings",
                type: "application/json",
                body: Data(#"{"texts": ["There is edema.", "No edema."]}"#.utf8),
                statuses: busy.union([200])
            ),
            Sample(
                method: "PUT",
                target: "/v1/label-sets/load",
                type: "application/json",
                body: Data(#"{"labels": ["Edema"]}"#.utf8),
                statuses: [200, 201]
            ),
            Sample(method: "GET", target: "/v1/label-sets", statuses: [200]),
            Sample(method: "GET", target: "/", statuses: [200]),
            Sample(method: "GET", target: "/nowhere", statuses: [404]),
            Sample(method: "DELETE", target: "/v1/score", statuses: [405]),
        ]
    }

    @Test func everyAnswerIsWellFormedAndNothingLeaks() async throws {
        let folder = try TemporaryFolder()
        let service = try ServiceProcess(in: folder.url)
        let samples = try Self.samples()
        for sample in samples {
            _ = try await service.send(sample.method, sample.target, type: sample.type, sample.body)
        }
        let address = service.address
        let end = ContinuousClock.now + Self.duration
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for client in 0..<Self.clients {
                group.addTask {
                    try await Self.run(client: client, samples: samples, address: address, until: end)
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(counts > 16 * 10)
        #expect(service.process.isRunning)
        // Connections that the clients keep open are counted by the server itself.
        let connections = Int(try await service.metric("hilum_connections_open"))
        #expect(try service.descriptorCount() - connections < 64)
        #expect(service.end(with: SIGTERM) == 0)
    }

    private static func run(
        client: Int,
        samples: [Sample],
        address: String,
        until end: ContinuousClock.Instant
    ) async throws -> Int {
        var count = 0
        while ContinuousClock.now < end {
            let sample = samples[(client * 7 + count) % samples.count]
            let answer = try await Wire.send(
                sample.method,
                address + sample.target,
                type: sample.type,
                sample.body
            )
            #expect(
                sample.statuses.contains(answer.status),
                "\(sample.method) \(sample.target): \(answer.status)"
            )
            if answer.type.hasSuffix("json") {
                #expect((try? JSONSerialization.jsonObject(with: answer.body)) is [String: Any])
            }
            #expect(answer.requestID != nil)
            count += 1
        }
        return count
    }
}
