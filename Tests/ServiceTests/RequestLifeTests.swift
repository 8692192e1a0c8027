import Foundation
import HTTPMessage
import HTTPTypes
import Service
import Testing

@Suite struct RequestLifeTests {
    private let service: TestService
    private let phantom: [UInt8]

    init() throws {
        service = try TestService()
        phantom = Array(try #require(TestService.phantom))
    }

    private func timeout(_ value: String) throws -> HTTPFields {
        [.contentType: "image/jpeg", try #require(HTTPField.Name("Request-Timeout")): value]
    }

    @Test(arguments: ["600", "0.5e3", "599.5"])
    func aClientMayAskForLessTimeThanTheServiceAllows(seconds: String) async throws {
        let answer = try await service.send(.post, "/v1/score", phantom, fields: try timeout(seconds))
        // An exponent is no plain number of seconds.
        #expect(answer.status == (seconds.contains("e") ? 400 : 200))
    }

    @Test(arguments: ["", "0", "-1", "soon", "1,5", "1.5.2", "1000000000", "NaN", "inf"])
    func aTimeThatIsNoneIsRefused(seconds: String) async throws {
        let answer = try await service.send(.post, "/v1/score", phantom, fields: try timeout(seconds))
        #expect(answer.status == 400 && answer.problem == "bad-request")
    }

    @Test func aTimeThatIsOverIsAnsweredWithoutComputing() async throws {
        let answer = try await service.send(.post, "/v1/score", phantom, fields: try timeout("0.0000001"))
        #expect(answer.status == 504 && answer.problem == "deadline")
        #expect(try await service.metric("hilum_images_encoded_total") == 0)
    }

    @Test func saysWhereTheTimeWent() async throws {
        let answer = try await service.post("/v1/score", type: "image/jpeg", phantom)
        let name = try #require(HTTPField.Name("Server-Timing"))
        let field = try #require(answer.response.fields[name])
        let names = field.split(separator: ", ").map { $0.prefix { $0 != ";" } }
        #expect(names == ["recv", "queue", "decode", "encode", "total"])
    }

    @Test func whatComesOnceDrainingHasBegunIsRefused() async throws {
        service.service.lifecycle.beginDraining()
        let answer = try await service.post("/v1/score", type: "image/jpeg", phantom)
        #expect(answer.status == 503 && answer.problem == "draining")
        #expect(answer.response.fields[.retryAfter] != nil)
        #expect(answer.response.fields[.connection] == "close")
    }

    @Test func whatHadBegunToArriveIsAnswered() async throws {
        let request = try Request(
            method: .post,
            target: "/v1/score",
            fields: [.contentType: "image/jpeg"],
            body: phantom
        )
        service.service.lifecycle.beginDraining()
        let answer = Answer(await service.service.respond(to: request))
        #expect(answer.status == 200)
        #expect(answer.response.fields[.connection] == "close")
    }

    @Test func drainingWaitsForWhatIsBeingAnswered() async throws {
        let threads = await HeldThreads(service.engine)
        async let answer = service.post("/v1/score", type: "image/jpeg", phantom)
        await threads.queueHolds(1)
        service.service.lifecycle.beginDraining()
        async let drained: Void = service.service.lifecycle.finish(within: .seconds(600))
        await threads.release()
        #expect(try await answer.status == 200)
        await drained
    }

    @Test func drainingWaitsNoLongerThanItMay() async throws {
        let threads = await HeldThreads(service.engine)
        async let answer = service.post("/v1/score", type: "image/jpeg", phantom)
        await threads.queueHolds(1)
        service.service.lifecycle.beginDraining()
        await service.service.lifecycle.finish(within: .milliseconds(1))
        await threads.release()
        #expect(try await answer.status == 200)
    }
}
