/// What the server has counted since it started, for metrics.
public struct ServerCounters: Sendable, Equatable {
    /// Connections open now.
    public var openConnections = 0
    /// Connections accepted so far.
    public var acceptedConnections = 0
    /// Connections refused with 503, or dropped for want of descriptors.
    public var refusedConnections = 0
    /// Connections without a complete head closed to make room.
    public var evictedConnections = 0
    /// Requests that reached the handler.
    public var requests = 0
    /// Requests refused before the handler saw them.
    public var refusedRequests = 0
    /// Handlers cancelled because the peer went away or the deadline passed.
    public var cancelledRequests = 0
    /// Bodies and responses given up because their bytes moved too slowly.
    public var stalledRequests = 0
    /// Bytes of request bodies held now.
    public var bufferedBodyBytes = 0
    /// Bytes of responses held now, until the system has taken them.
    public var bufferedResponseBytes = 0
}
