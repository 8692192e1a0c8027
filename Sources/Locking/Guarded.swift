import Glibc

/// A value behind a POSIX lock.
///
/// `Synchronization.Mutex` would do the same, but Thread Sanitizer does not see its futex on Linux and calls
/// every contended access a race.
// Unchecked: `value` is only touched between locking and unlocking `lock`.
package final class Guarded<Value>: @unchecked Sendable {
    private var value: Value
    private let lock: UnsafeMutablePointer<pthread_mutex_t>

    /// Puts a value behind a lock of its own.
    package init(_ value: sending Value) {
        self.value = value
        lock = .allocate(capacity: 1)
        lock.initialize(to: pthread_mutex_t())
        pthread_mutex_init(lock, nil)
    }

    deinit {
        pthread_mutex_destroy(lock)
        lock.deinitialize(count: 1)
        lock.deallocate()
    }

    /// Runs the body while no other thread has the value.
    ///
    /// - Throws: What the body throws.
    package func withLock<Result, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return try body(&value)
    }
}
