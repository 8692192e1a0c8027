import Tensors
import Testing

@Suite struct TokenTests {
    private let backend = CPUBackend()

    private func counting(_ shape: Shape, from first: Int = 0) -> CPUTensor {
        backend.tensor((first..<first + shape.count).map(Float.init), shape)
    }

    @Test func patchesAreReadByChannelThenRowThenColumn() {
        // Two channels of 2 × 4 pixels: 0…7 and 8…15, cut into two patches of 2 × 2.
        let found = backend.patches(counting(Shape(1, 2, 2, 4)), size: 2)
        #expect(found.shape == Shape(1, 2, 8))
        #expect(backend.floats(found) == [0, 1, 4, 5, 8, 9, 12, 13, 2, 3, 6, 7, 10, 11, 14, 15])
    }

    @Test func patchesOfSeveralImagesRunRowByRow() {
        let (batch, channels, height, width, size) = (2, 3, 6, 9, 3)
        let found = backend.patches(counting(Shape(batch, channels, height, width)), size: size)
        var expected: [Double] = []
        for image in 0..<batch {
            for top in stride(from: 0, to: height, by: size) {
                for left in stride(from: 0, to: width, by: size) {
                    for channel in 0..<channels {
                        for y in top..<top + size {
                            for x in left..<left + size {
                                expected.append(
                                    Double(((image * channels + channel) * height + y) * width + x)
                                )
                            }
                        }
                    }
                }
            }
        }
        #expect(found.shape == Shape(2, 6, 27))
        #expect(largestError(backend.floats(found), expected) == 0)
    }

    @Test func looksRowsUp() {
        let table = backend.tensor(Parameter([0, 1, 10, 11, 20, 21], extents: [3, 2]))
        let found = backend.lookUp([2, 0, 2, 1], in: table, batch: 2)
        #expect(found.shape == Shape(2, 2, 2))
        #expect(backend.floats(found) == [20, 21, 0, 1, 20, 21, 10, 11])
    }

    @Test func prependsATokenToEverySequence() {
        let token = backend.tensor([-1, -2], Shape(1, 2))
        let found = backend.prepend(token, to: counting(Shape(2, 2, 2)))
        #expect(found.shape == Shape(2, 3, 2))
        #expect(backend.floats(found) == [-1, -2, 0, 1, 2, 3, -1, -2, 4, 5, 6, 7])
    }

    @Test func addsTheFirstRowsOfALongerTableToEverySequence() {
        let positions = counting(Shape(4, 2), from: 100)
        let found = backend.add(counting(Shape(2, 2, 2)), perSequence: positions)
        #expect(backend.floats(found) == [100, 102, 104, 106, 104, 106, 108, 110])
    }

    @Test func takesOneTokenOfEachSequence() {
        let found = backend.tokens(counting(Shape(3, 2, 2)), at: [1, 0, 1])
        #expect(found.shape == Shape(3, 2))
        #expect(backend.floats(found) == [2, 3, 4, 5, 10, 11])
    }
}
