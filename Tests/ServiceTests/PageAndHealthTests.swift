import Foundation
import HTTPMessage
import HTTPTypes
import Inference
import Service
import Testing

@Suite struct PageAndHealthTests {
    private let service: TestService

    init() throws {
        service = try TestService()
    }

    @Test func liveAndReady() async throws {
        #expect(try await service.get("/livez").json["status"] as? String == "live")
        #expect(try await service.get("/readyz").status == 503, "nothing has been looked at yet")
        try await service.service.start()
        let ready = try await service.get("/readyz")
        #expect(ready.status == 200 && ready.json["status"] as? String == "ready")
    }

    @Test func notReadyOnceDraining() async throws {
        service.service.lifecycle.beginDraining()
        let answer = try await service.get("/readyz")
        #expect(answer.status == 503 && answer.response.fields[.retryAfter] == "5")
        #expect(try await service.get("/livez").status == 200)
    }

    @Test func describesTheModel() async throws {
        let models = try #require(try await service.get("/v1/models").json["models"] as? [[String: Any]])
        let model = try #require(models.first)
        #expect(model["id"] as? String == "hilum-open" && model["dimensions"] as? Int == 256)
        #expect(model["intendedUse"] as? String == "research")
        #expect((model["limits"] as? [String])?.isEmpty == false)
    }

    @Test(arguments: [
        ("/", "text/html; charset=utf-8"), ("/app.js", "text/javascript; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"), ("/openapi.json", "application/json"),
        ("/samples/phantom.jpg", "image/jpeg"),
    ])
    func servesThePage(path: String, type: String) async throws {
        let answer = try await service.get(path)
        #expect(answer.status == 200 && answer.response.fields[.contentType] == type)
        #expect(answer.response.fields[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
        #expect(answer.response.fields[.xContentTypeOptions] == "nosniff")
        let tag = try #require(answer.response.fields[.eTag])
        #expect(try await service.get(path, fields: [.ifNoneMatch: tag]).status == 304)
    }

    @Test(arguments: [
        "/Package.swift", "/samples/..%2f..%2fPackage.swift", "/%00", "/samples", "/.git/config",
    ])
    func servesNothingElse(path: String) async {
        let answer = try? await service.get(path)
        #expect(answer == nil || answer?.status == 404)
    }

    @Test func everyRouteIsInTheOpenAPIDocument() async throws {
        let paths = try #require(
            try await service.get("/openapi.json").json["paths"] as? [String: [String: Any]]
        )
        let routes: [(String, String)] = [
            ("/livez", "get"), ("/readyz", "get"), ("/metrics", "get"), ("/v1/models", "get"),
            ("/v1/label-sets", "get"), ("/v1/label-sets/{name}", "get"), ("/v1/label-sets/{name}", "put"),
            ("/v1/label-sets/{name}", "delete"), ("/v1/label-sets/{name}/versions/{version}", "get"),
            ("/v1/score", "post"), ("/v1/score:batch", "post"), ("/v1/similarity", "post"),
            ("/v1/embeddings", "post"), ("/v1/limits", "get"), ("/v1/models/reload", "post"),
        ]
        for (path, method) in routes { #expect(paths[path]?[method] != nil, "\(method) \(path)") }
    }

    @Test func metricsCountAnswersByRouteAndCode() async throws {
        _ = try await service.get("/livez")
        _ = try await service.get("/nowhere")
        #expect(try await service.metric(#"hilum_requests_total{code="200",route="/livez"}"#) == 1)
        #expect(try await service.metric(#"hilum_requests_total{code="404",route="none"}"#) == 1)
    }
}
