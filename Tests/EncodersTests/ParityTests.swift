import Checkpoints
import Encoders
import Tensors
import Testing

/// Embeddings of tiny random-weight models against the libraries that made them.
@Suite struct ParityTests {
    private static let tolerance: Float = 2e-5
    private let backend = CPUBackend()

    @Test(arguments: ["clip", "clip-gelu"])
    func clipWithQuickGELUAndWithGELUEqualsTransformers(name: String) throws {
        let sizes = try #require(ModelSizes.clip[name])
        try expectEmbeddings(of: name, sizes, naming: .huggingFaceCLIP, on: backend)
    }

    @Test func timmVisionTransformerEqualsTimm() throws {
        try expectImageFeatures(
            of: "timm-vit",
            ModelSizes.timm,
            naming: .tower(.timmVisionTransformer)
        )
    }

    @Test(arguments: ["resnet-basic", "resnet-bottleneck"])
    func residualNetworksEqualTorchvision(name: String) throws {
        let sizes = try #require(ModelSizes.resNets[name])
        try expectImageFeatures(of: name, sizes, naming: .tower(.torchvisionResNet))
    }

    @Test(arguments: [BERTConfiguration.Pooling.firstToken, .lastToken])
    func bertEqualsTransformers(pooling: BERTConfiguration.Pooling) throws {
        let fixture = try Fixture("bert")
        let checkpoint = Checkpoint(fixture.weights, naming: .tower(.huggingFaceBERT))
        let encoder = try TextEncoder(
            ModelSizes.bert(pooling: pooling),
            projection: nil,
            from: checkpoint,
            on: backend
        )
        try checkpoint.requireNothingLeft()

        let features = try backend.floats(encoder.embed(fixture.texts(), on: backend))
        let expected = try fixture.floats("\(pooling.rawValue)Features")
        #expect(largestDifference(features, expected) <= Self.tolerance)
    }

    @Test func cxrCLIPEqualsItsReferenceParts() throws {
        try expectEmbeddings(of: "cxr-clip", ModelSizes.cxrCLIP, naming: .cxrCLIPResNet, on: backend)
    }

    @Test(arguments: 2...4)
    func severalThreadsGiveTheSameEmbeddings(threads: Int) throws {
        let several = CPUBackend(threads: threads)
        try expectEmbeddings(of: "cxr-clip", ModelSizes.cxrCLIP, naming: .cxrCLIPResNet, on: several)
    }

    @Test func batchOfTextsEqualsOneByOne() throws {
        let fixture = try Fixture("cxr-clip")
        let encoder = try DualEncoder(
            ModelSizes.cxrCLIP,
            from: Checkpoint(fixture.weights, naming: .cxrCLIPResNet),
            on: backend
        )
        let texts = try fixture.texts()
        let together = try encoder.embed(texts: texts, on: backend)
        for (text, expected) in zip(texts, together) {
            let alone = try encoder.embed(texts: [text], on: backend)
            #expect(largestDifference(alone[0], expected) <= 1e-6)
        }
    }

    private func expectEmbeddings(
        of name: String,
        _ sizes: DualEncoderConfiguration,
        naming: NamingScheme,
        on backend: CPUBackend
    ) throws {
        let fixture = try Fixture(name)
        let checkpoint = Checkpoint(fixture.weights, naming: naming)
        let encoder = try DualEncoder(sizes, from: checkpoint, on: backend)
        try checkpoint.requireNothingLeft()
        let images = try fixture.floats("pixels").withUnsafeBufferPointer {
            try encoder.embed(images: $0, batch: 2, on: backend)
        }
        let texts = try encoder.embed(texts: fixture.texts(), on: backend)
        for (found, expected) in [(images, "imageEmbeddings"), (texts, "textEmbeddings")] {
            let difference = largestDifference(found.flatMap(\.self), try fixture.floats(expected))
            #expect(difference <= Self.tolerance)
        }
    }

    private func expectImageFeatures(
        of name: String,
        _ sizes: ImageEncoderConfiguration,
        naming: NamingScheme
    ) throws {
        let fixture = try Fixture(name)
        let checkpoint = Checkpoint(fixture.weights, naming: naming)
        let encoder = try ImageEncoder(sizes, projection: nil, from: checkpoint, on: backend)
        try checkpoint.requireNothingLeft()
        let features = try fixture.floats("pixels").withUnsafeBufferPointer {
            backend.floats(try encoder.embed($0, batch: 2, on: backend))
        }
        #expect(largestDifference(features, try fixture.floats("features")) <= Self.tolerance)
    }
}
