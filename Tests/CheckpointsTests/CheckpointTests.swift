import Checkpoints
import Encoders
import Tensors
import TestFiles
import Testing
import WeightFiles

@Suite struct CheckpointTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func checkpoint(
        _ tensors: [StoredTensor],
        naming: NamingScheme = .huggingFaceCLIP
    ) throws -> Checkpoint {
        Checkpoint(try folder.weights(tensors), naming: naming)
    }

    @Test func findsATensorUnderItsStoredName() throws {
        let checkpoint = try checkpoint([StoredTensor("text_projection.weight", [2, 2], [1, 2, 3, 4])])
        let parameter = try checkpoint.parameter("textProjection.weight", extents: [2, 2])
        #expect(parameter.extents == [2, 2])
        #expect(parameter.floats() == [1, 2, 3, 4])
    }

    @Test func overlooksExtentsOfOne() throws {
        let checkpoint = try checkpoint([
            StoredTensor("logit_scale", [1], [4.6]),
            StoredTensor("vision_model.embeddings.class_embedding", [1, 1, 2], [5, 6]),
        ])
        #expect(try checkpoint.parameter("logitScale", extents: []).floats() == [4.6])
        let token = try checkpoint.parameter("image.classEmbedding", extents: [1, 2])
        #expect(token.extents == [1, 2])
        #expect(token.floats() == [5, 6])
    }

    @Test func flattensAPatchProjectionStoredAsAConvolution() throws {
        let values = (0..<24).map(Float.init)
        let stored = StoredTensor("vision_model.embeddings.patch_embedding.weight", [2, 3, 2, 2], values)
        let parameter = try checkpoint([stored]).parameter("image.patchEmbedding.weight", extents: [2, 12])
        #expect(parameter.extents == [2, 12])
        #expect(parameter.floats() == values)
    }

    @Test func stacksQueryKeyAndValueInThatOrder() throws {
        let layer = "text_model.encoder.layers.0.self_attn."
        let checkpoint = try checkpoint([
            StoredTensor("\(layer)v_proj.weight", [2, 2], [9, 10, 11, 12]),
            StoredTensor("\(layer)q_proj.weight", [2, 2], [1, 2, 3, 4]),
            StoredTensor(
                "\(layer)k_proj.weight",
                type: "BF16",
                [2, 2],
                bytes: [0xa0, 0x40, 0xc0, 0x40, 0xe0, 0x40, 0x00, 0x41]
            ),
            StoredTensor("\(layer)q_proj.bias", [2], [1, 2]),
            StoredTensor("\(layer)k_proj.bias", [2], [3, 4]),
            StoredTensor("\(layer)v_proj.bias", [2], [5, 6]),
        ])
        let name = "text.layers.0.attention.queryKeyValue"
        let weight = try checkpoint.parameter("\(name).weight", extents: [6, 2])
        #expect(weight.extents == [6, 2])
        #expect(weight.floats() == (1...12).map(Float.init))
        #expect(try checkpoint.parameter("\(name).bias", extents: [6]).floats() == [1, 2, 3, 4, 5, 6])
        try checkpoint.requireNothingLeft()
    }

    @Test func namesAMissingTensor() throws {
        let checkpoint = try checkpoint([])
        let expected = EncoderError.missingTensor(name: "visual_projection.weight")
        #expect(throws: expected) { try checkpoint.parameter("imageProjection.weight", extents: [2, 2]) }
    }

    @Test func namesTheMissingPartOfAStack() throws {
        let layer = "text_model.encoder.layers.0.self_attn."
        let checkpoint = try checkpoint([
            StoredTensor("\(layer)q_proj.bias", [2], [1, 2]),
            StoredTensor("\(layer)v_proj.bias", [2], [5, 6]),
        ])
        #expect(throws: EncoderError.missingTensor(name: "\(layer)k_proj.bias")) {
            try checkpoint.parameter("text.layers.0.attention.queryKeyValue.bias", extents: [6])
        }
    }

    @Test(arguments: [[2, 3], [6], [3, 2, 2], [0, 2], [3, 2, 0]])
    func namesAMisshapenTensorWithBothShapes(found: [Int]) throws {
        let count = found.reduce(1, *)
        let checkpoint = try checkpoint([
            StoredTensor("text_projection.weight", found, [Float](repeating: 0, count: count))
        ])
        let expected = EncoderError.misshapenTensor(
            name: "text_projection.weight",
            expected: [3, 2],
            found: found
        )
        #expect(throws: expected) { try checkpoint.parameter("textProjection.weight", extents: [3, 2]) }
    }

    @Test(arguments: [[2, 3, 2, 3], [2, 0, 2, 2], [24], [3, 3, 2, 2]])
    func namesAMisshapenPatchProjection(found: [Int]) throws {
        let name = "vision_model.embeddings.patch_embedding.weight"
        let stored = StoredTensor(name, found, [Float](repeating: 0, count: found.reduce(1, *)))
        let checkpoint = try checkpoint([stored])
        #expect(throws: EncoderError.misshapenTensor(name: name, expected: [2, 12], found: found)) {
            try checkpoint.parameter("image.patchEmbedding.weight", extents: [2, 12])
        }
    }

    @Test func namesAnElementTypeThatCannotBeRead() throws {
        let checkpoint = try checkpoint([
            StoredTensor("text_projection.weight", type: "I8", [2, 2], bytes: [1, 2, 3, 4])
        ])
        #expect(throws: EncoderError.unsupportedElementType(name: "text_projection.weight", type: "I8")) {
            try checkpoint.parameter("textProjection.weight", extents: [2, 2])
        }
    }

    @Test func namesEveryTensorThatNobodyAskedFor() throws {
        let checkpoint = try checkpoint([
            StoredTensor("logit_scale", [], [1]), StoredTensor("adapter.b", [1], [1]),
            StoredTensor("adapter.a", [1], [1]),
        ])
        _ = try checkpoint.parameter("logitScale", extents: [])
        let error = #expect(throws: CheckpointError.self) { try checkpoint.requireNothingLeft() }
        guard case .unexpectedTensors(_, let names) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(names == ["adapter.a", "adapter.b"])
        #expect(error?.description.contains("'adapter.a', 'adapter.b'") == true)
    }

    @Test func ignoresWhatInferenceHasNoUseFor() throws {
        let steps = [UInt8](repeating: 0, count: 8)
        let resNet = "image_encoder.resnet."
        let bert = "text_encoder.text_encoder."
        let checkpoint = try checkpoint(
            [
                StoredTensor("\(resNet)fc.weight", [1, 1], [1]), StoredTensor("\(resNet)fc.bias", [1], [1]),
                StoredTensor("\(resNet)bn1.num_batches_tracked", type: "I64", [], bytes: steps),
                StoredTensor("\(resNet)layer1.0.bn2.num_batches_tracked", type: "I64", [], bytes: steps),
                StoredTensor(
                    "\(resNet)layer2.0.downsample.1.num_batches_tracked",
                    type: "I64",
                    [],
                    bytes: steps
                ),
                StoredTensor("\(bert)pooler.dense.weight", [1], [1]),
                StoredTensor("\(bert)embeddings.position_ids", type: "I64", [1], bytes: steps),
            ],
            naming: .cxrCLIPResNet
        )
        try checkpoint.requireNothingLeft()
    }
}
