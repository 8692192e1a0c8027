import Augmentation
import Foundation

/// What other implementations make of small pictures (see Scripts/make_expected.py).
struct Expected: Decodable {
    struct Warp: Decodable, Sendable, CustomStringConvertible {
        struct Draw: Decodable, Sendable {
            let degrees: Double
            let left: Double
            let top: Double
            let width: Double
            let height: Double
            let zoom: Double
            let flips: Bool
        }

        let name: String
        let width: Int
        let height: Int
        let pixels: [UInt8]
        let draw: Draw
        let side: Int
        let expected: [Float]

        var description: String { name }

        var geometry: GeometryDraw {
            GeometryDraw(
                degrees: draw.degrees,
                crop: CropBox(left: draw.left, top: draw.top, width: draw.width, height: draw.height),
                zoom: draw.zoom,
                flips: draw.flips
            )
        }
    }

    struct Levels: Decodable, Sendable, CustomStringConvertible {
        let name: String
        let factor: Float
        let pixels: [UInt8]
        let expected: [Float]

        var description: String { "\(name) \(factor)" }
    }

    struct Equalization: Decodable, Sendable, CustomStringConvertible {
        let side: Int
        let tiles: Int
        let clipLimit: Double
        let pixels: [UInt8]
        let expected: [Float]

        var description: String { "\(side) pixels, \(tiles) tiles, limit \(clipLimit)" }
    }

    let warps: [Warp]
    let levels: [Levels]
    let equalizations: [Equalization]

    static let all: Expected = {
        do {
            let file = Bundle.module.bundleURL.appending(path: "Fixtures/expected.json")
            return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}

/// The levels of a square that `geometry` shows of a picture.
func warped(_ image: GrayImage, _ geometry: GeometryDraw, side: Int) -> [Float] {
    let map = AffineMap(geometry, width: image.width, height: image.height, side: side)
    return filled(count: side * side) { image.warp(by: map, side: side, into: $0) }
}

/// The numbers that `fill` writes over `start`, which is zero where it is not given.
func filled(
    count: Int,
    start: [Float]? = nil,
    _ fill: (UnsafeMutableBufferPointer<Float>) throws -> Void
) rethrows -> [Float] {
    var numbers = start ?? [Float](repeating: 0, count: count)
    try numbers.withUnsafeMutableBufferPointer { try fill($0) }
    return numbers
}

/// The largest absolute difference; infinite where the counts differ.
func largestDifference(_ first: [Float], _ second: [Float]) -> Float {
    guard first.count == second.count else { return .infinity }
    return zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
