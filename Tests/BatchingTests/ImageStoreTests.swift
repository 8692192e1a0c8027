import Augmentation
import Batching
import Foundation
import Radiographs
import TestFiles
import Testing

@Suite struct ImageStoreTests {
    private static let side = ImageFolder.side

    /// One batch of every example in its order, and the store it came from.
    private func load(
        _ examples: [TrainingExample],
        _ store: ImageStore
    ) throws -> TrainingBatch? {
        let plan = try BatchPlan(
            exampleCount: examples.count,
            batchSize: examples.count,
            order: .asGiven,
            dropsLast: false
        )
        var settings = BatchLoader.Settings(plan: plan, epochs: 0..<1, textDraw: .whole, seed: 1)
        settings.toleratedMissingShare = 1
        return try BatchLoader(
            examples: examples,
            images: store,
            tokenizer: numberedWords(),
            settings: settings
        ).next()
    }

    private func store(
        _ views: [AugmentationProfile] = [.none],
        memoryLimit: Int = 1 << 20,
        _ profile: PreprocessingProfile? = nil
    ) throws -> ImageStore {
        try ImageStore(preprocessing: profile ?? levelsProfile(), views: views, memoryLimit: memoryLimit)
    }

    @Test func keepsImagesInMemory() throws {
        let folder = try ImageFolder(count: 3)
        let store = try store()
        let first = try load(folder.examples, store)
        folder.remove()
        let second = try load(folder.examples, store)
        #expect(second?.indices == [0, 1, 2])
        let isEqual = first?.views[0].values == second?.views[0].values
        #expect(isEqual)
        #expect(store.keptBytes >= 3 * Self.side * Self.side)
    }

    /// An image of 32 x 32 pixels takes 1,024 bytes and some for its place; three fit into 4,000.
    @Test func keepsNoMoreThanTheLimit() throws {
        let folder = try ImageFolder(count: 6)
        let store = try store(memoryLimit: 4_000)
        #expect(try load(folder.examples, store)?.count == 6)
        #expect((3_072...4_000).contains(store.keptBytes))
        folder.remove()
        #expect(try load(folder.examples, store)?.count == 3)
    }

    @Test func remembersWhatCouldNotBeUsed() throws {
        let folder = try ImageFolder(count: 5)
        let whole = try Data(contentsOf: folder.url.appending(path: "0.png"))
        try folder.write(Array(whole.prefix(whole.count / 2)), to: "1.png")
        try folder.write(grayPNG(width: 32, height: 300) { _, _ in 9 }, to: "2.png")
        try FileManager.default.removeItem(atPath: folder.path("3.png"))
        try FileManager.default.removeItem(atPath: folder.path("4.png"))
        try FileManager.default.createDirectory(
            atPath: folder.path("4.png"),
            withIntermediateDirectories: false
        )
        let store = try store()
        let expected: [String: ImageFailure] = [
            folder.path("1.png"): .damaged(.truncated(.png)),
            folder.path("2.png"): .damaged(.tooElongated(width: 32, height: 300, limit: 8)),
            folder.path("3.png"): .missing,
            folder.path("4.png"): .missing,
        ]
        #expect(try load(folder.examples, store)?.indices == [0])
        #expect(store.failures == expected)
        try folder.write(Array(whole), to: "1.png")
        #expect(try load(folder.examples, store)?.indices == [0])
    }

    /// The first view of UniCLIP is what the model scores; the sample is a film of 2:3 or so with much detail.
    @Test func makesTheViewsOfUniCLIPAndSLIP() throws {
        let root = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Public/samples/phantom.jpg")
        let example = TrainingExample(image: file.path, sentences: .written(["e1"]))
        let scored = try levelsProfile().apply(to: Radiograph(decoding: Data(contentsOf: file))).values
        let pair = try #require(try load([example], store([.none, .weak]))).views.map(\.values)
        let isScored = pair[0] == scored
        #expect(isScored)
        #expect(pair.count == 2 && pair[1] != pair[0])
        let triple = try #require(try load([example], store([.weak, .strong, .strong]))).views.map(\.values)
        #expect(Set(triple).count == 3)
    }

    @Test func squashesWhereTheModelDoes() throws {
        let folder = try ImageFolder(count: 1)
        // The left half is black, so a square crop of the middle of a wide picture would show less black.
        try folder.write(grayPNG(width: 128, height: 64) { x, _ in x < 32 ? 0 : 200 }, to: "0.png")
        let geometry = PreprocessingProfile.Geometry(
            mode: .squash,
            size: Self.side,
            filter: .bilinear,
            centerCrop: Self.side
        )
        var profile = AugmentationProfile()
        profile.zoom = 1...1
        let views = try store([.none, profile], levelsProfile(geometry))
        let batch = try #require(try load(folder.examples, views))
        for view in batch.views.map(\.values) {
            // A quarter of the columns is black; the edge is blurred.
            #expect(view[..<6].allSatisfy { $0 == 0 })
            #expect(view[10..<32].allSatisfy { abs($0 - 200) < 0.001 })
        }
    }

    @Test func refusesToWorkWithoutViewsOrWithImpossibleOnes() throws {
        #expect(throws: BatchingError.noViews) { try store([]) }
        var profile = AugmentationProfile.weak
        profile.rotation = -1
        #expect(throws: BatchingError.self) { try store([profile]) }
    }
}
