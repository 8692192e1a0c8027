import Glibc
import HTTPServer

/// What a client read.
struct ClientResponse: Equatable, Sendable {
    let status: Int
    let head: String
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether the head has that line.
    func has(_ line: String) -> Bool {
        head.split(separator: "\r\n").contains { $0.lowercased() == line.lowercased() }
    }
}

/// A client that sends and reads bytes as it is told, blocking a thread of its own.
actor TestClient {
    private static let patienceSeconds = 20

    private nonisolated let executor = QueueExecutor(label: "test.client")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let descriptor: Int32
    private var isOpen = true
    private var unread: [UInt8] = []

    struct ConnectFailure: Error {
        let code: Int32
    }

    /// A socket that is not connected yet.
    static func unconnectedSocket() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    }

    /// Connects to 127.0.0.1 from 127.0.0.`source`, with a socket that is this client's from now on.
    init(port: Int, from source: UInt32 = 1, socket: Int32 = unconnectedSocket()) throws(ConnectFailure) {
        descriptor = socket
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        if source != 1 { _ = Self.withLoopback(source, port: 0) { bind(socket, $0, $1) } }
        let result = Self.withLoopback(1, port: port) { connect(socket, $0, $1) }
        if result != 0 {
            let code = errno
            Glibc.close(descriptor)
            throw ConnectFailure(code: code)
        }
    }

    /// Hands the socket address of 127.0.0.`number` to `body`.
    private static func withLoopback(
        _ number: UInt32,
        port: Int,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = (0x7F00_0000 + number).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit {
        if isOpen { Glibc.close(descriptor) }
    }

    /// Sends everything; false when the server went away meanwhile.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor,
                    buffer.baseAddress?.advanced(by: sent),
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    /// Reads one response; nil at the end of input.
    func response(toHEAD isHEAD: Bool = false) -> ClientResponse? {
        let end = Array("\r\n\r\n".utf8)
        var headEnd: Int?
        while headEnd == nil {
            headEnd = unread.indices.first { unread[$0...].starts(with: end) }
            if headEnd == nil, !readMore() { return nil }
        }
        let bodyStart = (headEnd ?? 0) + end.count
        let head = String(decoding: unread[..<bodyStart], as: UTF8.self)
        let status = Int(head.split(separator: " ")[1]) ?? 0
        let length = isHEAD || status < 200 ? 0 : Self.contentLength(head)
        while unread.count < bodyStart + length {
            if !readMore() { return nil }
        }
        let body = Array(unread[bodyStart..<(bodyStart + length)])
        unread.removeFirst(bodyStart + length)
        return ClientResponse(status: status, head: head, body: body)
    }

    private static func contentLength(_ head: String) -> Int {
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        return line.flatMap { Int($0.dropFirst("content-length: ".count)) } ?? 0
    }

    /// Whether the server has closed in good order and nothing more is to be read.
    func isAtEnd() -> Bool {
        unread.isEmpty && !readMore()
    }

    private func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        unread.append(contentsOf: buffer[..<count])
        return true
    }

    /// Ends the client's side and goes on reading.
    func halfClose() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    func close() {
        isOpen = false
        Glibc.close(descriptor)
    }

    /// Breaks the connection off with RST.
    func reset() {
        var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
        close()
    }
}
