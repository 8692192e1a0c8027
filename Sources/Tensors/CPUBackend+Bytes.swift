internal import CKernels

// Images between convolutions of fixed ranges: bytes with channels innermost.
extension CPUBackend {
    /// Makes room for bytes of a scale.
    private func make(_ shape: Shape, _ scale: ByteScale) -> CPUTensor {
        var result = CPUTensor(storage: workspace.take((shape.count + 3) / 4), shape: shape)
        result.isChannelsLast = true
        result.bytes = scale
        return result
    }

    /// The same numbers in float32.
    func widened(_ x: CPUTensor) -> CPUTensor {
        guard let scale = x.bytes else { return x }
        var result = make(x.shape)
        result.isChannelsLast = true
        let bytes = UnsafeRawPointer(x.storage.base)
        if scale.isSigned {
            let values = bytes.assumingMemoryBound(to: Int8.self)
            kernel_widen_signed(values, x.shape.count, scale.step, result.storage.base)
        } else {
            let values = bytes.assumingMemoryBound(to: UInt8.self)
            kernel_widen_unsigned(values, x.shape.count, scale.step, result.storage.base)
        }
        return result
    }

    /// The steps of a convolution from bytes to bytes; nil where it is not one.
    func flow(
        _ x: CPUTensor,
        _ weights: PackedConvolution,
        _ activation: Activation,
        _ residual: CPUTensor?
    ) -> ByteFlow? {
        guard let ranges = weights.ranges, activation == .relu || activation == .identity else { return nil }
        if let residual, residual.bytes == nil { return nil }
        return ByteFlow(
            source: x.bytes ?? ByteScale(ranges.input, isSigned: ranges.input.least < 0),
            residual: residual?.bytes,
            output: ByteScale(ranges.output, isSigned: activation == .identity)
        )
    }

    /// One convolution for each image; images are divided among the threads.
    func convolution(
        _ x: CPUTensor,
        _ weights: PackedConvolution,
        _ flow: ByteFlow,
        activation: Activation,
        adding residual: CPUTensor?
    ) -> CPUTensor {
        let source = x.bytes == nil ? quantized(x, flow.source) : x
        let (outHeight, outWidth) = (
            weights.window.positions(along: x.shape[2]), weights.window.positions(along: x.shape[3])
        )
        let shape = Shape(x.shape[0], weights.filters.outputs, outHeight, outWidth)
        var result = residual.map { room(shape, residual: $0, besides: source) } ?? make(shape, flow.output)
        result.isChannelsLast = true
        result.bytes = flow.output
        let packing = weights.packing(
            PackedConvolution.Kind(
                precision: .int8,
                rows: x.shape[2],
                columns: x.shape[3],
                addsResidual: residual != nil,
                appliesReLU: activation == .relu,
                bytes: flow
            )
        )
        let (input, output) = (UncheckedPointer(source.storage.base), UncheckedPointer(result.storage.base))
        let (perSource, perOutput) = (x.shape.count / x.shape[0], shape.count / shape[0])
        let scratchCount = AlignedBytes.rounded(packing.scratchSize) / MemoryLayout<Float>.stride
        divide(x.shape[0], scratchCount: scratchCount) { image, scratch in
            packing.run(
                UnsafeRawPointer(input.pointer) + image * perSource,
                into: UnsafeMutableRawPointer(output.pointer) + image * perOutput,
                scratch: UnsafeMutableRawPointer(scratch)
            )
        }
        return result
    }

    /// Numbers of any layout as bytes with channels innermost; what lies outside the scale is cut off.
    private func quantized(_ x: CPUTensor, _ scale: ByteScale) -> CPUTensor {
        let result = make(x.shape, scale)
        let planes = x.isChannelsLast ? result : make(x.shape, scale)
        let bytes = UnsafeMutableRawPointer(planes.storage.base)
        if scale.isSigned {
            let target = bytes.assumingMemoryBound(to: Int8.self)
            kernel_quantize_signed(x.storage.base, x.shape.count, scale.step, target)
        } else {
            let target = bytes.assumingMemoryBound(to: UInt8.self)
            kernel_quantize_unsigned(x.storage.base, x.shape.count, scale.step, target)
        }
        guard !x.isChannelsLast else { return result }
        let perImage = x.shape.count / x.shape[0]
        let target = UnsafeMutableRawPointer(result.storage.base).assumingMemoryBound(to: UInt8.self)
        for image in 0..<x.shape[0] {
            kernel_interleave_bytes(
                bytes.assumingMemoryBound(to: UInt8.self) + image * perImage,
                x.shape[1],
                x.shape[2] * x.shape[3],
                target + image * perImage
            )
        }
        return result
    }

    /// Pools unsigned bytes, which are in the order of what they stand for.
    func maxPoolBytes(_ x: CPUTensor, _ scale: ByteScale, _ window: Window) -> CPUTensor {
        let (channels, height, width) = (x.shape[1], x.shape[2], x.shape[3])
        let (outHeight, outWidth) = (window.positions(along: height), window.positions(along: width))
        let result = make(Shape(x.shape[0], channels, outHeight, outWidth), scale)
        let (input, output) = (UncheckedPointer(x.storage.base), UncheckedPointer(result.storage.base))
        team.divide(x.shape[0]) { images in
            let source = UnsafeRawPointer(input.pointer).assumingMemoryBound(to: UInt8.self)
            let target = UnsafeMutableRawPointer(output.pointer).assumingMemoryBound(to: UInt8.self)
            for image in images {
                kernel_max_pool_unsigned(
                    source + image * channels * height * width,
                    height,
                    width,
                    channels,
                    window.kernel,
                    target + image * channels * outHeight * outWidth,
                    outHeight,
                    outWidth
                )
            }
        }
        return result
    }

    /// The means of unsigned bytes in float32.
    func averagePoolBytes(_ x: CPUTensor, _ scale: ByteScale) -> CPUTensor {
        let (batch, channels, positions) = (x.shape[0], x.shape[1], x.shape[2] * x.shape[3])
        let result = make(Shape(batch, channels))
        let source = UnsafeRawPointer(x.storage.base).assumingMemoryBound(to: UInt8.self)
        for image in 0..<batch {
            kernel_mean_columns_unsigned(
                source + image * positions * channels,
                positions,
                channels,
                scale.step,
                result.storage.base + image * channels
            )
        }
        return result
    }
}
