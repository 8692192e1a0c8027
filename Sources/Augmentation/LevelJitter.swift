/// Brightness and contrast of levels 0...255, each clamped to that range, as torchvision's `adjust_brightness`
/// and `adjust_contrast` do with floating-point pictures of one channel.
package struct LevelJitter {
    /// Multiplies every level by a factor.
    package static func scale(_ levels: UnsafeMutableBufferPointer<Float>, by factor: Float) {
        for index in 0..<levels.count {
            levels[index] = min(255, max(0, levels[index] * factor))
        }
    }

    /// Multiplies every level's distance from the mean level by a factor.
    package static func spread(_ levels: UnsafeMutableBufferPointer<Float>, by factor: Float) {
        let offset = mean(of: levels) * (1 - factor)
        for index in 0..<levels.count {
            levels[index] = min(255, max(0, levels[index] * factor + offset))
        }
    }

    /// Eight sums side by side, which the compiler turns into vector additions.
    private static func mean(of levels: UnsafeMutableBufferPointer<Float>) -> Float {
        var sums = SIMD8<Float>.zero
        var total: Double = 0
        let whole = levels.count / 8 * 8
        for start in stride(from: 0, to: whole, by: 8) {
            for lane in 0..<8 {
                sums[lane] += levels[start &+ lane]
            }
        }
        for index in whole..<levels.count {
            total += Double(levels[index])
        }
        for lane in 0..<8 {
            total += Double(sums[lane])
        }
        return Float(total / Double(max(1, levels.count)))
    }
}
