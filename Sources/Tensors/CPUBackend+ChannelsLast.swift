internal import CKernels

// Images as oneDNN takes them: channels innermost.
extension CPUBackend {
    /// One convolution for each image; images are divided among the threads.
    func convolution(
        _ x: CPUTensor,
        _ weights: PackedConvolution,
        activation: Activation,
        adding residual: CPUTensor?
    ) -> CPUTensor {
        let (batch, height, width) = (x.shape[0], x.shape[2], x.shape[3])
        let (outHeight, outWidth) = (
            weights.window.positions(along: height), weights.window.positions(along: width)
        )
        let outputs = weights.filters.outputs
        var result = make(Shape(batch, outputs, outHeight, outWidth))
        result.isChannelsLast = true
        if weights.precision == .int8, activation == .relu { result.maxima = workspace.take(batch) }
        let images = ImageConvolution(
            weights: weights,
            source: channelsLast(x),
            residual: residual.map { channelsLast($0) },
            output: result,
            activation: activation
        )
        let parts = min(team.threads, batch)
        let count = images.scratchCount
        let scratch = workspace.take(parts * count)
        let base = UncheckedPointer(scratch.base)
        team.divide(parts) { part in
            for image in batch * part.lowerBound / parts..<batch * part.upperBound / parts {
                images.compute(image, scratch: base.pointer + part.lowerBound * count)
            }
        }
        return result
    }

    /// The same image with its channels innermost.
    func channelsLast(_ x: CPUTensor) -> CPUTensor {
        guard !x.isChannelsLast else { return x }
        var result = make(x.shape)
        result.isChannelsLast = true
        let (batch, perImage) = (x.shape[0], x.shape.count / x.shape[0])
        for image in 0..<batch {
            kernel_channels_last(
                x.storage.base + image * perImage,
                x.shape[1],
                x.shape[2] * x.shape[3],
                result.storage.base + image * perImage
            )
        }
        return result
    }

    /// The same image with its channels outermost.
    func channelsFirst(_ x: CPUTensor) -> CPUTensor {
        guard x.isChannelsLast else { return x }
        let result = make(x.shape)
        let (batch, perImage) = (x.shape[0], x.shape.count / x.shape[0])
        for image in 0..<batch {
            kernel_channels_first(
                x.storage.base + image * perImage,
                x.shape[1],
                x.shape[2] * x.shape[3],
                result.storage.base + image * perImage
            )
        }
        return result
    }

    func maxPoolChannelsLast(_ x: CPUTensor, _ window: Window) -> CPUTensor {
        let (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let (outHeight, outWidth) = (window.positions(along: height), window.positions(along: width))
        var result = make(Shape(batch, channels, outHeight, outWidth))
        result.isChannelsLast = true
        result.maxima = x.maxima
        let input = UncheckedPointer(x.storage.base)
        let output = UncheckedPointer(result.storage.base)
        team.divide(batch) { images in
            for image in images {
                kernel_max_pool_last(
                    input.pointer + image * channels * height * width,
                    height,
                    width,
                    channels,
                    window.kernel,
                    output.pointer + image * channels * outHeight * outWidth,
                    outHeight,
                    outWidth
                )
            }
        }
        return result
    }

    func averagePoolChannelsLast(_ x: CPUTensor) -> CPUTensor {
        let (batch, channels, positions) = (x.shape[0], x.shape[1], x.shape[2] * x.shape[3])
        let result = make(Shape(batch, channels))
        for image in 0..<batch {
            kernel_mean_columns(
                x.storage.base + image * positions * channels,
                positions,
                channels,
                result.storage.base + image * channels
            )
        }
        return result
    }
}

/// One layer's convolutions of a batch.
private struct ImageConvolution: Sendable {
    let weights: PackedConvolution
    let source: CPUTensor
    let residual: CPUTensor?
    let output: CPUTensor
    let activation: Activation

    private var perSource: Int { source.shape.count / source.shape[0] }
    private var perOutput: Int { output.shape.count / output.shape[0] }
    private var positions: Int { output.shape[2] * output.shape[3] }

