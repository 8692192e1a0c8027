import Randomness
import Testing

@Suite struct RandomStreamTests {
    private static let first: [UInt64] = [
        0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0, 0x6aa5_94f1_262d_2d2c,
    ]
    private static let placed: [UInt64] = [0x2236_7d69_81a0_641e, 0x3b77_1e87_438b_290b]

    /// SplitMix64 from 0 fills the state; xoshiro256** then follows. Both sequences were worked out with
    /// Tests/RandomnessTests/Scripts/random_stream.py, which is written from the published definitions.
    @Test func followsThePublishedGenerators() {
        var stream = RandomStream(seed: 0)
        #expect((0..<4).map { _ in stream.next() } == Self.first)
        var placed = RandomStream(seed: 7, place: [3, 1])
        #expect((0..<2).map { _ in placed.next() } == Self.placed)
    }

    @Test func differsFromPlaceToPlace() {
        var streams = [[], [0], [1], [0, 0], [0, 1]].map { RandomStream(seed: 1, place: $0) }
        let firsts = Set(streams.indices.map { streams[$0].next() })
        #expect(firsts.count == streams.count)
    }

    @Test func drawsEveryPermutationOfThreeAboutEquallyOften() {
        var stream = RandomStream(seed: 1)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6_000 { counts[stream.permutation(of: 3), default: 0] += 1 }
        #expect(counts.count == 6)
        // Five standard deviations of a binomial with n = 6,000 and p = 1/6.
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 145 })
    }

    @Test func drawsEverySubsetAboutEquallyOften() {
        var stream = RandomStream(seed: 2)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<10_000 { counts[stream.subset(of: 5, size: 3), default: 0] += 1 }
        #expect(counts.count == 10)
        #expect(counts.keys.allSatisfy { $0 == $0.sorted() && Set($0).count == 3 })
        #expect(counts.values.allSatisfy { abs($0 - 1_000) < 150 })
        #expect(stream.subset(of: 2, size: 3) == [0, 1])
    }

    @Test func hasTheMomentsOfItsDistributions() {
        var stream = RandomStream(seed: 3)
        let count = 100_000
        let uniform = (0..<count).map { _ in stream.uniform() }
        let normal = (0..<count).map { _ in stream.normal() }
        #expect(uniform.allSatisfy { (0..<1).contains($0) })
        #expect(abs(uniform.reduce(0, +) / Double(count) - 0.5) < 0.005)
        #expect(abs(normal.reduce(0, +) / Double(count)) < 0.02)
        #expect(abs(normal.map { $0 * $0 }.reduce(0, +) / Double(count) - 1) < 0.03)
    }
}
