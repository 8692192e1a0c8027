import Tensors
import Testing

@Suite struct ShapeTests {
    @Test func describesItselfOutermostFirst() {
        #expect(Shape(197, 768).description == "[197, 768]")
        #expect(Shape(1).description == "[1]")
        #expect("\(Shape(2, 3, 224, 224))" == "[2, 3, 224, 224]")
    }

    @Test func countsElementsAndRows() {
        let shape = Shape(2, 3, 5)
        #expect(shape.rank == 3)
        #expect(shape.count == 30)
        #expect(shape.rows == 6)
        #expect((shape[0], shape[2]) == (2, 5))
        #expect((shape[-1], shape[-3]) == (5, 2))
    }

    @Test func replacesTheInnermostExtentOnly() {
        #expect(Shape(2, 3, 5).replacingLast(with: 7) == Shape(2, 3, 7))
        #expect(Shape(4).replacingLast(with: 9) == Shape(9))
    }

    @Test func tellsRanksApart() {
        #expect(Shape(2, 3) != Shape(2, 3, 1))
    }

    @Test(arguments: [
        // Extent, size, stride, padding; the last counted by hand.
        (5, 1, 1, 0, 5), (5, 3, 1, 0, 3), (5, 3, 1, 1, 5), (5, 3, 2, 1, 3), (6, 3, 2, 1, 3),
        (224, 7, 2, 3, 112),
        (225, 7, 2, 3, 113), (112, 3, 2, 1, 56), (7, 7, 1, 0, 1), (1, 7, 2, 3, 1), (16, 16, 16, 0, 1),
    ])
    func aWindowTakesThePositionsThatFit(extent: Int, size: Int, stride: Int, padding: Int, count: Int) {
        #expect(Window(size: size, stride: stride, padding: padding).positions(along: extent) == count)
    }
}
