import Checkpoints
import Foundation
import Radiographs
import Tensors
import Testing
import ZeroShot

/// What PyTorch and Pillow answered for one film, as shipped beside the checkpoint.
private struct Expectation: Decodable {
    struct Film: Decodable {
        let image: String
        let embeddingFirst8: [Float]
        let positive: [Float]
        let negative: [Float]
        let probability: [Float]
        let report: [Float]
    }

    let labels: [String]
    let reports: [String]
    let images: [Film]
}

/// Where the films and the answers lie, on machines that have them.
private enum Films {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let shared = root.deletingLastPathComponent().appending(path: "shared")
    static let expectations = shared.appending(path: "checkpoints/open-resnet18/expected.json")
    static let folder = shared.appending(path: "data/open")

    static var arePresent: Bool {
        [expectations, folder].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }
}

/// The embedded model on real films, from the JPEG bytes on, against PyTorch's answers.
@Suite(.enabled(if: Films.arePresent, "there are no films in ../shared"))
struct EmbeddedModelTests {
    @Test func scoresAndCosinesEqualPyTorchs() throws {
        let expected = try JSONDecoder().decode(
            Expectation.self,
            from: Data(contentsOf: Films.expectations)
        )
        let package = try ModelPackage(path: Films.root.appending(path: "Models/open-resnet18").path)
        let model = try ZeroShotModel(package)
        let backend = CPUBackend()
        let labelSet = try LabelSet.adHoc(labels: expected.labels)
        let prompts = labelSet.prompts
        let embedded = Dictionary(
            uniqueKeysWithValues: zip(prompts, try model.embed(prompts, on: backend).map(\.embedding))
        )
        let classifier = try ZeroShotClassifier(labelSet) { embedded[$0] }
        let reports = try model.embed(expected.reports, on: backend).map(\.embedding)

        var worst: Float = 0
        for film in expected.images {
            let content = try Data(contentsOf: Films.folder.appending(path: film.image))
            let image = try model.embed(model.prepare(Radiograph(decoding: content)), on: backend)
            let scores = classifier.scores(of: image)
            let found =
                Array(image.values.prefix(8)) + scores.compactMap(\.positiveSimilarity)
                + scores.compactMap(\.negativeSimilarity) + scores.map(\.softmax)
                + reports.map { image.cosine(with: $0) }
            let wanted =
                film.embeddingFirst8 + film.positive + film.negative + film.probability + film.report
            #expect(found.count == wanted.count)
            worst = max(worst, zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity)
        }
        #expect(expected.images.count == 24)
        #expect(worst <= 1e-3, "largest difference \(worst)")
        print("largest difference from PyTorch over \(expected.images.count) films: \(worst)")
    }
}
