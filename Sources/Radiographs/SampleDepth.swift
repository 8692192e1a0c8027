import CPixels

/// The bits that the samples of a 16-bit picture really use.
///
/// Detectors deliver 10 to 14 bits, and exporters often store them unscaled in 16: taken at 16 bits such a
/// film is almost black.
struct SampleDepth: Equatable {
    /// 8, 10, 12, 14, 15 or 16, or what the file declares.
    let bits: Int
    /// Whether the file's own sBIT chunk said so, and not the largest sample.
    let isDeclared: Bool

    /// The declared bits hold where every sample fits them. A PNG encoder that follows the specification
    /// (section 11.3.2.2) has already scaled its samples to the full 16 bits, and then they do not fit.
    init(maximum: UInt16, declaredBits: Int) {
        let needed = 16 - maximum.leadingZeroBitCount
        if (8..<16).contains(declaredBits) {
            bits = needed <= declaredBits ? declaredBits : 16
            isDeclared = true
        } else {
            bits = [8, 10, 12, 14, 15].first { needed <= $0 } ?? 16
            isDeclared = false
        }
    }
}

extension SampleDepth {
    /// The highest 8 of the effective bits of each sample; at 16 bits, the high byte as in Pillow.
    func reduce(_ samples: UnsafeBufferPointer<UInt16>, into reduced: UnsafeMutableBufferPointer<UInt8>) {
        let count = min(samples.count, reduced.count)
        pixels_reduce(samples.baseAddress, count, UInt32(bits - 8), reduced.baseAddress)
    }

    static func maximum(of samples: UnsafeBufferPointer<UInt16>) -> UInt16 {
        pixels_maximum(samples.baseAddress, samples.count)
    }
}
