import Checkpoints
import Encoders
import Foundation
import Tensors
import Testing
import WeightFiles

private let fullSizeFolder = ProcessInfo.processInfo.environment["HILUM_VIT_FOLDER"].map {
    URL(filePath: $0, directoryHint: .isDirectory)
}

/// A full-size ViT-B/16 against PyTorch, where somebody has made the weights and named their folder:
/// `vit_b16.safetensors` (Hugging Face names), `input.npy` and `output.npy`.
@Suite(.enabled(if: fullSizeFolder != nil, "HILUM_VIT_FOLDER does not name a folder"))
struct FullSizeTests {
    @Test(arguments: [1, 2])
    func visionTransformerB16EqualsPyTorch(threads: Int) throws {
        let folder = try #require(fullSizeFolder)
        let backend = CPUBackend(threads: threads)
        let weights = try SafetensorsFile(path: folder.appending(path: "vit_b16.safetensors").path)
        let checkpoint = Checkpoint(weights, naming: .huggingFaceCLIP)
        let encoder = try ImageEncoder(
            ModelSizes.vitB16,
            projection: ProjectionConfiguration(dimensions: 512, bias: false),
            from: checkpoint,
            on: backend
        )
        try checkpoint.requireNothingLeft()
        let input = try Self.numbers(in: folder.appending(path: "input.npy"))
        let output = try Self.numbers(in: folder.appending(path: "output.npy"))
        let found = try input.withUnsafeBufferPointer {
            backend.floats(try encoder.embed($0, batch: input.count / (3 * 224 * 224), on: backend))
        }
        let product = zip(found, output).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        let lengths = [found, output].map { $0.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot() }
        #expect(product / (lengths[0] * lengths[1]) >= 0.99999)
        print("ViT-B/16: largest difference from PyTorch \(largestDifference(found, output))")
    }

    /// The float32 numbers of a NumPy file in format 1.0.
    private static func numbers(in file: URL) throws -> [Float] {
        let data = try Data(contentsOf: file)
        let start = 10 + Int(data[8]) + 256 * Int(data[9])
        return data.dropFirst(start).withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
    }
}
