import Foundation
import Tensors
import Testing

@Suite struct AttentionTests {
    struct Size: Sendable, CustomTestStringConvertible {
        let batch: Int, positions: Int, heads: Int, headWidth: Int
        var width: Int { heads * headWidth }
        var testDescription: String { "\(batch) × \(positions) × \(heads) heads of \(headWidth)" }
    }

    static let sizes = [
        Size(batch: 1, positions: 1, heads: 1, headWidth: 1),
        Size(batch: 1, positions: 5, heads: 1, headWidth: 3),
        Size(batch: 3, positions: 7, heads: 2, headWidth: 5),
        Size(batch: 2, positions: 18, heads: 3, headWidth: 8),
        Size(batch: 4, positions: 33, heads: 4, headWidth: 16),
    ]

    /// softmax(Q Kᵀ / √d) V as in Vaswani et al. 2017, eq. 1, one position of one head at a time.
    private func reference(_ x: [Float], _ size: Size, _ mask: AttentionMask) -> [Double] {
        var result = [Double](repeating: 0, count: size.batch * size.positions * size.width)
        func value(_ sequence: Int, _ position: Int, _ column: Int) -> Double {
            Double(x[(sequence * size.positions + position) * 3 * size.width + column])
        }
        for sequence in 0..<size.batch {
            let length = if case .lengths(let lengths) = mask { lengths[sequence] } else { size.positions }
            for head in 0..<size.heads {
                let columns = head * size.headWidth..<(head + 1) * size.headWidth
                for position in 0..<length {
                    let seen = mask == .causal ? position + 1 : length
                    let scores = (0..<seen).map { other in
                        columns.reduce(0.0) {
                            $0 + value(sequence, position, $1) * value(sequence, other, size.width + $1)
                        } / Double(size.headWidth).squareRoot()
                    }
                    let largest = scores.max() ?? 0
                    let weights = scores.map { exp($0 - largest) }
                    let total = weights.reduce(0, +)
                    for column in columns {
                        let sum = (0..<seen).reduce(0.0) {
                            $0 + weights[$1] * value(sequence, $1, 2 * size.width + column)
                        }
                        result[(sequence * size.positions + position) * size.width + column] = sum / total
                    }
                }
            }
        }
        return result
    }

    private func masks(for size: Size) -> [AttentionMask] {
        let lengths = (0..<size.batch).map { max(1, size.positions - 2 * $0) }
        return [.none, .causal, .lengths(lengths)]
    }

    @Test(arguments: sizes, [1, 2, 3])
    func equalsItsDefinition(size: Size, threads: Int) {
        var numbers = SeededNumbers(seed: UInt64(size.positions))
        let x = numbers.floats(size.batch * size.positions * 3 * size.width, in: -2...2)
        let backend = CPUBackend(threads: threads)
        let input = backend.tensor(x, Shape(size.batch, size.positions, 3 * size.width))
        for mask in masks(for: size) {
            let found = backend.attention(input, heads: size.heads, mask: mask)
            #expect(found.shape == Shape(size.batch, size.positions, size.width))
            #expect(largestError(backend.floats(found), reference(x, size, mask)) <= 1e-5, "\(mask)")
        }
    }

    @Test func paddingIsNotSeenAndComesOutAsZero() {
        let size = Size(batch: 2, positions: 6, heads: 2, headWidth: 4)
        var numbers = SeededNumbers(seed: 3)
        var x = numbers.floats(2 * 6 * 24)
        let backend = CPUBackend(threads: 2)
        let shape = Shape(2, 6, 24)
        let clean = backend.floats(
            backend.attention(backend.tensor(x, shape), heads: 2, mask: .lengths([6, 2]))
        )
        for index in (6 + 2) * 24..<12 * 24 { x[index] = 1e30 }
        let dirty = backend.floats(
            backend.attention(backend.tensor(x, shape), heads: 2, mask: .lengths([6, 2]))
        )
        #expect(clean == dirty)
        #expect(dirty[(6 + 2) * size.width..<12 * size.width].allSatisfy { $0 == 0 })
    }

    @Test func aCausalPositionDoesNotSeeWhatFollows() {
        var numbers = SeededNumbers(seed: 4)
        var x = numbers.floats(5 * 12)
        let backend = CPUBackend()
        let before = backend.floats(
            backend.attention(backend.tensor(x, Shape(1, 5, 12)), heads: 2, mask: .causal)
        )
        for index in 3 * 12..<5 * 12 { x[index] += 5 }
        let after = backend.floats(
            backend.attention(backend.tensor(x, Shape(1, 5, 12)), heads: 2, mask: .causal)
        )
        #expect(before[..<12] == after[..<12])
        #expect(before[12...] != after[12...])
    }

    @Test(arguments: [Float(1), 1e3, 1e6, 1e9])
    func largeLogitsDoNotOverflow(scale: Float) {
        // One head of width 1: query q, keys 0, 1 and −1, values 10, 20 and 30. Already e^100 leaves
        // nothing of the other positions' shares in float32.
        let backend = CPUBackend()
        let x: [Float] = [100 * scale, 0, 10, 0, 1, 20, 0, -1, 30]
        let found = backend.floats(
            backend.attention(backend.tensor(x, Shape(1, 3, 3)), heads: 1, mask: .none)
        )
        #expect(largestError(found, [20, 20, 20]) <= 1e-5)
    }

    @Test func equalLogitsGiveTheMean() {
        let backend = CPUBackend()
        let x: [Float] = [1e4, 1e4, 1, 1e4, 1e4, 2, 1e4, 1e4, 6]
        let found = backend.floats(
            backend.attention(backend.tensor(x, Shape(1, 3, 3)), heads: 1, mask: .none)
        )
        #expect(largestError(found, [3, 3, 3]) <= 1e-6)
    }
}
