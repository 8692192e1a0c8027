import Foundation
import Torch

/// What `Scripts/make_expected.py` worked out in float64.
struct Expected: Decodable {
    struct Case: Decodable, Sendable, CustomStringConvertible {
        let objective: String
        let isRelaxed: Bool
        let fixedTemperature: Double?
        let weight: Double
        let logScale: Float
        let embeddings: [[Float]]
        let loss: Double
        let gradients: [[Double]]
        let logScaleGradient: Double

        var description: String {
            "\(objective)\(isRelaxed ? ", relaxed" : ""), ln(1/τ) \(logScale)"
                + (fixedTemperature.map { ", SSL τ \($0)" } ?? "")
        }
    }

    let rows: Int
    let dimensions: Int
    let cases: [Case]
    /// [cosine, relaxed with t = 0.5 and α = 10, relaxed with t = 0.3 and α = 4].
    let relaxed: [[Double]]

    static let all: Expected = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "Fixtures/expected.json"
        )
        do {
            return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
        } catch {
            preconditionFailure("the committed fixture cannot be read: \(error)")
        }
    }()

    /// Leaves holding embeddings.
    func leaves(_ embeddings: [[Float]]) -> [TorchTensor] {
        embeddings.map { TorchTensor($0, extents: [rows, dimensions]).requireGradient() }
    }
}

/// The largest difference of two lists, relative to the largest expected number.
func relativeDifference(_ found: [Float], _ expected: [Double]) -> Double {
    guard found.count == expected.count else { return .infinity }
    let scale = expected.map { abs($0) }.max() ?? 0
    let difference = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
    return scale > 0 ? difference / scale : difference
}
