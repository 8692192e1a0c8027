import Encoders
import Tensors

/// The sizes of CLIP's encoders, read off their tensors' shapes as OpenAI's `build_model` does.
struct CLIPSizes {
    /// Where the layers of an encoder are and what their linear layers are called.
    struct Layers {
        /// A name with `#` for the layer's number, which every layer has.
        let each: String
        /// The first layer of the perceptron, whose rows are the hidden width.
        let hidden: String
    }

    let weights: FamilyWeights
    let family: String
    /// CLIP's heads are 64 wide in both encoders.
    private static let headWidth = 64

    /// The layers of an encoder of this width.
    func transformer(
        width: Int,
        _ layers: Layers,
        activation: Activation,
        epsilon: Float
    ) throws(ImportError) -> TransformerSizes {
        let hidden = try weights.shape(layers.hidden.replacing("#", with: "0"), rank: 2, family: family)
        guard width.isMultiple(of: Self.headWidth) else {
            throw .misshapenTensor(
                name: layers.hidden,
                extents: hidden,
                expected: "a width that is a multiple of \(Self.headWidth)"
            )
        }
        return TransformerSizes(
            width: width,
            layers: weights.count(layers.each),
            heads: width / Self.headWidth,
            hiddenWidth: hidden[0],
            activation: activation,
            layerNormEpsilon: epsilon
        )
    }

    /// The side of the input in pixels, from the patches' filters and the number of positions.
    func resolution(filters: String, positions: String) throws(ImportError) -> (resolution: Int, patch: Int) {
        let patch = try weights.shape(filters, rank: 4, family: family)[3]
        guard let extents = weights.extents(of: positions), extents.count >= 2 else {
            throw .missingTensor(file: weights.path, family: family, name: weights.prefix + positions)
        }
        let places = extents[extents.count - 2] - 1
        let side = Int(Double(max(places, 0)).squareRoot())
        guard side > 0, side * side == places else {
            throw .misshapenTensor(
                name: positions,
                extents: extents,
                expected: "a square of patches and one more"
            )
        }
        return (side * patch, patch)
    }

    /// CLIP's text encoder.
    func text(
        tokens: String,
        positions: String,
        _ layers: Layers,
        activation: Activation
    ) throws(ImportError) -> TextEncoderConfiguration {
        let tokens = try weights.shape(tokens, rank: 2, family: family)
        return .clip(
            CLIPTextConfiguration(
                vocabulary: tokens[0],
                positions: try weights.shape(positions, rank: 2, family: family)[0],
                transformer: try transformer(width: tokens[1], layers, activation: activation, epsilon: 1e-5),
                // The end of a text has the highest id of all.
                endOfText: Int32(clamping: tokens[0] - 1)
            )
        )
    }
}

extension ImportOptions {
    /// The tokenizer file's name.
    func requireTokenizer(_ what: String, family: String) throws(ImportError) -> String {
        guard let tokenizer, let name = tokenizer.split(separator: "/").last else {
            throw .needs(
                family: family,
                what: what,
                remedy: "Give its path with --tokenizer; weight files do not hold it."
            )
        }
        return String(name)
    }
}
