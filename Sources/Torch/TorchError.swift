import CLibTorch

/// What LibTorch could not do.
public struct TorchError: Error, Equatable, Sendable, CustomStringConvertible {
    /// LibTorch's own first line.
    public let reason: String

    /// The reason with what to try.
    public var description: String {
        let isMemory = ["out of memory", "can't allocate", "alloc"].contains { reason.contains($0) }
        let remedy =
            isMemory
            ? "Choose a smaller chunkSize in the recipe, or a machine with more memory."
            : "Check the recipe against the model; if both are right, please report this."
        return "LibTorch failed: \(reason) \(remedy)"
    }
}

/// What is installed, and how it computes.
public enum Torch {
    /// The version of the library, such as `1.13.1`.
    public static var version: String { String(cString: torch_version()) }

    /// Whether the library was built for CUDA and finds a device.
    public static var hasCUDA: Bool { torch_has_cuda() }

    /// Sets how many cores one operation may use.
    public static func useThreads(_ count: Int) { torch_set_threads(Int32(clamping: count)) }

    /// Keeps the memory of a finished step for the next one. A step allocates and frees hundreds of megabytes in large
    /// pieces; given back to the system each time, they are mapped and zeroed again page by page.
    public static func keepFreedMemory() { torch_keep_freed_memory() }

    /// Waits for a device that computes behind the program's back, before a time is taken.
    public static func synchronize(_ device: Device) { torch_synchronize(device == .cuda) }

    /// Where tensors live.
    public enum Device: String, Sendable, Codable, CaseIterable {
        case cpu
        case cuda
    }

    /// Runs a computation without keeping what gradients would need.
    public static func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
        torch_set_gradients(false)
        defer { torch_set_gradients(true) }
        return try body()
    }

    /// Throws this thread's first failure since the last call, if there was one. Operations after a failure
    /// compute nothing, so asking once per step is enough.
    public static func check() throws(TorchError) {
        guard torch_has_failed() else { return }
        let reason = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
            torch_take_failure(buffer.baseAddress, Int64(buffer.count))
            return buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
        throw TorchError(reason: reason)
    }
}
