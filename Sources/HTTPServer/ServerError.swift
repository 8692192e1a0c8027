/// Why the server did not start.
public enum ServerError: Error, Equatable, Sendable {
    case addressInUse(host: String, port: Int)
    case permissionDenied(host: String, port: Int)
    case addressNotAvailable(host: String, port: Int)
    case unresolvableHost(host: String)
    case invalidConfiguration(setting: String)
    case alreadyStarted
    /// Another system call failed; `code` is its errno value.
    case systemCall(name: String, code: Int32)
}

extension ServerError: CustomStringConvertible {
    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .addressInUse(let host, let port):
            "Port \(port) on \(host) is taken by another program; stop it, or choose another port, or 0 for any."
        case .permissionDenied(let host, let port):
            "Listening on \(host) port \(port) is not permitted; choose a port of 1024 or above."
        case .addressNotAvailable(let host, let port):
            "This machine has no address \(host) to listen on at port \(port); use 127.0.0.1, 0.0.0.0 or ::."
        case .unresolvableHost(let host):
            "The host name \(host) has no address; use a numeric address or a name this machine knows."
        case .invalidConfiguration(let setting):
            "The setting \(setting) is out of range; counts, sizes and times must be above 0."
        case .alreadyStarted:
            "The server was started before; make a new one."
        case .systemCall(let name, let code):
            "The system call \(name) failed with error \(code); check the limits of descriptors and memory."
        }
    }
}
