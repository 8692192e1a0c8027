import Dispatch
import Foundation

/// SIGHUP as something that is answered, one signal after the other.
struct ReloadSignals {
    private let source: any DispatchSourceSignal
    private let task: Task<Void, Never>

    init(_ reload: @escaping @Sendable () async -> Void) {
        // Two that come while one is being answered are one.
        let (arrivals, continuation) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        // The default action would end the process before the source sees the signal.
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
        source.setEventHandler { continuation.yield() }
        source.resume()
        task = Task {
            for await _ in arrivals { await reload() }
        }
    }

    /// Answers no more signals.
    func cancel() {
        source.cancel()
        task.cancel()
    }
}
