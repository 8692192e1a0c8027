import Glibc

/// A listening socket.
struct Listener {
    let descriptor: Int32
    let address: BoundAddress

    // Clients wait here while the accepting loop is busy; the system caps it at net.core.somaxconn.
    private static let backlog: Int32 = 1024

    /// Resolves the host and listens on its first address that can be bound.
    init(host: String, port: Int) throws(ServerError) {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let first = found else {
            throw .unresolvableHost(host: host)
        }
        defer { freeaddrinfo(first) }
        var failure = ServerError.unresolvableHost(host: host)
        var next: UnsafeMutablePointer<addrinfo>? = first
        while let candidate = next {
            switch Self.listen(candidate.pointee) {
            case .success(let descriptor):
                self.descriptor = descriptor
                address = Self.boundAddress(descriptor, host: host, port: port)
                return
            case .failure(let call):
                failure = Self.error(call, host: host, port: port)
            }
            next = candidate.pointee.ai_next
        }
        throw failure
    }

    /// What the system may hold of a connection's answers; it takes twice that to have room for its own records.
    private static let sendBufferBytes: Int32 = 128 * 1024

    private struct FailedCall: Error {
        let name: String
        let code: Int32
    }

    private static func listen(_ info: addrinfo) -> Result<Int32, FailedCall> {
        let type = info.ai_socktype | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(info.ai_family, type, info.ai_protocol)
        guard descriptor >= 0 else { return .failure(FailedCall(name: "socket", code: errno)) }
        set(SOL_SOCKET, SO_REUSEADDR, 1, on: descriptor)
        // Accepted sockets inherit this on Linux; without it small answers wait for the peer's delayed ACK.
        set(Int32(IPPROTO_TCP), TCP_NODELAY, 1, on: descriptor)
        // Without a bound the system keeps up to 4 MB of answers for each client that does not read them.
        set(SOL_SOCKET, SO_SNDBUF, sendBufferBytes, on: descriptor)
        if info.ai_family == AF_INET6 { set(Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0, on: descriptor) }
        var name = "bind"
        if bind(descriptor, info.ai_addr, info.ai_addrlen) == 0 {
            name = "listen"
            if Glibc.listen(descriptor, backlog) == 0 { return .success(descriptor) }
        }
        let code = errno
        close(descriptor)
        return .failure(FailedCall(name: name, code: code))
    }

    private static func set(_ level: Int32, _ option: Int32, _ value: Int32, on descriptor: Int32) {
        var value = value
        _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func error(_ call: FailedCall, host: String, port: Int) -> ServerError {
        switch call.code {
        case EADDRINUSE: .addressInUse(host: host, port: port)
        case EACCES, EPERM: .permissionDenied(host: host, port: port)
        case EADDRNOTAVAIL, EAFNOSUPPORT: .addressNotAvailable(host: host, port: port)
        default: .systemCall(name: call.name, code: call.code)
        }
    }

    /// Asks the system which numeric address and port the socket got.
    private static func boundAddress(_ descriptor: Int32, host: String, port: Int) -> BoundAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var hostText = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var portText = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let isKnown = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(descriptor, address, &length) == 0
                    && getnameinfo(
                        address,
                        length,
                        &hostText,
                        socklen_t(hostText.count),
                        &portText,
                        socklen_t(portText.count),
                        NI_NUMERICHOST | NI_NUMERICSERV
                    ) == 0
            }
        }
        guard isKnown, let bound = Int(text(portText)) else { return BoundAddress(host: host, port: port) }
        return BoundAddress(host: text(hostText), port: bound)
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
