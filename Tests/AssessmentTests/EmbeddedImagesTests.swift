import Assessment
import Datasets
import Testing

@Suite struct EmbeddedImagesTests {
    @Test func skipsAndListsWhatIsMissingOrBroken() throws {
        let folder = try SampleFolder()
        let rows = ["slope.png", "none.png", "stripes.png", "broken.png", "disc.png"].map { row($0) }
        let images = try EmbeddedImages(
            rows: rows,
            folder: folder.url,
            model: CommittedModel.load(),
            batchSize: 2,
            threads: 2
        )
        #expect(images.rows.map(\.image) == ["slope.png", "stripes.png", "disc.png"])
        #expect(images.embeddings.count == 3)
        #expect(images.skipped.map(\.image) == ["none.png", "broken.png"])
        #expect(images.skipped[0].reason.contains("cannot be read"))
        #expect(images.skipped[1].reason.contains("no known format"))
    }

    @Test func neitherBatchesNorThreadsNorTheKindOfPathChangeAnEmbedding() throws {
        let folder = try SampleFolder()
        let names = ["slope.png", "stripes.png", "disc.png"]
        let together = try EmbeddedImages(
            rows: names.map { row($0) },
            folder: folder.url,
            model: CommittedModel.load(threads: 3),
            batchSize: 64,
            threads: 3
        )
        let apart = try EmbeddedImages(
            rows: names.map { row(folder.path($0)) },
            folder: CommittedModel.root,
            model: CommittedModel.load(threads: 1),
            batchSize: 1,
            threads: 1
        )
        #expect(together.embeddings == apart.embeddings)
        #expect(together.embeddings[0] != together.embeddings[1])
    }

    @Test func tellsHowFarItIs() throws {
        let folder = try SampleFolder()
        var done: [Int] = []
        _ = try EmbeddedImages(
            rows: ["slope.png", "broken.png", "disc.png"].map { row($0) },
            folder: folder.url,
            model: CommittedModel.load(),
            batchSize: 2,
            threads: 2
        ) { done.append($0) }
        #expect(done == [2, 3])
    }

    @Test func refusesToAssessWithNothing() throws {
        let folder = try SampleFolder()
        let model = try CommittedModel.load()
        #expect(throws: AssessmentError.noImages) {
            try EmbeddedImages(rows: [], folder: folder.url, model: model, batchSize: 4, threads: 2)
        }
        let error = try #require(throws: AssessmentError.self) {
            let rows = [row("none.png"), row("broken.png")]
            _ = try EmbeddedImages(rows: rows, folder: folder.url, model: model, batchSize: 4, threads: 2)
        }
        #expect(error.description.contains("None of the 2 images") && error.description.contains("none.png"))
    }
}
