import Foundation
import Tensors
import Testing

/// Convolutions from bytes to bytes, whose ranges are known when they are prepared.
@Suite(.enabled(if: Precision.int8.isAvailable, "this processor does not multiply bytes"))
struct FixedRangeTests {
    private static let inputs = 16
    private static let outputs = 24

    /// Three layers as in a residual network: one that reads numbers, one, and one with a residual.
    private struct Network {
        let names = ["first", "second", "third"]
        var x: [Float]
        let shape = Shape(2, inputs, 9, 7)
        let filters: [[Float]]
        let shift: [Float]

        init(from least: Float = -1) {
            var numbers = SeededNumbers(seed: 5)
            x = numbers.floats(shape.count, in: least...2)
            filters = [inputs, outputs, outputs].map { channels in
                numbers.floats(outputs * channels * 9, in: -0.1...0.1)
            }
            shift = numbers.floats(outputs, in: -0.2...0.2)
        }

        func weights(_ layer: Int, on backend: CPUBackend) -> CPUConvolutionWeights {
            func channels(_ value: Float) -> Parameter {
                Parameter([Float](repeating: value, count: outputs), extents: [outputs])
            }
            let inner = filters[layer].count / outputs / 9
            return backend.convolutionWeights(
                weight: Parameter(filters[layer], extents: [outputs, inner, 3, 3]).named(names[layer]),
                normalization: BatchNormParameters(
                    weight: channels(1),
                    bias: Parameter(shift, extents: [outputs]),
                    mean: channels(0),
                    variance: channels(1),
                    epsilon: 1e-12
                ),
                window: Window(size: 3, padding: 1)
            )
        }

        func answer(
            _ backend: CPUBackend,
            identity: Activation = .identity,
            on runner: CPUBackend? = nil
        ) -> [[Float]] {
            let layers = names.indices.map { weights($0, on: backend) }
            let runner = runner ?? backend
            let first = runner.convolution(
                runner.tensor(x, shape),
                layers[0],
                activation: .relu,
                adding: nil
            )
            let shortcut = runner.convolution(first, layers[1], activation: identity, adding: nil)
            // The residual's memory is used again: it is read before.
            let values = [runner.floats(first), runner.floats(shortcut)]
            let last = runner.convolution(first, layers[2], activation: .relu, adding: shortcut)
            return values + [runner.floats(last), runner.floats(runner.averagePool(last))]
        }

        func ranges() -> RangesByName {
            let backend = CPUBackend()
            let observer = RangeObserver()
            backend.observer = observer
            _ = answer(backend)
            return observer.ranges
        }
    }

    private func largestMagnitude(_ values: [Float]) -> Float { values.map(abs).max() ?? 0 }

    @Test func rangesAreTheLeastAndTheLargestNumbers() throws {
        let network = Network()
        let answers = network.answer(CPUBackend())
        let ranges = network.ranges()
        #expect(ranges.count == 3)
        let first = try #require(ranges["first"])
        #expect(first.input == ActivationRange(least: network.x.min() ?? 0, largest: network.x.max() ?? 0))
        #expect(first.output.least == 0 && first.output.largest == answers[0].max())
        #expect(ranges["second"]?.input == first.output)
        #expect(ranges["second"]?.output.least == answers[1].min())
        #expect(ranges["third"]?.output.largest == answers[2].max())
    }

    /// A layer's answer is off by what is rounded: half a step of each source byte times the sum of the weights'
    /// magnitudes, half a step of each weight times the sum of the sources' magnitudes, and half a step of the answer.
    @Test(arguments: [1, 2], [Float(-1), 0])
    func bytesAreAsCloseAsTheirSteps(threads: Int, least: Float) {
        let network = Network(from: least)
        let ranges = network.ranges()
        let backend = CPUBackend(threads: threads, plan: PrecisionPlan(.int8), ranges: ranges)
        let (found, expected) = (network.answer(backend), network.answer(CPUBackend()))
        let headroom: Float = 1.1
        func step(_ values: [Float], isSigned: Bool) -> Float {
            headroom * largestMagnitude(values) / (isSigned ? 127 : 255)
        }
        func bound(_ layer: Int, source: [Float], sourceError: Float, outStep: Float) -> Float {
            let perFilter = network.filters[layer].count / Self.outputs
            let weights = (0..<Self.outputs).map { output in
                network.filters[layer][output * perFilter..<(output + 1) * perFilter].reduce(0) {
                    $0 + abs($1)
                }
            }
            let weightStep = largestMagnitude(network.filters[layer]) / 127
            let magnitude = largestMagnitude(source) + sourceError
            return (weights.max() ?? 0) * sourceError + weightStep / 2 * magnitude * Float(perFilter)
                + outStep / 2 + 1e-4
        }
        let sourceError = step(network.x, isSigned: least < 0) / 2
        let first = bound(
            0,
            source: network.x,
            sourceError: sourceError,
            outStep: step(expected[0], isSigned: false)
        )
        let shortcut = bound(
            1,
            source: expected[0],
            sourceError: first,
            outStep: step(expected[1], isSigned: true)
        )
        let last =
            shortcut
            + bound(2, source: expected[0], sourceError: first, outStep: step(expected[2], isSigned: false))
        for (layer, bound) in [first, shortcut, last, last].enumerated() {
            let error = largestError(found[layer], expected[layer].map(Double.init))
            #expect(error <= Double(bound) && error > 1e-6, "layer \(layer)")
        }
    }

