import Foundation

/// A reproducible stream of random numbers, named by a seed and a place.
///
/// A run draws the numbers for an image of an epoch from the stream of that image and that epoch. So no draw
/// depends on which thread came first, and a run that goes on after a stop needs no saved generator state.
///
/// The generator is xoshiro256** (Blackman & Vigna 2021), its state filled by SplitMix64 (Steele et al. 2014).
public struct RandomStream: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Starts the stream of a place, such as [epoch, image, view], under a seed.
    public init(seed: UInt64, place: [UInt64] = []) {
        var filler = SplitMix64(state: seed)
        for number in place {
            filler = SplitMix64(state: filler.next() ^ number)
        }
        state = (filler.next(), filler.next(), filler.next(), filler.next())
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        let result = (state.1 &* 5).rotated(by: 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3.rotated(by: 45)
        return result
    }

    /// A number in 0 ..< 1 with 53 random bits.
    public mutating func uniform() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// A number between the ends of a range.
    public mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// A number of the standard normal distribution (Box & Muller 1958).
    public mutating func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * .pi * uniform())
    }

    /// `true` with the given probability.
    public mutating func chance(_ probability: Double) -> Bool {
        uniform() < probability
    }

    /// A whole number in 0 ..< bound, without bias (Lemire 2019).
    ///
    /// - Precondition: `bound` is positive.
    public mutating func index(below bound: Int) -> Int {
        let bound = UInt64(bound)
        let threshold = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= threshold { return Int(product.high) }
        }
    }

    /// The numbers 0 ..< count in random order (Fisher & Yates, as Durstenfeld 1964 has it).
    public mutating func permutation(of count: Int) -> [Int] {
        var numbers = Array(0..<count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            numbers.swapAt(last, index(below: last + 1))
        }
        return numbers
    }

    /// `size` different numbers of 0 ..< count, each set equally likely, in ascending order; all of them when
    /// there are no more than that.
    public mutating func subset(of count: Int, size: Int) -> [Int] {
        guard size < count else { return Array(0..<count) }
        return permutation(of: count).prefix(size).sorted()
    }
}

/// The generator that spreads a seed over a larger state.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension UInt64 {
    fileprivate func rotated(by bits: UInt64) -> UInt64 {
        (self << bits) | (self >> (64 - bits))
    }
}
