import Foundation

/// The learning rate of every step.
///
/// With W warm-up steps, T steps in all and the peak η, step s (from 0) has
///
///     η · (s + 1) / W                          while s < W,
///     η · ½ (1 + cos(π (s − W) / (T − W)))     from there on, if the schedule is a cosine,
///     η                                        from there on, if it is constant.
///
/// So the last warm-up step and the one after it have η, and a cosine would reach 0 at step T, which is no
/// longer taken (Loshchilov & Hutter 2017, equation 5, with one period and η_min = 0).
public struct LearningRateSchedule: Sendable, Equatable {
    /// η, the largest learning rate.
    public let peak: Double
    /// W.
    public let warmUpSteps: Int
    /// T, all steps of the run.
    public let totalSteps: Int
    /// What comes after warming up.
    public let schedule: Recipe.Optimization.Schedule

    /// The schedule of a recipe.
    ///
    /// - Parameter stepsPerEpoch: How many batches an epoch has, at least 1; the product with the epochs is kept
    ///   within the range of integers.
    public init(_ optimization: Recipe.Optimization, stepsPerEpoch: Int) {
        peak = optimization.learningRate
        warmUpSteps = optimization.warmUpIterations
        schedule = optimization.schedule
        let product = max(stepsPerEpoch, 1).multipliedReportingOverflow(by: optimization.epochs)
        totalSteps = product.overflow ? .max : product.partialValue
    }

    /// The learning rate of a step, counted from 0; 0 from the end of a cosine on.
    public func learningRate(at step: Int) -> Double {
        if step < warmUpSteps {
            return peak * Double(max(step, 0) + 1) / Double(warmUpSteps)
        }
        switch schedule {
        case .constant: return peak
        case .cosine:
            guard step < totalSteps else { return 0 }
            let progress = Double(step - warmUpSteps) / Double(totalSteps - warmUpSteps)
            return peak * 0.5 * (1 + cos(.pi * progress))
        }
    }
}