    /// An error of the whole answer, not of its worst number.
    @Test func bytesAreCloseToFloat32() {
        let network = Network()
        let backend = CPUBackend(plan: PrecisionPlan(.int8), ranges: network.ranges())
        for (found, expected) in zip(network.answer(backend), network.answer(CPUBackend())) {
            let difference = zip(found, expected).reduce(0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
            let relative = (difference / expected.reduce(0) { $0 + Double($1 * $1) }).squareRoot()
            #expect(relative < 0.02 && relative > 1e-6)
        }
    }

    /// Numbers beyond the range become its end, with the headroom of a tenth.
    @Test func numbersBeyondTheRangeAreCutOff() throws {
        var network = Network()
        let ranges = network.ranges()
        network.x = network.x.map { $0 * 50 }
        let largest = try #require(ranges["first"]).output.largest
        let backend = CPUBackend(plan: PrecisionPlan(.int8), ranges: ranges)
        let answer = network.answer(backend)[0]
        #expect(answer.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= largest * 1.1 + 1e-4 })
        #expect(answer.max() ?? 0 > largest)
    }

    @Test func unknownRangesLeaveInt8AsItWas() {
        let network = Network(from: 0)
        let known = network.ranges()
        let found = network.answer(
            CPUBackend(plan: PrecisionPlan(.int8), ranges: ["other": known["first"]].compactMapValues { $0 })
        )
        #expect(found == network.answer(CPUBackend(plan: PrecisionPlan(.int8))))
        #expect(found != network.answer(CPUBackend(plan: PrecisionPlan(.int8), ranges: known)))
    }

    /// Ranges change nothing in float32, and an excepted layer reads bytes and answers numbers.
    @Test func onlyInt8UsesRanges() {
        let network = Network()
        let expected = network.answer(CPUBackend())
        #expect(network.answer(CPUBackend(ranges: network.ranges())) == expected)
        let plan = PrecisionPlan(.int8, exceptions: ["second"])
        let found = network.answer(CPUBackend(plan: plan, ranges: network.ranges()))
        for (found, expected) in zip(found, expected) {
            #expect(largestError(found, expected.map(Double.init)) < 0.1 * Double(largestMagnitude(expected)))
        }
    }

    /// A layer of zeros, and one whose answers are all cut off by the ReLU.
    @Test func layersOfZerosStayZero() throws {
        let zero = try #require(ActivationRange(least: 0, largest: 0))
        let ranges = ["zeros": ConvolutionRanges(input: zero, output: zero)]
        let backend = CPUBackend(plan: PrecisionPlan(.int8), ranges: ranges)
        let channels = Parameter([Float](repeating: 0, count: 8), extents: [8])
        let ones = Parameter([Float](repeating: 1, count: 8), extents: [8])
        let weights = backend.convolutionWeights(
            weight: Parameter([Float](repeating: 0, count: 64), extents: [8, 8, 1, 1]).named("zeros"),
            normalization: BatchNormParameters(
                weight: ones,
                bias: channels,
                mean: channels,
                variance: ones,
                epsilon: 1e-5
            ),
            window: Window(size: 1)
        )
        let x = backend.tensor([Float](repeating: 0, count: 72), Shape(1, 8, 3, 3))
        let answer = backend.convolution(x, weights, activation: .relu, adding: nil)
        #expect(backend.floats(answer) == [Float](repeating: 0, count: 72))
    }

    /// Bytes are pooled as numbers are.
    @Test func poolingFollows() {
        let network = Network()
        let backend = CPUBackend(plan: PrecisionPlan(.int8), ranges: network.ranges())
        let layer = network.weights(0, on: backend)
        let window = Window(size: 3, stride: 2, padding: 1)
        func image() -> CPUTensor {
            backend.convolution(
                backend.tensor(network.x, network.shape),
                layer,
                activation: .relu,
                adding: nil
            )
        }
        let shape = Shape(2, Self.outputs, 9, 7)
        let plain = backend.tensor(backend.floats(image()), shape)
        let expected = [
            backend.floats(backend.maxPool(plain, window)), backend.floats(backend.averagePool(plain)),
            backend.floats(backend.patches(plain, size: 1)),
        ]
        let found = [
            backend.floats(backend.maxPool(image(), window)), backend.floats(backend.averagePool(image())),
            backend.floats(backend.patches(image(), size: 1)),
        ]
        for (found, expected) in zip(found, expected) {
            #expect(largestError(found, expected.map(Double.init)) < 1e-6)
        }
    }
}

@Suite struct ActivationRangeTests {
    @Test(
        arguments: [
            (Float.nan, 1), (0, Float.nan), (-Float.infinity, 1), (0, Float.infinity), (1, 0.5), (0, -1),
        ] as [(Float, Float)]
    )
    func refusesWhatIsNoRange(least: Float, largest: Float) {
        #expect(ActivationRange(least: least, largest: largest) == nil)
    }

    @Test func comesBackFromJSONAsItWas() throws {
        let range = try #require(ActivationRange(least: -1.5, largest: 2))
        let json = try JSONEncoder().encode(range)
        #expect(try JSONDecoder().decode(ActivationRange.self, from: json) == range)
    }

    @Test(arguments: [#"{"least": 1, "largest": 0}"#, #"{"least": 0, "largest": 1e39}"#, #"{"least": 0}"#])
    func refusesToDecodeWhatIsNoRange(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(ActivationRange.self, from: Data(json.utf8))
        }
    }
}
