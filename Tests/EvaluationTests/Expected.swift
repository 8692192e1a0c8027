import Evaluation
import Foundation

/// What other implementations make of random scores (see Scripts/make_expected.py).
struct Expected: Decodable {
    struct Case: Decodable, Sendable, CustomStringConvertible {
        struct Best: Decodable, Sendable {
            let value: Double
            let called: Int
        }

        let name: String
        let scores: [Double]
        let truths: [Bool]
        let auroc: Double
        let averagePrecision: Double
        let falsePositiveRates: [Double]
        let truePositiveRates: [Double]
        let threshold: Double
        let f1: Double
        let mcc: Double
        let accuracy: Double
        let sensitivity: Double
        let specificity: Double
        let brier: Double
        let calibrationErrors: [String: Double]
        let platt: [Double]
        let best: [String: Best]

        var description: String { name }

        func cases() throws -> ScoredCases { try ScoredCases(label: name, scores: scores, truths: truths) }
    }

    struct Percentiles: Decodable, Sendable {
        let values: [Double]
        let expected: [Double]
    }

    struct MultiClass: Decodable, Sendable {
        let scores: [[Double]]
        let truths: [Int]
        let accuracy: Double
        let perClass: [Double]
    }

    let cases: [Case]
    let percentiles: Percentiles
    let multiClass: MultiClass

    static let all: Expected = {
        do {
            let file = Bundle.module.bundleURL.appending(path: "Fixtures/expected.json")
            return try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
        } catch {
            preconditionFailure("\(error)")
        }
    }()
}

/// Whether two numbers agree as far as another implementation's rounding allows.
func agree(_ value: Double?, _ expected: Double, within tolerance: Double = 1e-9) -> Bool {
    value.map { abs($0 - expected) <= tolerance } ?? false
}

/// A label whose images are all assessed.
func label(_ name: String, _ scores: [Double], _ truths: [Int]) throws -> LabelScores {
    try LabelScores(name: name, scores: scores, truths: truths.map { $0 == 1 })
}
