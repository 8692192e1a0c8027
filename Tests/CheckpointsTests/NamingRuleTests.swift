import Checkpoints
import Testing

@Suite struct NamingSchemeTests {
    @Test func everyDescribedSchemeIsKnown() {
        #expect(NamingScheme.all.keys.sorted() == ["cxr-clip-resnet", "hugging-face-clip"])
    }
}
