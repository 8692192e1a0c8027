/// A limit that clients may want to know, as it is in force.
public struct EffectiveLimit: Equatable, Sendable {
    /// The setting's key, such as `limits.body-bytes`.
    public let name: String
    /// The bound; nil where there is none.
    public let value: Double?
    /// What is counted: `bytes`, `seconds`, `pixels`, `count`, `bytes per second`, `requests per second`.
    public let unit: String
}

extension ServeSettings {
    /// What bounds a client's requests and connections, in the order of ``Setting/all``.
    public var effectiveLimits: [EffectiveLimit] {
        let queue: [Setting] = [.queueLength, .queueBytes, .queueWait, .requestDeadline]
        let settings = queue + Network.settings + Limits.settings + [.rate, .burst]
        return settings.compactMap { setting in
            setting.unit.map { EffectiveLimit(name: setting.key, value: setting.number(in: self), unit: $0) }
        }
    }
}
