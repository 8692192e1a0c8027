import Encoders
import Tensors

/// The sizes of image encoders that several families share, read off their tensors' shapes.
struct ImageSizes {
    let weights: FamilyWeights
    let family: String
    /// What the names of the encoder begin with.
    let place: String

    /// torchvision's residual network.
    func residualNetwork(resolution: Int) throws(ImportError) -> ResNetConfiguration {
        var (depths, widths): ([Int], [Int]) = ([], [])
        while weights.has("\(place)layer\(depths.count + 1).0.conv1.weight") {
            let stage = "\(place)layer\(depths.count + 1)."
            widths.append(try weights.shape("\(stage)0.conv1.weight", rank: 4, family: family)[0])
            depths.append(weights.count("\(stage)#.conv1.weight"))
        }
        return ResNetConfiguration(
            resolution: resolution,
            block: weights.has("\(place)layer1.0.conv3.weight") ? .bottleneck : .basic,
            stemWidth: try weights.shape("\(place)conv1.weight", rank: 4, family: family)[0],
            depths: depths,
            widths: widths
        )
    }

    /// timm's vision transformer, whose heads are 64 wide.
    func timmVisionTransformer() throws(ImportError) -> VisionTransformerConfiguration {
        let sizes = CLIPSizes(weights: weights, family: family)
        let filters = try weights.shape("\(place)patch_embed.proj.weight", rank: 4, family: family)
        let (resolution, patch) = try sizes.resolution(
            filters: "\(place)patch_embed.proj.weight",
            positions: "\(place)pos_embed"
        )
        let blocks = CLIPSizes.Layers(
            each: "\(place)blocks.#.norm1.weight",
            hidden: "\(place)blocks.#.mlp.fc1.weight"
        )
        return VisionTransformerConfiguration(
            resolution: resolution,
            patchSize: patch,
            transformer: try sizes.transformer(
                width: filters[0],
                blocks,
                activation: .gelu,
                epsilon: 1e-6
            ),
            normalizesInput: false,
            patchBias: true
        )
    }

    /// How a library names the parts of a Swin transformer that show its sizes.
    struct SwinNames {
        let patches: String
        /// With `#` for the block's number and `@` for the stage's.
        let biasTable: String
        let hidden: String

        static let huggingFace = SwinNames(
            patches: "embeddings.patch_embeddings.projection.weight",
            biasTable: "encoder.layers.@.blocks.#.attention.self.relative_position_bias_table",
            hidden: "encoder.layers.0.blocks.0.intermediate.dense.weight"
        )
        static let timm = SwinNames(
            patches: "patch_embed.proj.weight",
            biasTable: "layers.@.blocks.#.attn.relative_position_bias_table",
            hidden: "layers.0.blocks.0.mlp.fc1.weight"
        )
    }

    /// A Swin transformer.
    func swin(
        _ names: SwinNames,
        resolution: Int,
        pooling: SwinConfiguration.Pooling
    ) throws(ImportError) -> SwinConfiguration {
        let filters = try weights.shape(place + names.patches, rank: 4, family: family)
        let hidden = try weights.shape(place + names.hidden, rank: 2, family: family)
        var (depths, heads, offsets): ([Int], [Int], Int) = ([], [], 0)
        while true {
            let stage = place + names.biasTable.replacing("@", with: "\(depths.count)")
            let blocks = weights.count(stage)
            guard blocks > 0 else { break }
            let table = try weights.shape(stage.replacing("#", with: "0"), rank: 2, family: family)
            offsets = table[0]
            depths.append(blocks)
            heads.append(table[1])
        }
        return SwinConfiguration(
            resolution: resolution,
            patchSize: filters[3],
            width: filters[0],
            depths: depths,
            heads: heads,
            // A window of w tokens has (2w − 1)² offsets.
            window: (Int(Double(offsets).squareRoot()) + 1) / 2,
            hiddenRatio: max(hidden[0] / filters[0], 1),
            pooling: pooling
        )
    }
}
