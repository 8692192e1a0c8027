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
        if let flow = flow(x, weights, activation, residual) {
            return convolution(x, weights, flow, activation: activation, adding: residual)
        }
        let source = channelsLast(x)
        let shape = Shape(
            x.shape[0],
            weights.filters.outputs,
            weights.window.positions(along: x.shape[2]),
            weights.window.positions(along: x.shape[3])
        )
        let residual = residual.map { channelsLast($0) }
        var result =
            weights.precision == .int8 ? make(shape) : room(shape, residual: residual, besides: source)
        result.isChannelsLast = true
        if weights.precision == .int8, activation == .relu { result.maxima = workspace.take(x.shape[0]) }
        let images = ImageConvolution(
            weights: weights,
            source: source,
            residual: residual,
            output: result,
            activation: activation
        )
        divide(x.shape[0], scratchCount: images.scratchCount) { image, scratch in
            images.compute(image, scratch: scratch)
        }
        return result
    }

    /// Divides images among the threads, each with scratch memory of its own.
    func divide(
        _ images: Int,
        scratchCount: Int,
        _ body: @Sendable (Int, UnsafeMutablePointer<Float>) -> Void
    ) {
        let parts = min(team.threads, images)
        let scratch = workspace.take(parts * scratchCount)
        let base = UncheckedPointer(scratch.base)
        team.divide(parts) { part in
            for image in images * part.lowerBound / parts..<images * part.upperBound / parts {
                body(image, base.pointer + part.lowerBound * scratchCount)
            }
        }
    }

    /// Where an answer goes: into the memory of its residual, which is read once more and never again.
    func room(_ shape: Shape, residual: CPUTensor?, besides source: CPUTensor) -> CPUTensor {
        guard let residual else { return make(shape) }
        guard residual.storage === source.storage else {
            return CPUTensor(storage: residual.storage, shape: shape)
        }
        let copy = make(shape)
        let count = shape.count / (residual.bytes == nil ? 1 : 4)
        copy.storage.base.update(from: residual.storage.base, count: count)
        return copy
    }

    /// The same image with its channels innermost.
    func channelsLast(_ x: CPUTensor) -> CPUTensor {
        guard !x.isChannelsLast else { return widened(x) }
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
        let x = widened(x)
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

    func maxPoolChannelsLast(_ image: CPUTensor, _ window: Window) -> CPUTensor {
        if let bytes = image.bytes, !bytes.isSigned { return maxPoolBytes(image, bytes, window) }
        let x = widened(image)
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

    func averagePoolChannelsLast(_ image: CPUTensor) -> CPUTensor {
        if let bytes = image.bytes, !bytes.isSigned { return averagePoolBytes(image, bytes) }
        let x = widened(image)
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
