import Dispatch

/// Divides the work of one operation among a few threads and waits for all of them.
struct ThreadTeam {
    let threads: Int

    init(threads: Int) {
        self.threads = max(1, threads)
    }

    /// Calls `body` with consecutive, nearly equal parts of `0..<count`, at most one for each thread.
    func divide(_ count: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let parts = min(threads, count)
        guard parts > 1 else {
            if count > 0 { body(0..<count) }
            return
        }
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            body(count * part / parts..<count * (part + 1) / parts)
        }
    }
}

/// A pointer that several threads of one operation use, each for a part of its own.
struct UncheckedPointer: @unchecked Sendable {
    // Unchecked because it is a pointer: see ``TensorStorage`` for the rule that makes it safe.
    let pointer: UnsafeMutablePointer<Float>

    init(_ pointer: UnsafeMutablePointer<Float>) {
        self.pointer = pointer
    }
}