    private func packing(_ precision: Precision) -> PackedConvolution.Packing {
        weights.packing(
            PackedConvolution.Kind(
                precision: precision,
                rows: source.shape[2],
                columns: source.shape[3],
                addsResidual: residual != nil && precision != .int8,
                appliesReLU: activation == .relu && precision != .int8
            )
        )
    }

    /// Floats of scratch memory that one thread needs, whichever precision an image takes.
    var scratchCount: Int {
        var size = packing(.float32).scratchSize
        switch weights.precision {
        case .float32: break
        case .bfloat16: size = max(size, packing(.bfloat16).scratchSize) + AlignedBytes.rounded(perSource * 2)
        case .int8:
            size = max(size, packing(.int8).scratchSize) + AlignedBytes.rounded(perSource)
            size += AlignedBytes.rounded(perOutput * 4)
        }
        return AlignedBytes.rounded(size) / MemoryLayout<Float>.stride
    }

    func compute(_ image: Int, scratch: UnsafeMutablePointer<Float>) {
        let input = source.storage.base + image * perSource
        let out = output.storage.base + image * perOutput
        let addition = residual.map { UnsafePointer($0.storage.base + image * perOutput) }
        switch weights.precision {
        case .float32:
            run(.float32, UnsafeRawPointer(input), addition, out, UnsafeMutableRawPointer(scratch))
        case .bfloat16:
            let narrow = UnsafeMutableRawPointer(scratch)
            narrow.withMemoryRebound(to: UInt16.self, capacity: perSource) {
                kernel_narrow_bf16(input, $0, perSource)
            }
            run(.bfloat16, narrow, addition, out, narrow + AlignedBytes.rounded(perSource * 2))
        case .int8:
            var range = kernel_range(least: 0, largest: source.maxima?.base[image] ?? 0)
            if source.maxima == nil { range = kernel_find_range(input, perSource) }
            let memory = UnsafeMutableRawPointer(scratch)
            // The bytes stand for numbers from zero up, as they are after a ReLU.
            if range.least < 0 {
                run(.float32, UnsafeRawPointer(input), addition, out, memory)
                output.maxima?.base[image] = kernel_find_range(out, perOutput).largest
            } else {
                let largest = computeBytes(input, largest: range.largest, addition, out, memory)
                output.maxima?.base[image] = largest
            }
        }
    }

    private func run(
        _ precision: Precision,
        _ source: UnsafeRawPointer,
        _ residual: UnsafePointer<Float>?,
        _ out: UnsafeMutablePointer<Float>,
        _ scratch: UnsafeMutableRawPointer
    ) {
        packing(precision).run(
            source,
            bias: weights.filters.shift.base,
            residual: residual,
            into: out,
            scratch: scratch
        )
        if activation == .gelu || activation == .quickGELU {
            kernel_finish_rows(out, 1, perOutput, perOutput, nil, nil, activation.kernel)
        }
    }

    private func computeBytes(
        _ input: UnsafeMutablePointer<Float>,
        largest: Float,
        _ residual: UnsafePointer<Float>?,
        _ out: UnsafeMutablePointer<Float>,
        _ scratch: UnsafeMutableRawPointer
    ) -> Float {
        let bytes = scratch.assumingMemoryBound(to: UInt8.self)
        let productStart = scratch + AlignedBytes.rounded(perSource)
        let products = productStart.assumingMemoryBound(to: Int32.self)
        kernel_quantize_positive(input, perSource, largest, bytes)
        let packing = packing(.int8)
        packing.run(
            bytes,
            bias: weights.filters.shift.base,
            residual: nil,
            into: products,
            scratch: productStart + AlignedBytes.rounded(perOutput * 4)
        )
        return kernel_finish_convolution(
            products,
            positions,
            weights.filters.outputs,
            largest / 255,
            packing.scales,
            kernel_block(
                out: out,
                stride: weights.filters.outputs,
                bias: weights.filters.shift.base,
                residual: residual
            ),
            activation.kernel
        )
    }
}
