/// The address a server listens on.
public struct BoundAddress: Sendable, Equatable, CustomStringConvertible {
    /// The numeric address.
    public let host: String
    /// The port, never 0.
    public let port: Int

    /// `127.0.0.1:8080`, or `[::1]:8080` for IPv6.
    public var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
