import Foundation

/// An interpolation kernel, with the constants of Pillow.
public enum ResamplingFilter: String, Sendable, Codable, CaseIterable {
    /// The triangle of half-width 1.
    case bilinear
    /// Keys' cubic with a = -0.5, half-width 2.
    case bicubic
    /// The sinc windowed by a sinc, half-width 3.
    case lanczos

    /// The half-width in source pixels at scale 1.
    var support: Double {
        switch self {
        case .bilinear: 1
        case .bicubic: 2
        case .lanczos: 3
        }
    }

    /// The kernel's value at a distance from its centre.
    func weight(at distance: Double) -> Double {
        let x = abs(distance)
        guard x < support else { return 0 }
        return switch self {
        case .bilinear: 1 - x
        case .bicubic: Self.cubic(x)
        case .lanczos: Self.sinc(x) * Self.sinc(x / 3)
        }
    }

    private static func cubic(_ x: Double) -> Double {
        let a = -0.5
        if x < 1 {
            return ((a + 2) * x - (a + 3)) * x * x + 1
        }
        return (((x - 5) * x + 8) * x - 4) * a
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : sin(x * .pi) / (x * .pi)
    }
}
