import Audit
import HTTPMessage
import HTTPTypes

/// `POST /v1/models/reload` and `GET /v1/limits`.
struct AdministrationEndpoints: Sendable {
    let reload: ModelReload
    let limits: [ServiceLimit]

    func reloadModels(_ call: Call) async throws -> Response {
        let models: ServedModels
        do throws(ModelReloadError) {
            models = try await reload.run()
        } catch {
            throw APIError(reload: error)
        }
        call.objects.add(.model, models.id)
        return try Response(json: ModelsAnswer(models: models.members.map(ModelCard.init)))
    }

    func listLimits(_ call: Call) async throws -> Response {
        try Response(json: LimitsAnswer(limits: limits))
    }
}

/// A bound that the service keeps, for those who have to stay within it.
public struct ServiceLimit: Encodable, Sendable, Equatable {
    /// The setting's name, such as `limits.body-bytes`.
    public let name: String
    /// The bound; null where there is none.
    public let value: Double?
    /// What is counted: `bytes`, `seconds`, `count`, …
    public let unit: String

    /// Describes a bound.
    public init(name: String, value: Double?, unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }

    private enum CodingKeys: CodingKey {
        case name, value, unit
    }

    /// Writes every field, null where there is no bound.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(value, forKey: .value)
        try container.encode(unit, forKey: .unit)
    }
}

/// The answer of `GET /v1/limits`.
private struct LimitsAnswer: Encodable {
    let limits: [ServiceLimit]
}

extension APIError {
    init(reload error: ModelReloadError) {
        switch error {
        case .running:
            self.init(.conflict, "conflict", "A reload is running", detail: "\(error)")
        case .notAvailable, .unusable:
            self = .unprocessable("unusable-model", "The models cannot be used", "\(error)")
        }
    }
}
