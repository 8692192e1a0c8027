import ArgumentParser
import Checkpoints
import Foundation
import Radiographs
import Tensors
import ZeroShot

/// `hilum benchmark`: how fast the encoders are on this machine.
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time the encoders on this machine, in every precision that it has instructions for.",
        discussion: """
            Absolute times depend on the machine and on what else it does; compare figures of one run. The encoders of \
            published size have made-up weights, which do not change their time. With --interactive the encoder of \
            --encoder runs once for each line on standard input and answers with the milliseconds, so that another \
            program can run it in turns with something else.
            """
    )

    @OptionGroup var model: ModelOption

    @Option(help: "The radiograph for the model.")
    var image = "Public/samples/phantom.jpg"

    @Option(help: "Only this encoder of published size.")
    var encoder: BenchmarkEncoder?

    @Option(help: "Images or texts at once.")
    var batch = 1

    @Option(help: "Threads for each operation.")
    var threads = 1

    @Option(help: "Timed runs after two that warm up; the minimum and the median are printed.")
    var runs = 15

    @Option(help: "A file for the figures as JSON.")
    var output: String?

    @Flag(help: "Run --encoder once for each line on standard input.")
    var interactive = false

    func validate() throws {
        for (name, value, range) in [
            ("--threads", threads, 1...256), ("--runs", runs, 1...10_000), ("--batch", batch, 1...256),
        ] where !range.contains(value) {
            throw ValidationError("\(name) must lie between \(range.lowerBound) and \(range.upperBound).")
        }
        if interactive, encoder == nil { throw ValidationError("--interactive needs --encoder.") }
    }

    func run() throws {
        if interactive, let encoder { return try answerLines(encoder) }
        print("OpenBLAS kernels \(OpenBLASKernels.name), \(threads) thread(s), batch \(batch), \(runs) runs")
        var figures: [Figure] = []
        func note(_ name: String, _ precision: Precision, _ timing: Timing) {
            timing.report("\(name) \(precision.rawValue)")
            figures.append(Figure(name: name, precision: precision, timing))
        }
        if encoder == nil { try timeModel(note) }
        for encoder in encoder.map({ [$0] }) ?? BenchmarkEncoder.allCases {
            for plan in try plans() {
                let body = try encoder.prepared(plan: plan, batch: batch, threads: threads)
                note(encoder.rawValue, plan.precision, try Timing(runs: runs, body))
            }
        }
        timeProducts(note)
        if let output {
            let json = JSONEncoder()
            json.outputFormatting = [.prettyPrinted, .sortedKeys]
            try json.encode(figures).write(to: URL(filePath: output))
        }
    }

    /// One line of the table.
    private struct Figure: Encodable {
        let name: String
        let precision: Precision
        let minimumMilliseconds: Double
        let medianMilliseconds: Double

        init(name: String, precision: Precision, _ timing: Timing) {
            self.name = name
            self.precision = precision
            minimumMilliseconds = timing.minimum * 1e3
            medianMilliseconds = timing.median * 1e3
        }
    }

    /// What was asked for, else all that this processor has instructions for.
    private func plans() throws -> [PrecisionPlan] {
        if let plan = try model.arithmetic.plan() { return [plan] }
        return Precision.allCases.filter(\.isNative).map { PrecisionPlan($0) }
    }

    private func timeModel(_ note: (String, Precision, Timing) -> Void) throws {
        let model = try model.load()
        let backend = CPUBackend(threads: threads)
        let input = try model.prepare(Radiograph(decoding: try ImageFile(path: image).content()))
        let name = model.description.id
        note(
            "\(name) image",
            model.plan.precision,
            try Timing(runs: runs) { _ = try model.embed(input, on: backend) }
        )
        let prompts = LabelSet.builtIn(named: "CheXpert-13")?.prompts ?? []
        let texts = try Timing(runs: runs) { _ = try model.embed(prompts, on: backend) }
        note("\(name) \(prompts.count) prompts", model.plan.precision, texts)
    }

    /// The matrix products of a ViT-B/16 alone, through OpenBLAS.
    private func timeProducts(_ note: (String, Precision, Timing) -> Void) {
        let products = PlainProducts.ofVisionTransformer
        note("vit-b16's products alone, OpenBLAS, 1 thread,", .float32, Timing(runs: runs) { products.run() })
    }

    private func answerLines(_ encoder: BenchmarkEncoder) throws {
        let plan = try model.arithmetic.plan() ?? PrecisionPlan(.float32)
        let body = try encoder.prepared(plan: plan, batch: batch, threads: threads)
        while readLine() != nil {
            let duration = try Timing.measure(body)
            try FileHandle.standardOutput.write(contentsOf: Data("\(duration / .milliseconds(1))\n".utf8))
        }
    }
}
