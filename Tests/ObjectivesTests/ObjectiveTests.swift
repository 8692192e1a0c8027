import Objectives
import Testing
import Torch

/// Losses and gradients against values worked out independently in float64.
@Suite struct ObjectiveTests {
    private static let relaxation = RelaxedSimilarity(threshold: 0.5, slope: 10)

    @Test(arguments: Expected.all.cases)
    func lossAndGradientsAreThoseOfTheDefinition(_ expected: Expected.Case) throws {
        let leaves = Expected.all.leaves(expected.embeddings)
        let logScale = TorchTensor([expected.logScale], extents: []).requireGradient()
        let loss = Self.loss(expected, leaves, logScale)
        loss.backward()
        try Torch.check()
        #expect(abs(Double(loss.scalar) - expected.loss) <= 1e-5 * max(1, expected.loss))
        for (leaf, gradient) in zip(leaves, expected.gradients) {
            #expect(relativeDifference(leaf.gradient.floats(), gradient) <= 1e-5)
        }
        let scaleGradient = Double(logScale.gradient.scalar)
        #expect(
            abs(scaleGradient - expected.logScaleGradient) <= 1e-5 * max(1, abs(expected.logScaleGradient))
        )
    }

    @Test func selfSupervisionIsNeverRelaxed() throws {
        let pairs = Expected.all.cases.filter { $0.objective == "slip" }
        let sample = try #require(pairs.first)
        let leaves = Expected.all.leaves(sample.embeddings)
        let logScale = TorchTensor([sample.logScale], extents: [])
        func selfSupervision(_ relaxation: RelaxedSimilarity?) -> Float {
            let slip = SLIPObjective(relaxation: relaxation, weight: 1)
            let whole = slip.loss(
                image: leaves[0],
                text: leaves[1],
                strong: (leaves[2], leaves[3]),
                logitScale: logScale
            )
            let imageText = slip.imageText.loss(image: leaves[0], text: leaves[1], logitScale: logScale)
            return (whole - imageText).scalar
        }
        let (plain, relaxed) = (selfSupervision(nil), selfSupervision(Self.relaxation))
        try Torch.check()
        #expect(abs(plain - relaxed) < 1e-5)
        #expect(plain > 0.1)
    }

    /// Moving the originals towards their augmentations changes one positive term and no other: with the excluded terms
    /// in the sum, the terms of self and text would change too.
    @Test func uniCLIPLeavesARowsOtherPositivesOut() throws {
        let text = TorchTensor([0, 0, 1, 0, 0, 1], extents: [2, 3])
        let weak = TorchTensor([1, 0, 0, 0, 1, 0], extents: [2, 3])
        let logScale = TorchTensor([0], extents: [])
        let loss = UniCLIPObjective(relaxation: nil).loss(
            original: weak,
            weak: weak,
            text: text,
            logitScale: logScale
        )
        try Torch.check()
        // By hand, τ = 1. Every image row: self and its copy have cosine 1, its text 0; negatives are the other
        // triple's original and copy (0) and text (0): −ln e/(e+3) twice and −ln 1/(1+3). Every text row: self 1, the
        // two images 0; negatives two images (0) and the other text (1): −ln e/(2e+2) once and −ln 1/(1+2+e) twice.
        let e = 2.718281828459045
        func log(_ x: Double) -> Double { Double(TorchTensor([Float(x)], extents: []).logarithm().scalar) }
        let image = (2 * log((e + 3) / e) + log(4)) / 3
        let words = (log((2 * e + 2) / e) + 2 * log(3 + e)) / 3
        #expect(abs(Double(loss.scalar) - (4 * image + 2 * words) / 6) < 1e-5)
    }

    private static func loss(
        _ expected: Expected.Case,
        _ embeddings: [TorchTensor],
        _ logScale: TorchTensor
    ) -> TorchTensor {
        let relaxation = expected.isRelaxed ? Self.relaxation : nil
        return switch expected.objective {
        case "clip":
            CLIPObjective(relaxation: relaxation)
                .loss(image: embeddings[0], text: embeddings[1], logitScale: logScale)
        case "slip":
            SLIPObjective(
                relaxation: relaxation,
                weight: expected.weight,
                fixedTemperature: expected.fixedTemperature
            )
            .loss(
                image: embeddings[0],
                text: embeddings[1],
                strong: (embeddings[2], embeddings[3]),
                logitScale: logScale
            )
        default:
            UniCLIPObjective(relaxation: relaxation)
                .loss(
                    original: embeddings[0],
                    weak: embeddings[1],
                    text: embeddings[2],
                    logitScale: logScale
                )
        }
    }
}
