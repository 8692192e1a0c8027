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

/// A model that PyTorch trained and scored, on real films, from the JPEG bytes on.
@Suite(.enabled(if: ReferenceCheckpoint.isThere, "there are no films in ../shared"))
struct ReferenceScoresTests {
    @Test func scoresAndCosinesEqualPyTorchs() throws {
        let expected = try JSONDecoder().decode(
            Expectation.self,
            from: Data(contentsOf: ReferenceCheckpoint.expectations)
        )
        let checkpoint = try ReferenceCheckpoint()
        let model = try ZeroShotModel(ModelPackage(path: checkpoint.package.path))
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
            let content = try Data(contentsOf: ReferenceCheckpoint.films.appending(path: film.image))
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
