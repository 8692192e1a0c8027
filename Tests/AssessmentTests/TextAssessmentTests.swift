import Assessment
import Testing
import ZeroShot

@Suite struct TextAssessmentTests {
    private static func assess(_ findings: [(image: String, text: String?)]) throws -> (
        EmbeddedImages, TextAssessment, PackageModel
    ) {
        let folder = try SampleFolder()
        let model = try CommittedModel.load()
        let images = try EmbeddedImages(
            rows: findings.map { row($0.image, findings: $0.text) },
            folder: folder.url,
            model: model,
            batchSize: 8,
            threads: 2
        )
        return (images, try TextAssessment(images, model: model), model)
    }

    @Test func comparesAnImageWithItsReportAndWithEachSentence() throws {
        let (images, texts, model) = try Self.assess([
            ("slope.png", "The heart is large. No effusion."), ("stripes.png", nil),
            ("disc.png", "Clear lungs."),
        ])
        let known = try model.embed(texts: [
            "The heart is large. No effusion.", "The heart is large.", "No effusion.", "Clear lungs.",
        ])
        let cosines = known.map { Double(images.embeddings[0].cosine(with: $0)) }
        #expect(texts.places == [0, 2])
        #expect(abs(texts.reportSimilarities[0] - cosines[0]) < 1e-5)
        #expect(abs(texts.sentenceSimilarities[0] - (cosines[1] + cosines[2]) / 2) < 1e-5)
        let other = Double(images.embeddings[2].cosine(with: known[3]))
        #expect(abs(texts.reportSimilarities[1] - other) < 1e-5)
        #expect(abs(texts.sentenceSimilarities[1] - other) < 1e-5)
        #expect(abs(texts.reportSimilarity - (cosines[0] + other) / 2) < 1e-5)
    }

    @Test func equalReportsCountOnce() throws {
        let (_, texts, _) = try Self.assess([
            ("slope.png", "Clear lungs."), ("stripes.png", "Clear  lungs."), ("disc.png", "No effusion."),
        ])
        #expect(texts.reportCount == 2 && texts.places == [0, 1, 2])
    }

    @Test func refusesImagesWithoutReports() throws {
        #expect(throws: AssessmentError.noTexts) {
            try Self.assess([("slope.png", nil), ("disc.png", "___")])
        }
    }
}
