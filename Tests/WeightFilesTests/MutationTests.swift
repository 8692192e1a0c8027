import Foundation
import Testing
import WeightFiles

/// Files with a few wrong bytes are read or refused, and neither takes long nor ends the process.
@Suite struct MutationTests {
    /// A small generator, so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    @Test(arguments: ["plain.pt", "nested.pt", "script.pt"])
    func survivesWrongBytes(name: String) throws {
        let whole = [UInt8](try Data(contentsOf: URL(filePath: Fixtures.path(name))))
        // Most of a small archive is its pickle and directory; the numbers themselves may be anything.
        var (read, refused) = (0, 0)
        for seed in 0..<3_000 {
            var generator = Generator(state: UInt64(seed))
            var changed = whole
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: changed.indices, using: &generator)
                let values = [0, 0xFF, 0x7F, 0x80, UInt8.random(in: 0...255, using: &generator)]
                changed[place] = values[Int.random(in: values.indices, using: &generator)]
            }
            do {
                _ = try changed.withUnsafeBytes { try TorchFile.read($0) }
                read += 1
            } catch {
                refused += 1
            }
        }
        #expect(read + refused == 3_000 && refused > 0)
    }
}
