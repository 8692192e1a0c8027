public import HTTPMessage

/// Every limit and deadline of the server, with its default and the reason for it.
public struct ServerConfiguration: Sendable {
    /// The address to listen on: a name or a numeric IPv4 or IPv6 address. `::` takes IPv4 as well.
    /// The default is loopback, since this server speaks no TLS.
    public var host = "127.0.0.1"

    /// The port; 0 takes a free one. The default is 8080.
    public var port = 8080

    /// What the parser refuses.
    public var limits = HTTPLimits()

    /// Event loops, at least 1. The default is 2: loops only move bytes, computing happens elsewhere.
    public var loopCount = 2

    /// Connections open at a time. At the limit the one that has waited longest for the end of a request's head
    /// makes room; where none waits, the new one gets 503. The default is 1,024, the usual limit of descriptors.
    public var connectionLimit = 1024

    /// Connections open at a time from one address, or from one IPv6 network of 64 bits. The default is 64, ten browsers' worth; raise it to
    /// `connectionLimit` behind a proxy, where all clients share the proxy's address.
    public var connectionLimitPerAddress = 64

    /// Bytes of all bodies held together. Beyond it requests get 503. The default is 256 MiB.
    public var bufferedBodyLimit = 256 * 1024 * 1024

    /// Requests answered on one connection; the last answer says `Connection: close`. The default is 10,000, so
    /// that clients behind a balancer spread anew from time to time.
    public var requestsPerConnection = 10_000

    /// Bytes of all responses held together until clients have read them. Beyond it an answer is replaced by
    /// 503. The default is 256 MiB.
    public var bufferedResponseLimit = 256 * 1024 * 1024

    /// Connections accepted in one turn of the loop. The default is 64, so that running requests go on.
    public var acceptsPerTurn = 64

    /// How long a connection may wait for a request's first byte. The default is 60 s.
    public var idleTimeout = Duration.seconds(60)

    /// How long a request line and its fields may take in all. The default is 10 s, against slow writers.
    public var headTimeout = Duration.seconds(10)

    /// How long a body may take in all. The default is 60 s: 64 MiB at 9 Mbit/s.
    public var bodyTimeout = Duration.seconds(60)

    /// How long a handler may take; it is cancelled then and answered with 504. The default is 60 s.
    public var handlingTimeout = Duration.seconds(60)

    /// How long the client may take to read a response in all; it is cut then. The default is 30 s.
    public var writeTimeout = Duration.seconds(30)

    /// Bytes a second that a body must bring in every `rateWindow`, chunk framing included; slower ones are
    /// answered with 408. 0 asks for nothing. The default is 1,024: a modem's rate is three times that.
    public var minimumBodyRate = 1024

    /// Bytes a second of a response that the client must acknowledge in every `rateWindow`; slower ones are
    /// cut. 0 asks for nothing. The default is 1,024.
    public var minimumWriteRate = 1024

    /// Over how long the least rates are taken, and so how long a client may pause. The default is 5 s.
    public var rateWindow = Duration.seconds(5)

    /// How long a refused client is listened to after the answer, so that a reset does not destroy the
    /// answer (RFC 9112 section 9.6). The default is 2 s.
    public var lingerTimeout = Duration.seconds(2)

    /// How many bytes a refused client may go on sending. The default is 1 MiB.
    public var lingerBytes = 1024 * 1024

    /// What heads and bodies that are under way may still take once draining starts. The default is 5 s.
    public var drainTimeout = Duration.seconds(5)

    /// How often deadlines are looked at. The default is 0.5 s; deadlines are that inexact.
    public var timerInterval = Duration.milliseconds(500)

    /// Seconds that clients refused with 503 are asked to wait. The default is 1.
    public var retryAfterSeconds = 1

    /// The documented defaults.
    public init() {}
}
