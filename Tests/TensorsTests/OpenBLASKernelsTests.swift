import Tensors
import Testing

@Suite struct OpenBLASKernelsTests {
    @Test(arguments: ["Haswell", "Zen", "Sandybridge", "Prescott"])
    func correctsNarrowKernelsOnAWideProcessor(chosen: String) {
        #expect(
            OpenBLASKernels.correction(chosen: chosen, processorHasAVX512: true, environmentValue: nil)
                == "SkylakeX"
        )
    }

    @Test(arguments: ["SkylakeX", "Cooperlake", "SapphireRapids"])
    func keepsWideKernels(chosen: String) {
        #expect(
            OpenBLASKernels.correction(chosen: chosen, processorHasAVX512: true, environmentValue: nil) == nil
        )
    }

    @Test func keepsNarrowKernelsOnANarrowProcessor() {
        #expect(
            OpenBLASKernels.correction(chosen: "Haswell", processorHasAVX512: false, environmentValue: nil)
                == nil
        )
    }

    @Test func leavesTheUsersChoiceAlone() {
        #expect(
            OpenBLASKernels.correction(
                chosen: "Haswell",
                processorHasAVX512: true,
                environmentValue: "Haswell"
            ) == nil
        )
    }

    @Test func namesTheKernelsInUse() {
        #expect(!OpenBLASKernels.name.isEmpty)
    }
}
