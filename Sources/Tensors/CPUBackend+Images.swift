internal import CKernels

extension CPUBackend {
    /// Folds the normalisation into the filters. Where ranges are unknown, filters for the pixels themselves stay in
    /// float32: they are few, and pixels are not all positive.
    public func convolutionWeights(
        weight: Parameter,
        normalization: BatchNormParameters,
        window: Window
    ) -> CPUConvolutionWeights {
        let folded = FoldedFilters(weight, normalization)
        // oneDNN 2.6 answers wrongly where a window lies in the border altogether; no published network has that.
        guard packsWeights, window.padding < window.size else {
            let plain = PlainFilters(
                filters: folded.folded(),
                shift: folded.shift,
                inputs: folded.inputs,
                outputs: folded.outputs,
                window: window
            )
            return CPUConvolutionWeights(filters: .plain(plain), inputs: folded.inputs, name: weight.name)
        }
        var precision = plan.precision(of: weight.name)
        let ranges = precision == .int8 ? self.ranges[weight.name] : nil
        if folded.inputs <= 4, ranges == nil { precision = .float32 }
        let packed = PackedConvolution(folded, window, precision, ranges)
        return CPUConvolutionWeights(filters: .packed(packed), inputs: folded.inputs, name: weight.name)
    }

    /// Through oneDNN with channels innermost, or by unrolling strips of the image for OpenBLAS.
    public func convolution(
        _ x: CPUTensor,
        _ weights: CPUConvolutionWeights,
        activation: Activation,
        adding residual: CPUTensor?
    ) -> CPUTensor {
        precondition(x.shape[1] == weights.inputs)
        let result =
            switch weights.filters {
            case .packed(let packed):
                convolution(x, packed, activation: activation, adding: residual)
            case .plain(let plain):
                convolution(
                    channelsFirst(x),
                    plain,
                    activation: activation,
                    adding: residual.map { channelsFirst($0) }
                )
            }
        observer?.note(weights.name, input: widened(x), output: widened(result))
        return result
    }

    /// Unrolls strips of the image and multiplies each with the filters.
    private func convolution(
        _ x: CPUTensor,
        _ weights: PlainFilters,
        activation: Activation,
        adding residual: CPUTensor?
    ) -> CPUTensor {
        let plan = ConvolutionPlan(x.shape, weights, threads: team.threads)
        let result = make(Shape(x.shape[0], weights.outputs, plan.outHeight, plan.outWidth))
        let columns = workspace.take(max(plan.columnCount * plan.parts, 1))
        let columnBase = UncheckedPointer(columns.base)
        let input = UncheckedPointer(x.storage.base)
        let output = UncheckedPointer(result.storage.base)
        let addition = residual.map { UncheckedPointer($0.storage.base) }
        team.divide(plan.parts) { part in
            let scratch = columnBase.pointer + part.lowerBound * plan.columnCount
            for strip in plan.strips * part.lowerBound / plan.parts..<plan.strips * part.upperBound
                / plan.parts
            {
                plan.compute(
                    strip: strip,
                    weights: weights,
                    activation: activation.kernel,
                    memory: .init(input: input, output: output, residual: addition, columns: scratch)
                )
            }
        }
        return result
    }

    /// The border takes no part in the maximum.
    public func maxPool(_ x: CPUTensor, _ window: Window) -> CPUTensor {
        guard !x.isChannelsLast else { return maxPoolChannelsLast(x, window) }
        let (height, width) = (x.shape[2], x.shape[3])
        let outHeight = window.positions(along: height)
        let outWidth = window.positions(along: width)
        let result = make(Shape(x.shape[0], x.shape[1], outHeight, outWidth))
        let input = UncheckedPointer(x.storage.base)
        let output = UncheckedPointer(result.storage.base)
        team.divide(x.shape[0] * x.shape[1]) { planes in
            for plane in planes {
                kernel_max_pool(
                    input.pointer + plane * height * width,
                    height,
                    width,
                    window.kernel,
                    output.pointer + plane * outHeight * outWidth,
                    outHeight,
                    outWidth
                )
            }
        }
        return result
    }

