import Tensors
import Testing

/// Convolutions from bytes to bytes of every form that a residual network has, beside integer arithmetic.
@Suite(.enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"))
struct ByteConvolutionTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var inputs = 16
        var outputs = 48
        var rows = 9
        var columns = 7
        var window = Window(size: 3, padding: 1)
        var activation = Activation.relu
        /// Whether the answer is added to, and whether what it is added to can be negative.
        var residual: Activation?

        var testDescription: String {
            "\(inputs) → \(outputs), \(rows) x \(columns), \(window), \(activation), residual \(residual as Any)"
        }

        var outRows: Int { window.positions(along: rows) }
        var outColumns: Int { window.positions(along: columns) }
    }

    // More than one panel of 32 outputs and a part of one; lines longer and shorter than a tile of 14 pixels; and numbers
    // of channels with which oneDNN convolves instead.
    static let forms: [Form] = [
        Form(), Form(activation: .identity), Form(residual: .relu), Form(residual: .identity),
        Form(activation: .identity, residual: .relu), Form(activation: .identity, residual: .identity),
        Form(columns: 31), Form(outputs: 16, rows: 1, columns: 15),
        Form(window: Window(size: 3, stride: 2, padding: 1)),
        Form(rows: 8, window: Window(size: 3, stride: 2, padding: 1)),
        Form(window: Window(size: 1)), Form(window: Window(size: 1), residual: .identity),
        Form(rows: 7, columns: 9, window: Window(size: 1, stride: 2)),
        Form(window: Window(size: 5, padding: 2)),
        Form(inputs: 256, outputs: 64, rows: 56, columns: 56, window: Window(size: 1)),
        Form(outputs: 40), Form(inputs: 6), Form(outputs: 24, window: Window(size: 1), residual: .identity),
    ]

    private func weights(
        _ filters: [Float],
        _ shift: [Float],
        _ name: String,
        _ inputs: Int,
        _ window: Window,
        on backend: CPUBackend
    ) -> CPUConvolutionWeights {
        func channels(_ value: Float) -> Parameter {
            Parameter([Float](repeating: value, count: shift.count), extents: [shift.count])
        }
        return backend.convolutionWeights(
            weight: Parameter(filters, extents: [shift.count, inputs, window.size, window.size]).named(name),
            normalization: BatchNormParameters(
                weight: channels(1),
                bias: Parameter(shift, extents: [shift.count]),
                mean: channels(0),
                variance: channels(1),
                epsilon: 1e-12
            ),
            window: window
        )
    }

    /// The identity as a convolution, so that a tensor of bytes of a known step comes out.
    private func identity(_ channels: Int) -> [Float] {
        (0..<channels * channels).map { $0 / channels == $0 % channels ? 1 : 0 }
    }

    /// Bytes, weights and sums are whole numbers, so that the expected answer is exact up to its last rounding: the largest
    /// weight of each filter is 127 and the range of the source makes its step 1.
    @Test(arguments: forms)
    func answersAsIntegerArithmeticDoes(form: Form) throws {
        var numbers = SeededNumbers(seed: 11)
        func whole(_ count: Int, _ range: ClosedRange<Float>) -> [Float] {
            numbers.floats(count, in: range).map { $0.rounded() }
        }
        let (window, shape) = (form.window, Shape(1, form.inputs, form.rows, form.columns))
        let answerShape = Shape(1, form.outputs, form.outRows, form.outColumns)
        let perFilter = form.inputs * window.size * window.size
        let source = whole(shape.count, 0...255)
        var filters = whole(form.outputs * perFilter, -126...126)
        for output in 0..<form.outputs { filters[output * perFilter] = output % 2 == 0 ? 127 : -127 }
        let shift = whole(form.outputs, -20_000...20_000)
        let isSigned = form.residual == .identity
        let step = Float(perFilter).squareRoot() * 127 * 3
        let residualStep = step / 2
        let residual = whole(answerShape.count, isSigned ? -127...127 : 0...255).map { $0 * residualStep }

        // Ranges have a headroom of a tenth: steps of 1 for what goes in, and of `step` for what comes out.
        func range(_ step: Float, signed: Bool) throws -> ActivationRange {
            let largest = step * (signed ? 127 : 255) / 1.1
            return try #require(ActivationRange(least: signed ? -largest : 0, largest: largest))
        }
        let output = try range(step, signed: form.activation == .identity)
        let ranges: RangesByName = [
            "source": ConvolutionRanges(
                input: try range(1, signed: false),
                output: try range(1, signed: false)
            ),
            "residual": ConvolutionRanges(
                input: try range(residualStep, signed: isSigned),
                output: try range(residualStep, signed: isSigned)
            ),
            "tested": ConvolutionRanges(input: try range(1, signed: false), output: output),
        ]
        let backend = CPUBackend(plan: PrecisionPlan(.int8), ranges: ranges)
        func bytes(_ values: [Float], _ shape: Shape, _ name: String, _ activation: Activation) -> CPUTensor {
            let channels = shape[1]
            let layer = weights(
                identity(channels),
                [Float](repeating: 0, count: channels),
                name,
                channels,
                Window(size: 1),
                on: backend
            )
            return backend.convolution(
                backend.tensor(values, shape),
                layer,
                activation: activation,
                adding: nil
            )
        }
        let x = bytes(source, shape, "source", .relu)
        let added = form.residual.map { bytes(residual, answerShape, "residual", $0) }
        try #require(largestError(backend.floats(x), source.map(Double.init)) < 1e-3)
        let layer = weights(filters, shift, "tested", form.inputs, window, on: backend)
        let answer = backend.convolution(x, layer, activation: form.activation, adding: added)
        let found = backend.floats(answer)

        let limits: ClosedRange<Double> = form.activation == .identity ? -127...127 : 0...255
        var seen: Set<Double> = []
        for (index, expected) in convolved(source, filters, shift, form).enumerated() {
            let sum = Double(expected) + (form.residual == nil ? 0 : Double(residual[index]))
            let exact = min(max(sum / Double(step), limits.lowerBound), limits.upperBound)
            let level = (Double(found[index]) / Double(step)).rounded()
            // Half a level is the last rounding; float32 scales are worth a little more.
            #expect(abs(level - exact) <= 0.502, "number \(index)")
            seen.insert(level)
        }
        #expect(seen.count > 20)
    }

    /// The sums of products and the shift, in integers; a channel's numbers lie together.
    private func convolved(_ source: [Float], _ filters: [Float], _ shift: [Float], _ form: Form) -> [Int] {
        let (size, stride, padding) = (form.window.size, form.window.stride, form.window.padding)
        let (x, w) = (source.map { Int($0) }, filters.map { Int($0) })
        var answer: [Int] = []
        for output in 0..<form.outputs {
            for row in 0..<form.outRows {
                for column in 0..<form.outColumns {
                    var sum = Int(shift[output])
                    for ky in 0..<size {
                        let y = row * stride + ky - padding
                        guard (0..<form.rows).contains(y) else { continue }
                        for kx in 0..<size {
                            let place = column * stride + kx - padding
                            guard (0..<form.columns).contains(place) else { continue }
                            for input in 0..<form.inputs {
                                sum +=
                                    x[(input * form.rows + y) * form.columns + place]
                                    * w[((output * form.inputs + input) * size + ky) * size + kx]
                            }
                        }
                    }
                    answer.append(sum)
                }
            }
        }
        return answer
    }
}
