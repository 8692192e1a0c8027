import CEpoll

/// What the epoll set can watch a descriptor for.
enum Watch {
    static let readable = UInt32(cepoll_readable)
    static let writable = UInt32(cepoll_writable)
    static let peerClosed = UInt32(cepoll_peer_closed)
    static let broken = UInt32(cepoll_error | cepoll_hang_up)
    /// What a connection that is read from is watched for.
    static let input = readable | peerClosed
}
