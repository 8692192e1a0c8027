/// Float32 values rounded to 16 bits, to the nearest number and ties to even (IEEE 754-2019, section 4.3.1).
enum HalfPrecision {
    /// IEEE binary16 patterns; nil where a finite value is too large.
    static func float16(_ values: ArraySlice<Float>) -> [UInt16]? {
        rounded(values, infinity: 0x7c00) { Float16($0).bitPattern }
    }

    /// The upper halves of binary32 patterns; nil where a finite value is too large.
    static func bfloat16(_ values: ArraySlice<Float>) -> [UInt16]? {
        rounded(values, infinity: 0x7f80) { value in
            let pattern = value.bitPattern
            // Rounding could carry a NaN's only set bits away and make it an infinity.
            if value.isNaN { return UInt16(truncatingIfNeeded: pattern >> 16) | 0x0040 }
            let half = 0x7fff + (pattern >> 16 & 1)
            return UInt16(truncatingIfNeeded: (pattern &+ half) >> 16)
        }
    }

    private static func rounded(
        _ values: ArraySlice<Float>,
        infinity: UInt16,
        _ round: (Float) -> UInt16
    ) -> [UInt16]? {
        var halves: [UInt16] = []
        halves.reserveCapacity(values.count)
        for value in values {
            let half = round(value)
            if half & 0x7fff == infinity, value.isFinite { return nil }
            halves.append(half)
        }
        return halves
    }
}
