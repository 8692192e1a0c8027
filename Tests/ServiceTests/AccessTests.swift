import Access
import Foundation
import HTTPMessage
import HTTPTypes
import Service
import Testing

@Suite struct AccessTests {
    private let folder: URL
    private let path: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hilum-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "keys.json").path
    }

    private func key(_ name: String, _ scopes: Set<Scope>) throws -> String {
        try KeyFile(path: path).add(name: name, scopes: scopes, expires: nil, at: Date()).text
    }

    private func expiredKey() throws -> String {
        let made = Date(timeIntervalSinceNow: -7_200)
        return try KeyFile(path: path).add(name: "old", scopes: [.infer], expires: made + 3_600, at: made)
            .text
    }

    private func service(_ change: (inout AccessPolicy) -> Void = { _ in }) throws -> TestService {
        var configuration = ServiceConfiguration.patient
        configuration.access.keys = try KeyRing(path: path, at: Date()) { _ in }
        change(&configuration.access)
        return try TestService(configuration: configuration)
    }

    private func bearer(_ key: String) -> HTTPFields { [.authorization: "Bearer \(key)"] }

    @Test func withoutAKeyOnlyTheOpenRoutesAnswer() async throws {
        _ = try key("ward", [.infer])
        let service = try service()
        for path in ["/livez", "/readyz", "/", "/openapi.json"] {
            #expect(try await service.get(path).status != 401, "\(path)")
        }
        for path in ["/v1/models", "/v1/label-sets", "/v1/limits", "/metrics"] {
            let answer = try await service.get(path)
            #expect(answer.status == 401 && answer.problem == "unauthenticated", "\(path)")
            #expect(answer.response.fields[.wwwAuthenticate] == "Bearer realm=\"hilum\"")
        }
    }

    /// Nothing in the answer says whether a key was missing, malformed, unknown, wrong or out of date.
    @Test func everyKeyThatDoesNotCountIsAnsweredAlike() async throws {
        let good = try key("ward", [.infer])
        let old = try expiredKey()
        let service = try service()
        let wrong = good.dropLast() + (good.hasSuffix("a") ? "b" : "a")
        var answers: [String] = []
        for value in [nil, "Bearer ", "Bearer x", "Basic abc", "Bearer \(wrong)", "Bearer \(old)", good] {
            var fields: HTTPFields = [.accept: "*/*"]
            fields[.authorization] = value
            let answer = try await service.get("/v1/models", fields: fields)
            #expect(answer.status == 401, "\(value ?? "none")")
            let body = String(decoding: answer.response.body, as: UTF8.self)
            answers.append(body.replacing(try Regex("\"requestId\":\"[0-9a-f]+\""), with: ""))
        }
        #expect(Set(answers).count == 1)
    }

    @Test(arguments: [
        (Scope.infer, ["/v1/models"], ["/metrics"]), (.metrics, ["/metrics"], ["/v1/models"]),
        (.admin, [], ["/v1/models", "/metrics"]), (.search, [], ["/v1/models", "/metrics"]),
    ])
    func aScopeAllowsItsRoutesAndNoOthers(scope: Scope, allowed: [String], refused: [String]) async throws {
        let fields = bearer(try key("one", [scope]))
        let service = try service()
        for path in allowed { #expect(try await service.get(path, fields: fields).status == 200, "\(path)") }
        for path in refused {
            let answer = try await service.get(path, fields: fields)
            #expect(answer.status == 403 && answer.problem == "forbidden", "\(path)")
        }
        let put = try await service.send(
            .put,
            "/v1/label-sets/mine",
            type: "application/json",
            Array(#"{"labels":["Edema"]}"#.utf8),
            fields: fields
        )
        #expect((put.status == 201) == (scope == .admin))
    }

    @Test func whoeverPresentsWrongKeysHasToWait() async throws {
        let fields = bearer(try key("ward", [.infer]))
        var limits = FailureBackoff.Limits()
        limits.allowedFailures = 3
        limits.firstWait = .seconds(600)
        let service = try service { $0.failures = FailureBackoff(limits) }
        for _ in 1...3 {
            #expect(try await service.get("/v1/models", fields: bearer("guess")).status == 401)
        }
        let answer = try await service.get("/v1/models", fields: bearer("guess"))
        #expect(answer.status == 429 && answer.problem == "rate-limited")
        let seconds = try #require(answer.response.fields[.retryAfter].flatMap(Int.init))
        #expect((1...600).contains(seconds))
        // Whoever shares the address, behind a proxy, is not kept out by it.
        #expect(try await service.get("/v1/models", fields: fields).status == 200)
    }

    @Test func aCallerAboveItsRateIsToldWhenToComeBack() async throws {
        let (fast, slow) = (bearer(try key("fast", [.infer])), bearer(try key("slow", [.infer])))
        let rate = try #require(CallRate(perSecond: 0.001, burst: 2))
        let service = try service { $0.rate = TokenBuckets(rate) }
        for _ in 1...2 { #expect(try await service.get("/v1/models", fields: fast).status == 200) }
        let answer = try await service.get("/v1/models", fields: fast)
        #expect(answer.status == 429 && answer.problem == "rate-limited")
        // A token comes back after 1,000 seconds.
        let seconds = try #require(answer.response.fields[.retryAfter].flatMap(Int.init))
        #expect((900...1_000).contains(seconds))
        #expect(
            try await service.get("/v1/models", fields: slow).status == 200,
            "another key has its own rate"
        )
    }

    /// What is refused without its body is what is refused with it, and asking counts and takes nothing.
    @Test func whetherABodyMattersIsKnownFromTheHead() async throws {
        let (infer, admin) = (bearer(try key("ward", [.infer])), bearer(try key("office", [.admin])))
        let rate = try #require(CallRate(perSecond: 0.001, burst: 1))
        let service = try service { $0.rate = TokenBuckets(rate) }
        func unread(_ target: String, _ fields: HTTPFields = [:]) throws -> Bool {
            service.service.refusesUnread(try Request(method: .post, target: target, fields: fields))
        }
        func status(_ target: String, _ fields: HTTPFields = [:]) async throws -> Int {
            try await service.send(.post, target, type: "text/plain", [0x61], fields: fields).status
        }
        #expect(try unread("/v1/score") && unread("/v1/score", bearer("guess")))
        #expect(try unread("/v1/score", admin) && unread("/v1/none", infer) && unread("/livez", infer))
        for _ in 1...3 { #expect(try !unread("/v1/score", infer)) }
        #expect(try await status("/v1/score") == 401)
        #expect(try await status("/v1/score", admin) == 403)
        #expect(try await status("/v1/none", infer) == 404)
        #expect(try await status("/livez", infer) == 405)
        #expect(try await status("/v1/score", infer) == 415)
        #expect(try unread("/v1/score", infer))
        #expect(try await status("/v1/score", infer) == 429)
        service.service.lifecycle.beginDraining()
        #expect(try unread("/v1/score", infer))
    }

    @Test func pagesOfListedOriginsMayReadAnswers() async throws {
        _ = try key("ward", [.infer])
        let service = try service { $0.origins = ["https://pacs.example.org"] }
        let listed = try await service.get("/livez", fields: [.origin: "https://pacs.example.org"])
        #expect(listed.response.fields[.accessControlAllowOrigin] == "https://pacs.example.org")
        #expect(listed.response.fields[.vary] == "Origin")
        let other = try await service.get("/livez", fields: [.origin: "https://evil.example.org"])
        #expect(other.response.fields[.accessControlAllowOrigin] == nil)
        let preflight = try await service.send(
            .options,
            "/v1/score",
            fields: [.origin: "https://pacs.example.org", .accessControlRequestMethod: "POST"]
        )
        #expect(preflight.status == 204)
        #expect(preflight.response.fields[.accessControlAllowMethods]?.contains("POST") == true)
        #expect(preflight.response.fields[.accessControlAllowHeaders]?.contains("Authorization") == true)
    }

    @Test func noOriginIsListedByDefault() async throws {
        let answer = try await TestService().get("/livez", fields: [.origin: "https://pacs.example.org"])
        #expect(answer.response.fields[.accessControlAllowOrigin] == nil)
        #expect(answer.response.fields[.vary] == nil)
    }
}
