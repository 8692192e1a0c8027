import Dispatch
import Inference
import Synchronization

/// Keeps all compute threads busy until the test lets them go, so that everything else waits.
final class HeldThreads: Sendable {
    private let engine: InferenceEngine
    private let reached = Mutex(0)
    private let opened = DispatchSemaphore(value: 0)
    private let holding = Mutex<[Task<Void, Never>]>([])

    init(_ engine: InferenceEngine) async {
        self.engine = engine
        let deadline = ContinuousClock.now + .seconds(600)
        for _ in 0..<engine.workers {
            let task = Task {
                _ = try? await engine.run(deadline: deadline) { [self] _ in
                    reached.withLock { $0 += 1 }
                    opened.wait()
                }
            }
            holding.withLock { $0.append(task) }
        }
        while reached.withLock({ $0 }) < engine.workers { await Task.yield() }
    }

    /// Waits until so many jobs wait for a thread.
    func queueHolds(_ count: Int) async {
        while engine.load.waiting != count { await Task.yield() }
    }

    /// Lets the threads go on, and waits until nothing waits or runs any more.
    func release() async {
        for _ in 0..<engine.workers { opened.signal() }
        for task in holding.withLock({ $0 }) { await task.value }
        while engine.load.waiting + engine.load.running > 0 { await Task.yield() }
    }
}
