internal import CKernels
import Locking

/// Sees the numbers that go into convolutions and come out of them, and keeps their ranges by the names of the filters.
///
/// Ranges are to be taken in float32, on radiographs like those that will be served.
public final class RangeObserver: Sendable {
    private let seen = Guarded<RangesByName>([:])

    /// Has seen nothing.
    public init() {}

    /// The ranges of everything that was seen; convolutions that had a number that is not finite are left out.
    public var ranges: RangesByName { seen.withLock { $0 } }

    func note(_ name: String, input: CPUTensor, output: CPUTensor) {
        guard let source = range(of: input), let answer = range(of: output) else { return }
        seen.withLock { seen in
            let before = seen[name]
            seen[name] = ConvolutionRanges(
                input: before?.input.union(source) ?? source,
                output: before?.output.union(answer) ?? answer
            )
        }
    }

    private func range(of tensor: CPUTensor) -> ActivationRange? {
        tensor.withFloats { values in
            guard let base = values.baseAddress else { return nil }
            let found = kernel_find_range(base, values.count)
            return ActivationRange(least: found.least, largest: found.largest)
        }
    }
}