    /// Sums each plane in float32.
    public func averagePool(_ x: CPUTensor) -> CPUTensor {
        guard !x.isChannelsLast else { return averagePoolChannelsLast(x) }
        let result = make(Shape(x.shape[0], x.shape[1]))
        kernel_mean_rows(
            x.storage.base,
            x.shape[0] * x.shape[1],
            x.shape[2] * x.shape[3],
            result.storage.base
        )
        return result
    }
}

/// How a convolution is cut into strips of output rows, each one matrix product on unrolled pixels.
private struct ConvolutionPlan: Sendable {
    let batch: Int, channels: Int, height: Int, width: Int
    let outHeight: Int, outWidth: Int
    let window: Window
    let rowsPerStrip: Int
    let stripsPerImage: Int
    let parts: Int

    /// Elements of unrolled pixels that a strip may take: 1 MiB, so that they stay in the second-level
    /// cache between unrolling and multiplying.
    private static let columnBudget = 262_144

    struct Memory {
        let input: UncheckedPointer
        let output: UncheckedPointer
        let residual: UncheckedPointer?
        let columns: UnsafeMutablePointer<Float>
    }

    init(_ shape: Shape, _ weights: PlainFilters, threads: Int) {
        (batch, channels, height, width) = (shape[0], shape[1], shape[2], shape[3])
        window = weights.window
        outHeight = window.positions(along: height)
        outWidth = window.positions(along: width)
        let perRow = channels * window.size * window.size * outWidth
        // A product with few columns is slow, so a strip has at least 512 of them where there are so many.
        let rowsWanted = max(Self.columnBudget / perRow, (511 + outWidth) / outWidth, 1)
        let wholeImages = min(rowsWanted, outHeight)
        let stripsNeeded = (outHeight + wholeImages - 1) / wholeImages
        let strips = batch < threads ? max(stripsNeeded, min(threads, outHeight)) : stripsNeeded
        rowsPerStrip = (outHeight + strips - 1) / strips
        stripsPerImage = (outHeight + rowsPerStrip - 1) / rowsPerStrip
        parts = min(threads, batch * stripsPerImage)
    }

    var strips: Int { batch * stripsPerImage }

    /// A 1 × 1 window that steps by one pixel reads the image as it lies.
    var readsDirectly: Bool { window == Window(size: 1) }

    var columnCount: Int {
        readsDirectly ? 0 : channels * window.size * window.size * rowsPerStrip * outWidth
    }

    func compute(
        strip: Int,
        weights: PlainFilters,
        activation: kernel_activation,
        memory: Memory
    ) {
        let image = memory.input.pointer + strip / stripsPerImage * channels * height * width
        let first = strip % stripsPerImage * rowsPerStrip
        let rows = min(rowsPerStrip, outHeight - first)
        let plane = outHeight * outWidth
        let start = strip / stripsPerImage * weights.outputs * plane + first * outWidth
        let inner = channels * window.size * window.size
        var pixels = Matrix(image + first * outWidth, stride: plane)
        if !readsDirectly {
            kernel_unroll(
                image,
                channels,
                height,
                width,
                window.kernel,
                first,
                rows,
                outWidth,
                memory.columns
            )
            pixels = Matrix(memory.columns, stride: rows * outWidth)
        }
        MatrixProduct.multiply(
            Matrix(weights.filters.base, stride: inner),
            pixels,
            into: memory.output.pointer + start,
            stride: plane,
            size: MatrixProduct.Size(rows: weights.outputs, columns: rows * outWidth, inner: inner)
        )
        kernel_finish_channels(
            memory.output.pointer + start,
            weights.outputs,
            rows * outWidth,
            plane,
            weights.shift.base,
            memory.residual.map { UnsafePointer($0.pointer + start) },
            activation
        )
    }
}

extension Window {
    var kernel: kernel_window { kernel_window(size: size, stride: stride, padding: padding) }
}
