import Checkpoints
import Foundation
import HTTPMessage
import HTTPTypes
import Inference
import Logging
import Service
import Storage
import Testing
import ZeroShot

/// The real service on the embedded model and a database of its own, without a socket.
final class TestService: Sendable {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let phantom = FileManager.default.contents(
        atPath: root.appending(path: "Public/samples/phantom.jpg").path
    )

    let service: ScoringService
    let engine: InferenceEngine
    let folder: URL
    private let ownsFolder: Bool

    /// - Parameters:
    ///   - folder: Where the database lies; nil for a new folder that goes with the service.
    ///   - package: The model; nil for the embedded one.
    ///   - packages: The members of an ensemble in its place.
    ///   - reload: Loads models anew.
    init(
        folder: URL? = nil,
        package: URL? = nil,
        packages: [URL] = [],
        configuration: ServiceConfiguration = .patient,
        reload: (@Sendable () async throws -> ServedModels)? = nil
    ) throws {
        ownsFolder = folder == nil
        self.folder =
            folder ?? FileManager.default.temporaryDirectory.appending(path: "hilum-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        let embedded = Self.root.appending(path: "Models/hilum-open")
        let models = try (packages.isEmpty ? [package ?? embedded] : packages).map {
            try ZeroShotModel(ModelPackage(path: $0.path))
        }
        var threads = InferenceEngine.Configuration()
        // A machine that runs many tests at once lets everybody wait for long.
        threads.queueWait = .seconds(600)
        engine = InferenceEngine(threads)
        let database = try HilumDatabase(path: self.folder.appending(path: "hilum.sqlite").path) { _ in }
        var parts = ScoringService.Parts(
            models: models.count == 1
                ? ServedModels(models[0]) : ServedModels(ensemble: "several", models),
            engine: engine,
            database: database,
            files: try StaticFiles(folder: Self.root.appending(path: "Public").path)
        )
        parts.reload = reload
        service = ScoringService(
            parts,
            configuration: configuration,
            log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
    }

    deinit {
        service.stop()
        engine.stop()
        if ownsFolder { try? FileManager.default.removeItem(at: folder) }
    }

    func get(_ target: String, fields: HTTPFields = [:]) async throws -> Answer {
        Answer(await service.respond(to: try Request(method: .get, target: target, fields: fields)))
    }

    func send(
        _ method: HTTPRequest.Method,
        _ target: String,
        type: String? = nil,
        _ body: [UInt8] = [],
        fields: HTTPFields = [:]
    ) async throws -> Answer {
        var fields = fields
        if let type { fields[.contentType] = type }
        return Answer(
            await service.respond(to: try Request(method: method, target: target, fields: fields, body: body))
        )
    }

    func post(
        _ target: String,
        type: String? = nil,
        _ body: [UInt8],
        deadline: ContinuousClock.Instant? = nil
    ) async throws -> Answer {
        var fields: HTTPFields = [:]
        if let type { fields[.contentType] = type }
        var request = try Request(method: .post, target: target, fields: fields, body: body)
        request.deadline = deadline
        return Answer(await service.respond(to: request))
    }

    func post(_ target: String, json: Any) async throws -> Answer {
        try await post(
            target,
            type: "application/json",
            Array(try JSONSerialization.data(withJSONObject: json))
        )
    }

    /// A counter of `/metrics`, 0 where it has not been counted.
    func metric(_ name: String) async throws -> Double {
        let text = String(decoding: try await get("/metrics").response.body, as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) } ?? 0
    }
}

/// A response with its JSON body.
struct Answer {
    let response: Response

    init(_ response: Response) {
        self.response = response
    }

    var status: Int { response.status.code }

    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(response.body))) as? [String: Any] ?? [:]
    }

    /// The last part of a problem document's type.
    var problem: String? {
        (json["type"] as? String).map { String($0.dropFirst("urn:hilum:problem:".count)) }
    }

    var scores: [[String: Any]] { json["scores"] as? [[String: Any]] ?? [] }

    /// The answer without what differs from request to request.
    var comparableScores: String {
        scores.map { "\($0["label"] ?? "") \($0["softmax"] ?? "") \($0["positiveSimilarity"] ?? "")" }
            .joined(separator: "\n")
    }
}

/// Builds multipart/form-data bodies.
struct Form {
    static let type = "multipart/form-data; boundary=frontier"
    private(set) var bytes: [UInt8] = []

    func adding(_ name: String, _ content: [UInt8], type: String? = nil) -> Form {
        var copy = self
        let typeLine = type.map { "Content-Type: \($0)\r\n" } ?? ""
        copy.bytes += Array(
            "--frontier\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\(typeLine)\r\n".utf8
        )
        copy.bytes += content + Array("\r\n".utf8)
        return copy
    }

    var body: [UInt8] { bytes + Array("--frontier--\r\n".utf8) }
}

extension ServiceConfiguration {
    /// The defaults, but for the deadline: a machine that runs many tests at once may take long over each.
    static var patient: ServiceConfiguration {
        var configuration = ServiceConfiguration()
        configuration.requestDeadline = .seconds(600)
        return configuration
    }
}
