import ArgumentParser
import Checkpoints
import Encoders
import Foundation
import Tensors
import ZeroShot

/// `hilum benchmark`: how fast the encoders are on this machine, beside what OpenBLAS alone can do.
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time the encoders on this machine, beside plain matrix products of the same shapes.",
        discussion: """
            Absolute times depend on the machine and on what else it does; compare figures of one run. The \
            ViT-B/16 has random weights, which do not change its time.
            """
    )

    @OptionGroup var model: ModelOption

    @Option(help: "The radiograph to encode.")
    var image = "Public/samples/phantom.jpg"

    @Option(help: "Threads for each operation.")
    var threads = 1

    @Option(help: "Timed runs after two that warm up; the minimum and the median are printed.")
    var runs = 15

    func validate() throws {
        guard (1...256).contains(threads) else {
            throw ValidationError("--threads must lie between 1 and 256.")
        }
        guard (1...10_000).contains(runs) else {
            throw ValidationError("--runs must lie between 1 and 10000.")
        }
    }

    func run() throws {
        print("OpenBLAS kernels \(OpenBLASKernels.name), \(threads) thread(s), \(runs) runs")
        try timeModel()
        try timeVisionTransformer()
    }

    private func timeModel() throws {
        let model = try model.load()
        let backend = CPUBackend(threads: threads)
        let input = try model.prepare(try ImageFile(path: image).radiograph())
        try Timing(runs: runs) { _ = try model.embed(input, on: backend) }.report(
            "\(model.description.id) image"
        )
        let prompts = LabelSet.builtIn(named: "CheXpert-13")?.prompts ?? []
        try Timing(runs: runs) { _ = try model.embed(prompts, on: backend) }
            .report("\(model.description.id) \(prompts.count) prompts")
    }

    /// A ViT-B/16 in float32, interleaved with the matrix products of its linear layers and nothing else.
    private func timeVisionTransformer() throws {
        let backend = CPUBackend(threads: threads)
        let reference = ReferenceTransformer()
        let encoder = try ImageEncoder(
            reference.configuration,
            projection: nil,
            from: reference,
            on: backend
        )
        let pixels = [Float](repeating: 0.5, count: 3 * 224 * 224)
        let products = PlainProducts(reference.linearLayers)
        var (encoding, multiplying) = (Timing(), Timing())
        for run in -2..<runs {
            let encoded = try Timing.measure {
                _ = try pixels.withUnsafeBufferPointer { try encoder.embed($0, batch: 1, on: backend) }
            }
            let multiplied = Timing.measure { products.run() }
            if run >= 0 {
                encoding.add(encoded)
                multiplying.add(multiplied)
            }
        }
        encoding.report("ViT-B/16 float32, whole encoder")
        multiplying.report("its linear layers as plain sgemm, one thread")
        let rate = reference.operations / encoding.median
        let plain = products.operations / multiplying.median
        print(
            String(
                format: "encoder %.1f GFLOP/s, plain sgemm %.1f GFLOP/s: %.0f %%",
                rate * 1e-9,
                plain * 1e-9,
                100 * rate / plain
            )
        )
    }
}
