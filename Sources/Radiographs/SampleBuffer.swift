import Foundation

/// Samples in memory whose size comes from a picture, and which may therefore be refused: a Swift array ends the
/// process where there is none left.
///
/// `@unchecked Sendable`: nobody writes but the closure of `init`, which is over before anyone else has the buffer.
final class SampleBuffer<Sample: BitwiseCopyable & Sendable>: @unchecked Sendable {
    private let memory: UnsafeMutableBufferPointer<Sample>

    /// Takes memory for `count` new samples; `fill` must initialise every one that is read later.
    ///
    /// - Throws: `RadiographError.outOfMemory`, or what `fill` throws.
    init(
        count: Int,
        fill: (UnsafeMutableBufferPointer<Sample>) throws(RadiographError) -> Void
    ) throws(RadiographError) {
        let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Sample>.stride)
        guard count >= 0, !overflow, let start = malloc(max(byteCount, 1)) else { throw .outOfMemory }
        guard byteCount < Self.large || Self.isReserveThere() else {
            free(start)
            throw .outOfMemory
        }
        memory = UnsafeMutableBufferPointer(
            start: start.bindMemory(to: Sample.self, capacity: count),
            count: count
        )
        try fill(memory)
    }

    /// From this many bytes on, a buffer may not take the last of the memory.
    private static var large: Int { 1 << 20 }

    /// Whether there is room left for everything else that runs meanwhile, whose failure could not be told to anyone. Another
    /// thread may take it in the next moment: this makes an end of the process unlikely, not impossible.
    private static func isReserveThere() -> Bool {
        let size = 32 << 20
        let room = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let room, room != MAP_FAILED else { return false }
        munmap(room, size)
        return true
    }

    deinit {
        free(memory.baseAddress)
    }

    var count: Int { memory.count }

    /// Lends the samples for as long as `body` runs.
    func withSamples<Result: ~Copyable, Failure: Error>(
        _ body: (UnsafeBufferPointer<Sample>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // What `body` reads belongs to this object, which might otherwise be gone after its last mention.
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeBufferPointer(memory))
    }
}

extension SampleBuffer: Equatable {
    static func == (one: SampleBuffer, other: SampleBuffer) -> Bool {
        one.withSamples { mine in
            other.withSamples { theirs in
                mine.count == theirs.count
                    && UnsafeRawBufferPointer(mine).elementsEqual(UnsafeRawBufferPointer(theirs))
            }
        }
    }
}
