internal import CKernels

/// One layer's convolutions of a batch, to float32. With float32 and bfloat16, a residual lies in the output already.
struct ImageConvolution: Sendable {
    let weights: PackedConvolution
    let source: CPUTensor
    let residual: CPUTensor?
    let output: CPUTensor
    let activation: Activation

    private var perSource: Int { source.shape.count / source.shape[0] }
    private var perOutput: Int { output.shape.count / output.shape[0] }
    private var positions: Int { output.shape[2] * output.shape[3] }

    private func packing(_ precision: Precision) -> any PackedConvolution.Packing {
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
            run(.float32, UnsafeRawPointer(input), out, UnsafeMutableRawPointer(scratch))
        case .bfloat16:
            let narrow = UnsafeMutableRawPointer(scratch)
            narrow.withMemoryRebound(to: UInt16.self, capacity: perSource) {
                kernel_narrow_bf16(input, $0, perSource)
            }
            run(.bfloat16, narrow, out, narrow + AlignedBytes.rounded(perSource * 2))
        case .int8:
            var range = kernel_range(least: 0, largest: source.maxima?.base[image] ?? 0)
            if source.maxima == nil { range = kernel_find_range(input, perSource) }
            let memory = UnsafeMutableRawPointer(scratch)
            // The bytes stand for numbers from zero up, as they are after a ReLU.
            if range.least < 0 {
                if let addition { out.update(from: addition, count: perOutput) }
                run(.float32, UnsafeRawPointer(input), out, memory)
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
        _ out: UnsafeMutablePointer<Float>,
        _ scratch: UnsafeMutableRawPointer
    ) {
        packing(precision).run(source, into: out, scratch: scratch)
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
