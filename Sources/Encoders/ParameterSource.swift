public import Tensors

/// Where an encoder gets its trained tensors from, by this project's own names.
public protocol ParameterSource {
    /// The tensor of a name such as `image.blocks.0.attention.output.weight`.
    ///
    /// - Throws: ``EncoderError`` when there is none, or when its extents are not the expected ones.
    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter
}

/// A place in the tree of parameter names, together with the backend that prepares what is read there.
struct ParameterScope<Backend: TensorBackend> {
    let backend: Backend
    let source: any ParameterSource
    var prefix = ""

    /// The place one level down.
    subscript(_ name: String) -> ParameterScope {
        ParameterScope(backend: backend, source: source, prefix: "\(prefix)\(name).")
    }

    func parameter(_ name: String, _ extents: Int...) throws(EncoderError) -> Parameter {
        try source.parameter(prefix + name, extents: extents).named(prefix + name)
    }

    func linear(
        _ name: String,
        inputs: Int,
        outputs: Int,
        hasBias: Bool = true
    ) throws(EncoderError) -> Backend.LinearWeights {
        try self[name].linear(inputs: inputs, outputs: outputs, hasBias: hasBias)
    }

    /// The linear layer whose tensors stand right here.
    func linear(inputs: Int, outputs: Int, hasBias: Bool) throws(EncoderError) -> Backend.LinearWeights {
        backend.linearWeights(
            weight: try parameter("weight", outputs, inputs),
            bias: hasBias ? try parameter("bias", outputs) : nil
        )
    }

    func layerNorm(
        _ name: String,
        width: Int,
        epsilon: Float
    ) throws(EncoderError) -> Backend.LayerNormWeights {
        let place = self[name]
        return backend.layerNormWeights(
            weight: try place.parameter("weight", width),
            bias: try place.parameter("bias", width),
            epsilon: epsilon
        )
    }

    func tensor(_ name: String, _ rows: Int, _ width: Int) throws(EncoderError) -> Backend.Tensor {
        backend.tensor(try parameter(name, rows, width))
    }
}
