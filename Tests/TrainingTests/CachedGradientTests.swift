import Recipes
import Testing

/// A batch in chunks has the gradient of the whole batch (cached gradients, Gao et al. 2021).
@Suite struct CachedGradientTests {
    @Test(
        arguments: [
            "framework: clip", "framework: slip", "framework: uniclip",
            "framework: slip, selfSupervision: {head: {hiddenWidth: 12, dimensions: 6}}",
        ]
    )
    func chunksGiveTheGradientOfTheWholeBatch(framework: String) throws {
        let ground = try TrainingGround()
        defer { ground.remove() }
        let objective =
            "{\(framework), sentenceSampling: 2, relaxation: {threshold: 0.5, slope: 10}}"
        let recipe = try ground.recipe(
            objective: objective,
            optimization: "{learningRate: 1e-2, warmUpIterations: 0, batchSize: 12, epochs: 1}"
        )
        let probe = try GradientProbe(recipe, ground.manifest)
        let whole = try probe.gradients(chunkSize: nil)
        // 12 in chunks of 5 leaves a smaller one at the end.
        let chunks = try probe.gradients(chunkSize: 5)
        #expect(whole.keys == chunks.keys)
        let scale = whole.values.joined().map { $0 * $0 }.reduce(0, +).squareRoot()
        var difference = 0.0
        for (name, values) in whole {
            let others = try #require(chunks[name])
            difference += zip(values, others).map { ($0 - $1) * ($0 - $1) }.reduce(0, +)
        }
        #expect(scale > 0)
        #expect(difference.squareRoot() / scale <= 1e-5)
    }
}
