import Recipes
import Testing

@Suite struct LearningRateScheduleTests {
    private func schedule(
        _ kind: Recipe.Optimization.Schedule,
        warmUp: Int,
        epochs: Int = 2,
        stepsPerEpoch: Int = 6
    ) -> LearningRateSchedule {
        var optimization = Recipe.Optimization()
        optimization.learningRate = 0.5
        optimization.schedule = kind
        optimization.warmUpIterations = warmUp
        optimization.epochs = epochs
        return LearningRateSchedule(optimization, stepsPerEpoch: stepsPerEpoch)
    }

    /// 12 steps, 4 of them to warm up: η (s + 1)/4, then ½ η (1 + cos(π (s − 4)/8)); the cosines of multiples of
    /// π/4 are 1, √½, 0, −√½.
    @Test(arguments: [
        (0, 0.125), (1, 0.25), (2, 0.375), (3, 0.5),
        (4, 0.5), (6, 0.4267766952966369), (8, 0.25), (10, 0.07322330470336313),
        (12, 0), (1_000, 0),
    ]) func warmsUpAndFollowsACosine(_ step: Int, _ expected: Double) {
        #expect(abs(schedule(.cosine, warmUp: 4).learningRate(at: step) - expected) < 1e-15)
    }

    @Test(arguments: [(0, 0.25), (1, 0.5), (2, 0.5), (11, 0.5), (99, 0.5)])
    func staysAsItIs(_ step: Int, _ expected: Double) {
        #expect(schedule(.constant, warmUp: 2).learningRate(at: step) == expected)
    }

    @Test func beginsAtThePeakWithoutWarmUp() {
        #expect(schedule(.cosine, warmUp: 0).learningRate(at: 0) == 0.5)
        #expect(schedule(.cosine, warmUp: 0).totalSteps == 12)
    }

    @Test func onlyWarmsUpInARunThatIsShorter() {
        let short = schedule(.cosine, warmUp: 100)
        #expect(short.learningRate(at: 11) == 0.06)
        #expect(short.learningRate(at: 100) == 0)
    }

    @Test func keepsHugeRunsWithinTheRangeOfIntegers() {
        let huge = schedule(.cosine, warmUp: 1, epochs: 100_000, stepsPerEpoch: .max)
        #expect(huge.totalSteps == .max)
        #expect(huge.learningRate(at: 1) == 0.5)
    }
}
