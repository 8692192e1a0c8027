import Objectives
import Testing
import Torch

@Suite struct RelaxedSimilarityTests {
    @Test func hasTheThreeBranchesOfTheDefinition() throws {
        let table = Expected.all.relaxed
        let cosines = TorchTensor(table.map { Float($0[0]) }, extents: [table.count])
        let paper = RelaxedSimilarity(threshold: 0.5, slope: 10)(cosines).floats()
        let other = RelaxedSimilarity(threshold: 0.3, slope: 4)(cosines).floats()
        try Torch.check()
        #expect(relativeDifference(paper, table.map { $0[1] }) < 1e-6)
        #expect(relativeDifference(other, table.map { $0[2] }) < 1e-6)
    }

    /// By hand: α σ(α(c − t)) (1 − σ(α(c − t))), 1 / 2t and 1.
    @Test func gradientsFollowTheBranchTaken() throws {
        let cosines = TorchTensor([0.5, 0.25, -0.25, 0.7], extents: [4]).requireGradient()
        RelaxedSimilarity(threshold: 0.5, slope: 10)(cosines).sum().backward()
        let gradient = cosines.gradient.floats()
        try Torch.check()
        // σ(2) (1 − σ(2)) = 0.1049935854.
        #expect(relativeDifference(gradient, [2.5, 1, 1, 1.049935854]) < 1e-5)
    }

    @Test(arguments: [0.0, 0.5])
    func isContinuousWhereBranchesMeet(point: Double) throws {
        let step = 1e-5
        let around = TorchTensor([Float(point - step), Float(point + step)], extents: [2])
        let values = RelaxedSimilarity(threshold: 0.5, slope: 10)(around).floats()
        try Torch.check()
        #expect(abs(values[0] - values[1]) < Float(6 * step))
    }
}
