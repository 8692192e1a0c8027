import Dispatch
import Foundation
import Locking

/// SIGTERM and SIGINT as a flag that a run looks at after each step; a second signal ends the process at once.
public final class StopRequest: Sendable {
    private let signalNumber = Guarded<Int32?>(nil)
    private let exit: @Sendable (Int32) -> Void

    /// Takes the two signals over from their default, which is to end the process.
    public convenience init() {
        self.init { _exit($0) }
        for number in [SIGTERM, SIGINT] { watch(number) }
    }

    /// A flag that signals are reported to by ``received(_:)`` alone.
    package init(exit: @escaping @Sendable (Int32) -> Void) {
        self.exit = exit
    }

    /// Whether the run is to be saved and ended.
    public var isRequested: Bool { signalNumber.withLock { $0 != nil } }

    /// What the process should exit with after saving: 128 and the signal's number, as shells have it.
    public var exitStatus: Int32 { 128 + signalNumber.withLock { $0 ?? 0 } }

    /// Takes a signal in.
    package func received(_ number: Int32) {
        let isFirst = signalNumber.withLock { seen in
            defer { seen = seen ?? number }
            return seen == nil
        }
        if !isFirst { exit(128 + number) }
    }

    /// The sources stay for the process's life: a signal must not find its old handler again half-way.
    private func watch(_ number: Int32) {
        // The default action would end the process before the source sees the signal.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: Self.queue)
        source.setEventHandler {
            self.received(number)
            // Keeps the source alive as long as its handler.
            _ = source
        }
        source.resume()
    }

    /// Its own, so that a busy computation cannot hold a signal up.
    private static let queue = DispatchQueue(label: "stop-request", qos: .userInteractive)
}
