import Testing
import Torch

@Suite struct TorchTensorTests {
    @Test func addsUpGradientsAtItsLeaves() throws {
        let x = TorchTensor([1, 2, 3], extents: [3]).requireGradient()
        ((x * x).sum() + x.sum() * 2).backward()
        try Torch.check()
        #expect(x.gradient.floats() == [4, 6, 8])
    }

    @Test func reportsTheFirstFailureOnceAndThenWorksAgain() throws {
        let a = TorchTensor([1, 2], extents: [2])
        let b = TorchTensor([1, 2, 3], extents: [3])
        let sum = a + b
        #expect((sum + sum).floats().isEmpty)
        #expect(throws: TorchError.self) { try Torch.check() }
        try Torch.check()
        #expect((a + a).floats() == [2, 4])
    }
}
