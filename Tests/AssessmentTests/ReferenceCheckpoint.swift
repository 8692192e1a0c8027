import Foundation

/// The trained checkpoint that lies beside the project on some machines, with what PyTorch and scikit-learn made of it,
/// as a model package.
final class ReferenceCheckpoint {
    private static let shared = CommittedModel.root.deletingLastPathComponent().appending(path: "shared")
    private static let folder = shared.appending(path: "checkpoints/open-resnet18")
    private static let description = CommittedModel.root
        .appending(path: "Tests/CheckpointsTests/Fixtures/open-resnet18.json")

    /// PyTorch's cosines and scores of 24 films.
    static let expectations = folder.appending(path: "expected.json")
    /// The areas under the curve of every label.
    static let metrics = folder.appending(path: "metrics.json")
    /// The folder of the films and their table.
    static let films = shared.appending(path: "data/open")
    static let table = films.appending(path: "manifest.csv")

    static var isThere: Bool {
        [expectations, metrics, table].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }

    /// The package's folder, which goes with the test.
    let package = FileManager.default.temporaryDirectory.appending(path: "reference-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: package, withIntermediateDirectories: true)
        for name in ["weights.safetensors", "vocab.txt"] {
            try FileManager.default.createSymbolicLink(
                at: package.appending(path: name),
                withDestinationURL: Self.folder.appending(path: name)
            )
        }
        try FileManager.default.copyItem(at: Self.description, to: package.appending(path: "model.json"))
    }

    deinit { try? FileManager.default.removeItem(at: package) }

    /// The area of each label on the NIH films of the test part.
    static func areas() throws -> [String: Double] {
        try test().compactMapValues { ($0 as? [String: Any])?["auroc"] as? Double }
    }

    /// The mean over the labels with at least 3 positive films.
    static func macroArea() throws -> Double? {
        try test()["macro (labels with at least 3 positives)"] as? Double
    }

    private static func test() throws -> [String: Any] {
        let content = try JSONSerialization.jsonObject(with: Data(contentsOf: metrics)) as? [String: Any]
        return content?["test"] as? [String: Any] ?? [:]
    }
}
