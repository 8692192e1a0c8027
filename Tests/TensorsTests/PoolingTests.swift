import Tensors
import Testing

@Suite struct PoolingTests {
    static let windows = [
        Window(size: 3, stride: 2, padding: 1), Window(size: 2, stride: 2),
        Window(size: 3, stride: 1, padding: 1),
        Window(size: 1), Window(size: 3, stride: 3, padding: 2), Window(size: 5, stride: 2, padding: 2),
    ]

    private func reference(_ x: [Float], planes: Int, height: Int, width: Int, _ window: Window) -> [Double] {
        var result: [Double] = []
        for plane in 0..<planes {
            for row in 0..<window.positions(along: height) {
                for column in 0..<window.positions(along: width) {
                    let (top, left) = (
                        row * window.stride - window.padding, column * window.stride - window.padding
                    )
                    let rows = max(top, 0)..<min(top + window.size, height)
                    let columns = max(left, 0)..<min(left + window.size, width)
                    let seen = rows.flatMap { y in
                        columns.map { x[(plane * height + y) * width + $0] }
                    }
                    result.append(Double(seen.max() ?? -.infinity))
                }
            }
        }
        return result
    }

    @Test(arguments: windows, [1, 2, 3])
    func maximumPoolEqualsItsDefinition(window: Window, threads: Int) {
        var numbers = SeededNumbers(seed: 7)
        let x = numbers.floats(2 * 3 * 9 * 14)
        let backend = CPUBackend(threads: threads)
        let found = backend.maxPool(backend.tensor(x, Shape(2, 3, 9, 14)), window)
        #expect(found.shape == Shape(2, 3, window.positions(along: 9), window.positions(along: 14)))
        let expected = reference(x, planes: 6, height: 9, width: 14, window)
        #expect(largestError(backend.floats(found), expected) == 0)
    }

    @Test func theBorderTakesNoPartAmongNegativeValues() {
        let backend = CPUBackend()
        let x = backend.tensor([-1, -2, -3, -4, -5, -6, -7, -8, -9], Shape(1, 1, 3, 3))
        let found = backend.maxPool(x, Window(size: 3, stride: 2, padding: 1))
        #expect(backend.floats(found) == [-1, -2, -4, -5])
    }

    @Test(arguments: [1, 2, 7, 13])
    func averagePoolIsTheMeanOfEachPlane(side: Int) {
        var numbers = SeededNumbers(seed: 8)
        let x = numbers.floats(6 * side * (side + 2))
        let backend = CPUBackend(threads: 2)
        let found = backend.averagePool(backend.tensor(x, Shape(2, 3, side, side + 2)))
        let plane = side * (side + 2)
        let expected = (0..<6).map { index in
            x[index * plane..<(index + 1) * plane].reduce(0.0) { $0 + Double($1) } / Double(plane)
        }
        #expect(found.shape == Shape(2, 3))
        #expect(largestError(backend.floats(found), expected) <= 1e-6)
    }
}
