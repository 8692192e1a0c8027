import Checkpoints
import Foundation
import Radiographs
import Tensors
import Testing
import ZeroShot

/// Films beside the package, and the package's own model.
private enum Films {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let data = root.appending(path: "../shared/data")
    static let model = root.appending(path: "Models/hilum-open").path

    static let areAvailable =
        FileManager.default.fileExists(atPath: data.appending(path: "open").path)
        && FileManager.default.fileExists(atPath: "\(model)/weights.safetensors")

    /// Every file where RADIOGRAPHS_ALL is set, else every hundredth.
    static func files() throws -> [URL] {
        let all = ["odd", "open/images", "openi/images"].flatMap { name in
            let paths = try? FileManager.default.subpathsOfDirectory(atPath: data.appending(path: name).path)
            return (paths ?? []).filter { $0.hasSuffix("jpg") || $0.hasSuffix("jpeg") }.sorted()
                .map { data.appending(path: "\(name)/\($0)") }
        }
        let step = ProcessInfo.processInfo.environment["RADIOGRAPHS_ALL"] == nil ? 100 : 1
        return stride(from: 0, to: all.count, by: step).map { all[$0] }
    }
}

/// What scaled decoding changes in the answers of the package's own model.
@Suite(.enabled(if: Films.areAvailable, "needs ../shared/data and Models/hilum-open"))
struct ScaledScoresTests {
    @Test func changesEmbeddingsAndScoresLittle() throws {
        let model = try ZeroShotModel(try ModelPackage(path: Films.model))
        let backend = CPUBackend()
        let labelSet = try #require(LabelSet.builtIn(named: "CheXpert-13"))
        let texts = try model.embed(labelSet.prompts, on: backend).map(\.embedding)
        let embedded = Dictionary(uniqueKeysWithValues: zip(labelSet.prompts, texts))
        let classifier = try ZeroShotClassifier(labelSet) { embedded[$0] }
        let profile = model.description.preprocessing
        var scaledCount = 0
        for file in try Films.files() {
            let bytes = try Data(contentsOf: file)
            guard let whole = try? Radiograph(decoding: bytes) else { continue }
            let scaled = try Radiograph(decoding: bytes, for: [profile], .scaled)
            guard scaled.decodedWidth < scaled.width else { continue }
            scaledCount += 1
            let (first, second) = (
                try model.embed(model.prepare(whole), on: backend),
                try model.embed(model.prepare(scaled), on: backend)
            )
            let cosine = zip(first.values, second.values).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(cosine >= 0.9999, "\(file.lastPathComponent)")
            for (one, other) in zip(classifier.scores(of: first), classifier.scores(of: second)) {
                #expect(abs(one.softmax - other.softmax) <= 0.002, "\(file.lastPathComponent) \(one.label)")
            }
        }
        #expect(scaledCount > 5)
    }
}
