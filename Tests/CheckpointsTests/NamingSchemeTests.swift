import Checkpoints
import Encoders
import Tensors
import TestFiles
import Testing
import WeightFiles

/// Where each of our names is looked for: in a file without tensors, the error names the stored one.
@Suite struct NamingSchemeTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func storedName(of name: String, _ naming: NamingScheme) throws -> String? {
        let checkpoint = Checkpoint(try folder.weights([]), naming: naming)
        let error = #expect(throws: EncoderError.self) { try checkpoint.parameter(name, extents: [3]) }
        guard case .missingTensor(let stored) = error else { return nil }
        return stored
    }

    @Test func everyDescribedSchemeIsKnown() {
        #expect(NamingScheme.all.keys.sorted() == ["cxr-clip-resnet", "hilum", "hugging-face-clip"])
    }

    @Test(arguments: [
        ("logitScale", "logit_scale"), ("imageProjection.weight", "visual_projection.weight"),
        ("image.inputNorm.bias", "vision_model.pre_layrnorm.bias"),
        ("image.layers.11.norm2.weight", "vision_model.encoder.layers.11.layer_norm2.weight"),
        (
            "image.layers.0.attention.queryKeyValue.bias",
            "vision_model.encoder.layers.0.self_attn.q_proj.bias"
        ),
        ("text.tokenEmbedding", "text_model.embeddings.token_embedding.weight"),
        ("text.layers.3.perceptron.output.weight", "text_model.encoder.layers.3.mlp.fc2.weight"),
    ])
    func huggingFaceCLIPIsNamedAsInTransformers(ours: String, stored: String) throws {
        #expect(try storedName(of: ours, .huggingFaceCLIP) == stored)
    }

    @Test(arguments: [
        ("image.stem.weight", "image_encoder.resnet.conv1.weight"),
        ("image.stem.norm.variance", "image_encoder.resnet.bn1.running_var"),
        ("image.stage4.1.convolution2.norm.mean", "image_encoder.resnet.layer4.1.bn2.running_mean"),
        ("image.stage2.0.shortcut.weight", "image_encoder.resnet.layer2.0.downsample.0.weight"),
        ("image.stage2.0.shortcut.norm.bias", "image_encoder.resnet.layer2.0.downsample.1.bias"),
        ("text.inputNorm.weight", "text_encoder.text_encoder.embeddings.LayerNorm.weight"),
        (
            "text.layers.2.attention.queryKeyValue.weight",
            "text_encoder.text_encoder.encoder.layer.2.attention.self.query.weight"
        ), ("textProjection.bias", "text_projection.projection.bias"),
    ])
    func cxrCLIPIsNamedAsInItsCode(ours: String, stored: String) throws {
        #expect(try storedName(of: ours, .cxrCLIPResNet) == stored)
    }

    @Test(arguments: ["logitScale", "image.stem.weight", "text.layers.3.attention.queryKeyValue.bias"])
    func thisProjectsOwnNamesAreStoredAsTheyAre(name: String) throws {
        #expect(try storedName(of: name, .hilum) == name)
    }

    @Test func aTensorUnderAnUnknownNameOfOursIsLeftOver() throws {
        let checkpoint = Checkpoint(
            try folder.weights([StoredTensor("logitScale", [], [1]), StoredTensor("adapter", [1], [1])]),
            naming: .hilum
        )
        #expect(try checkpoint.parameter("logitScale", extents: []).floats() == [1])
        #expect(throws: CheckpointError.self) { try checkpoint.requireNothingLeft() }
    }

    @Test(arguments: [
        // A wildcard stands for at least one character, a number for digits only, and neither for a dot.
        "", "unknown", "image.layers..norm1.weight", "image.layers.x.norm1.weight",
        "image.layers.1.2.norm1.weight",
        "image.layers.1.norm1", "image.layers.1.norm1.weight.more", "logitScale.", "image.inputNorm.",
    ])
    func aNameThatFitsNoRuleIsMissingAsItIs(name: String) throws {
        #expect(try storedName(of: name, .huggingFaceCLIP) == name)
    }
}
