import Foundation

/// The logistic curve that turns a score into a probability, 1 / (1 + exp(−(slope · score + intercept))).
public struct PlattScaling: Codable, Sendable, Equatable {
    /// The factor of the score; negative when high scores go with absent findings.
    public let slope: Double
    /// Added to the product.
    public let intercept: Double

    /// A curve of known parameters.
    public init(slope: Double, intercept: Double) {
        self.slope = slope
        self.intercept = intercept
    }

    /// The probability of a score, 0 to 1.
    public func probability(of score: Double) -> Double {
        logistic(slope * score + intercept)
    }

    /// Fits the curve to scores by maximum likelihood.
    ///
    /// The truths are smoothed to (P + 1) / (P + 2) and 1 / (N + 2) as Platt (1999) has it, so that the fit is finite
    /// also where a threshold separates the classes; Newton steps, halved until they help (Lin et al. 2007).
    /// - Throws: `missingClass`, `constantScores` or `noConvergence`.
    public init(fitting cases: ScoredCases) throws(EvaluationError) {
        guard cases.hasBothClasses else {
            throw .missingClass(label: cases.label, positives: cases.positives, negatives: cases.negatives)
        }
        let center = cases.scores.reduce(0) { $0 + $1 / Double(cases.scores.count) }
        let scale = cases.scores.reduce(0) { max($0, abs($1 - center)) }
        guard scale > 0, scale.isFinite, cases.scores.contains(where: { $0 != cases.scores[0] }) else {
            throw .constantScores(label: cases.label)
        }
        // Scores of a narrow range around a large mean would make the equations nearly dependent.
        let fit = SmoothedLikelihood(cases, center: center, scale: scale).maximum()
        guard let fit else { throw .noConvergence(label: cases.label) }
        slope = fit.slope / scale
        intercept = fit.intercept - fit.slope * center / scale
        guard slope.isFinite, intercept.isFinite else { throw .noConvergence(label: cases.label) }
    }
}

/// 1 / (1 + exp(−x)) without overflow.
private func logistic(_ value: Double) -> Double {
    if value >= 0 { return 1 / (1 + exp(-value)) }
    let power = exp(value)
    return power / (1 + power)
}

/// What the fit makes as small as possible: the cross-entropy of smoothed truths and curve.
private struct SmoothedLikelihood {
    private typealias Point = (slope: Double, intercept: Double)

    private let inputs: [Double]
    private let targets: [Double]
    private let start: Double

    private static let maximumSteps = 100
    private static let maximumHalvings = 40

    init(_ cases: ScoredCases, center: Double, scale: Double) {
        let positives = Double(cases.positives)
        let negatives = Double(cases.negatives)
        let present = (positives + 1) / (positives + 2)
        let absent = 1 / (negatives + 2)
        inputs = cases.scores.map { ($0 - center) / scale }
        targets = cases.truths.map { $0 ? present : absent }
        start = log((positives + 1) / (negatives + 1))
    }

    /// The parameters of the standardised scores; `nil` when the steps do not settle.
    func maximum() -> (slope: Double, intercept: Double)? {
        var point: Point = (0, start)
        var loss = loss(at: point)
        for _ in 0..<Self.maximumSteps {
            guard let step = newtonStep(at: point) else { return nil }
            let size =
                max(abs(step.slope), abs(step.intercept)) / max(1, abs(point.slope), abs(point.intercept))
            if size <= 1e-13 { return point }
            guard let next = descent(from: point, along: step, loss: loss) else {
                // So close to the lowest point rounding hides what the last step gains.
                return size < 1e-6 ? (point.slope + step.slope, point.intercept + step.intercept) : nil
            }
            (point, loss) = next
        }
        return nil
    }

    /// The first of the step, its half, its quarter, … that lowers the loss.
    private func descent(from point: Point, along step: Point, loss: Double) -> (Point, loss: Double)? {
        var share = 1.0
        for _ in 0..<Self.maximumHalvings {
            let next = (
                slope: point.slope + share * step.slope, intercept: point.intercept + share * step.intercept
            )
            let nextLoss = self.loss(at: next)
            if nextLoss < loss { return (next, nextLoss) }
            share /= 2
        }
        return nil
    }

    private func loss(at point: Point) -> Double {
        zip(inputs, targets).reduce(0) { sum, entry in
            let logit = point.slope * entry.0 + point.intercept
            // −t·log p − (1 − t)·log(1 − p), arranged so that nothing overflows.
            return sum + max(logit, 0) - entry.1 * logit + log1p(exp(-abs(logit)))
        }
    }

    private func newtonStep(at point: Point) -> Point? {
        var gradient: Point = (0, 0)
        var curvature = (slope: 0.0, cross: 0.0, intercept: 0.0)
        for (input, target) in zip(inputs, targets) {
            let probability = logistic(point.slope * input + point.intercept)
            let error = probability - target
            let weight = probability * (1 - probability)
            gradient.slope += error * input
            gradient.intercept += error
            curvature.slope += weight * input * input
            curvature.cross += weight * input
            curvature.intercept += weight
        }
        let determinant = curvature.slope * curvature.intercept - curvature.cross * curvature.cross
        guard determinant > 0 else { return nil }
        return (
            -(curvature.intercept * gradient.slope - curvature.cross * gradient.intercept) / determinant,
            -(curvature.slope * gradient.intercept - curvature.cross * gradient.slope) / determinant
        )
    }
}
