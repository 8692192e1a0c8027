import Dispatch

/// Runs calls that wait for a disk away from the threads that answer requests.
struct BlockingQueue: Sendable {
    private let queue = DispatchQueue(label: "hilum.storage", attributes: .concurrent)

    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try body() }) }
        }
    }
}
