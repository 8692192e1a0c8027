import Glibc

/// Reads results in which a negative value is a negated errno.
enum SystemCall {
    static func isInterrupted(_ result: Int) -> Bool {
        result == -Int(EINTR)
    }

    static func wouldBlock(_ result: Int) -> Bool {
        result == -Int(EAGAIN) || result == -Int(EWOULDBLOCK)
    }

    /// Reads what has arrived; 0 at the end of input.
    static func receive(_ descriptor: Int32, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
        return count >= 0 ? count : -Int(errno)
    }
}
