import Augmentation
import Batching
import Dispatch
import Foundation
import Radiographs
import Randomness
import Testing

@Suite struct BatchLoaderTests {
    private static let plane = 3 * ImageFolder.side * ImageFolder.side

    private func store(_ views: [AugmentationProfile] = [.none], memoryLimit: Int = 1 << 20) throws
        -> ImageStore
    {
        try ImageStore(preprocessing: levelsProfile(), views: views, memoryLimit: memoryLimit)
    }

    private func settings(
        _ count: Int,
        batch: Int,
        order: BatchPlan.Order = .shuffled(seed: 3),
        dropsLast: Bool = false,
        epochs: Range<Int> = 0..<1
    ) throws -> BatchLoader.Settings {
        let plan = try BatchPlan(exampleCount: count, batchSize: batch, order: order, dropsLast: dropsLast)
        var settings = BatchLoader.Settings(plan: plan, epochs: epochs, textDraw: .sentences(3), seed: 3)
        settings.threads = 3
        settings.toleratedMissingShare = 1
        return settings
    }

    private func loader(
        _ examples: [TrainingExample],
        _ settings: BatchLoader.Settings,
        _ images: ImageStore? = nil
    ) throws -> BatchLoader {
        try BatchLoader(
            examples: examples,
            images: images ?? store(),
            tokenizer: numberedWords(),
            settings: settings
        )
    }

    /// What every pixel of the images of a batch should be.
    private func expectPixels(of batch: TrainingBatch, sourceLocation: SourceLocation = #_sourceLocation) {
        let values = batch.views.first?.values ?? []
        let expected = batch.indices.flatMap {
            [Float](repeating: Float(ImageFolder.level($0)), count: Self.plane)
        }
        let isEqual = values == expected
        #expect(isEqual, sourceLocation: sourceLocation)
    }

    @Test func followsThePlanThroughEveryEpoch() throws {
        let folder = try ImageFolder(count: 10)
        let settings = try settings(10, batch: 4, epochs: 0..<3)
        let batches = try loader(folder.examples, settings).all()
        #expect(batches.map(\.epoch) == [0, 0, 0, 1, 1, 1, 2, 2, 2])
        #expect(batches.map(\.number) == [0, 1, 2, 0, 1, 2, 0, 1, 2])
        #expect(batches.map(\.isLastOfEpoch) == [false, false, true, false, false, true, false, false, true])
        for batch in batches {
            let order = settings.plan.examples(ofEpoch: batch.epoch)
            #expect(batch.indices == Array(order[settings.plan.positions(ofBatch: batch.number)]))
            #expect(batch.texts == tokens(of: batch.indices))
            expectPixels(of: batch)
        }
    }

    @Test func makesTheSameBatchesWithAnyNumberOfThreads() throws {
        let folder = try ImageFolder(count: 11)
        var examples = folder.examples
        examples[4] = TrainingExample(image: folder.path("gone.png"), sentences: .written(["e4"]))
        examples[7] = TrainingExample(image: folder.path("7.png"), sentences: .written([]))
        var settings = try settings(11, batch: 3, epochs: 0..<2)
        let runs = try [1, 2, 5].map { threads in
            settings.threads = threads
            settings.prefetchedBatches = threads
            return try loader(examples, settings, store([.weak, .strong])).all()
        }
        for run in runs.dropFirst() {
            #expect(run.map(\.indices) == runs[0].map(\.indices))
            #expect(run.map(\.texts) == runs[0].map(\.texts))
            #expect(run.map(\.skipped) == runs[0].map(\.skipped))
            let isEqual = run.map { $0.views.map(\.values) } == runs[0].map { $0.views.map(\.values) }
            #expect(isEqual)
        }
    }

    @Test func goesOnInTheMiddleAsIfItHadNotStopped() throws {
        let folder = try ImageFolder(count: 9)
        var settings = try settings(9, batch: 2, epochs: 0..<2)
        let whole = try loader(folder.examples, settings, store([.strong])).all()
        settings.epochs = 1..<2
        settings.firstBatch = 3
        let rest = try loader(folder.examples, settings, store([.strong])).all()
        #expect(rest.map(\.number) == [3, 4])
        #expect(rest.map(\.indices) == whole.suffix(2).map(\.indices))
        let isEqual = rest.map { $0.views[0].values } == whole.suffix(2).map { $0.views[0].values }
        #expect(isEqual)
    }

    @Test func replacesASkippedExampleByTheNextOfThePlan() throws {
        let folder = try ImageFolder(count: 9)
        let settings = try settings(9, batch: 3)
        let order = settings.plan.examples(ofEpoch: 0)
        var examples = folder.examples
        // Two of the first batch, and the first of those that come after it.
        try folder.write([1, 2, 3], to: "\(order[0]).png")
        examples[order[2]] = TrainingExample(image: examples[order[2]].image, sentences: .written([" "]))
        try folder.write([], to: "\(order[3]).png")
        let loader = try loader(examples, settings)
        let batches = try loader.all()
        #expect(batches[0].indices == [order[4], order[1], order[5]])
        #expect(Set(batches[0].skipped.map(\.index)) == [order[0], order[2], order[3]])
        #expect(batches[1].indices == [order[6], order[4], order[5]])
        #expect(batches[1].skipped.map(\.reason) == [.image(.damaged(.empty))])
        #expect(batches[2].indices == Array(order[6...]))
        #expect(batches[2].skipped.isEmpty)
        for batch in batches {
            expectPixels(of: batch)
            #expect(batch.texts == tokens(of: batch.indices))
        }
        #expect(loader.skipped.map(\.index) == [order[0], order[2], order[3]].sorted())
        #expect(loader.skipped.first { $0.index == order[2] }?.reason == .emptyText)
        #expect(
            loader.skipped.first { $0.index == order[0] }?.reason == .image(.damaged(.unsupportedFormat(nil)))
        )
    }

    @Test func beginsAnewAtTheEndOfThePlanForAReplacement() throws {
        let folder = try ImageFolder(count: 6)
        let settings = try settings(6, batch: 2)
        let order = settings.plan.examples(ofEpoch: 0)
        try folder.write([1], to: "\(order[5]).png")
        let batches = try loader(folder.examples, settings).all()
        #expect(batches[2].indices == [order[4], order[0]])
    }

    /// The first slot is held until the other of two threads has come to the fourth, having finished the second.
    @Test func replacesInTheOrderOfTheBatchWhicheverIsFinishedFirst() throws {
        let folder = try ImageFolder(count: 8)
        var settings = try settings(8, batch: 4)
        settings.threads = 2
        let order = settings.plan.examples(ofEpoch: 0)
        let fourthCame = DispatchSemaphore(value: 0)
        var examples = folder.examples
        func replace(_ position: Int, _ draw: @escaping @Sendable (inout RandomStream) -> [String]) {
            let index = order[position]
            examples[index] = TrainingExample(image: examples[index].image, sentences: .drawn(draw))
        }
        replace(0) { _ in
            _ = fourthCame.wait(timeout: .now() + 10)
            return []
        }
        replace(1) { _ in [] }
        replace(3) { _ in
            fourthCame.signal()
            return ["e0"]
        }
        let batch = try loader(examples, settings).next()
        #expect(batch?.indices == [order[4], order[5], order[2], order[3]])
    }

    @Test func leavesSkippedExamplesOutOfAnEvaluation() throws {
        let folder = try ImageFolder(count: 7)
        for broken in [1, 2, 3, 5] { try folder.write([1], to: "\(broken).png") }
        let settings = try settings(7, batch: 2, order: .asGiven)
        let batches = try loader(folder.examples, settings).all()
        #expect(batches.map(\.indices) == [[0], [4], [6]])
        for batch in batches {
            expectPixels(of: batch)
            #expect(batch.texts == tokens(of: batch.indices))
        }
    }

    @Test func makesABatchSmallerWhereNothingCanReplace() throws {
        let folder = try ImageFolder(count: 4)
        try folder.write([1], to: "2.png")
        let batches = try loader(folder.examples, settings(4, batch: 4, dropsLast: true)).all()
        #expect(batches.map(\.count) == [3])
        #expect(batches[0].indices.sorted() == [0, 1, 3])
        #expect(batches[0].views[0].count == 3 * Self.plane)
        expectPixels(of: batches[0])
    }

    @Test func saysWhenNothingCanBeUsed() throws {
        let folder = try ImageFolder(count: 4)
        for index in 0..<4 { try folder.write([1], to: "\(index).png") }
        var settings = try settings(4, batch: 2)
        settings.prefetchedBatches = 1
        let loader = try loader(folder.examples, settings)
        #expect(throws: BatchingError.nothingUsable(epoch: 0, batch: 0)) { try loader.all() }
    }

    /// Nothing is kept in memory, so that images go missing when the folder does.
    @Test func saysWhenTheFolderIsGone() throws {
        let folder = try ImageFolder(count: 20)
        var settings = try settings(20, batch: 2, epochs: 0..<50)
        settings.toleratedMissingShare = 0.1
        let loader = try loader(folder.examples, settings, store(memoryLimit: 0))
        let first = try loader.next()
        #expect(first?.count == 2)
        folder.remove()
        let error = #expect(throws: BatchingError.self) { try loader.all() }
        guard case .imagesGone(_, let missing, 20, let example) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(missing == 3)
        #expect(example.hasPrefix(folder.url.path))
        #expect(throws: BatchingError.self) { try loader.all() }
    }

    @Test func toleratesAFewMissingImages() throws {
        let folder = try ImageFolder(count: 20)
        for missing in [4, 11] { try FileManager.default.removeItem(atPath: folder.path("\(missing).png")) }
        var settings = try settings(20, batch: 5, epochs: 0..<3)
        settings.toleratedMissingShare = 0.1
        let loader = try loader(folder.examples, settings)
        #expect(try loader.all().map(\.count) == [Int](repeating: 5, count: 12))
        #expect(loader.skipped.map(\.index) == [4, 11])
    }

    @Test func drawsMadeSentencesAnewInEveryEpoch() throws {
        let folder = try ImageFolder(count: 2)
        let examples = (0..<2).map { index in
            TrainingExample(
                image: folder.path("\(index).png"),
                sentences: .drawn { random in ["e\(random.index(below: 100))"] }
            )
        }
        let settings = try settings(2, batch: 2, epochs: 0..<6)
        let first = try loader(examples, settings).all().map(\.texts)
        let second = try loader(examples, settings).all().map(\.texts)
        #expect(first == second)
        #expect(Set(first.joined()).count > 6)
    }

    @Test func stopsWhileBatchesAreStillWanted() throws {
        let folder = try ImageFolder(count: 8)
        let loader = try loader(folder.examples, settings(8, batch: 2, epochs: 0..<1_000))
        #expect(try loader.next()?.number == 0)
        loader.stop()
        #expect(try loader.next() == nil)
        loader.stop()
    }

    @Test func readsNoFurtherAheadThanAllowed() throws {
        let folder = try ImageFolder(count: 8)
        let drawn = Counter()
        let examples = folder.examples.map { example in
            TrainingExample(
                image: example.image,
                sentences: .drawn { _ in
                    drawn.increment()
                    return ["e1"]
                }
            )
        }
        let loader = try loader(examples, settings(8, batch: 2, epochs: 0..<1_000))
        for _ in 0..<40 { _ = try loader.next() }
        loader.stop()
        // 40 batches taken and two ahead, of two pairs each.
        #expect((80...84).contains(drawn.value))
    }

    @Test func measuresHowLongItIsWaitedFor() throws {
        let folder = try ImageFolder(count: 4)
        let loader = try loader(folder.examples, settings(4, batch: 2))
        #expect(loader.waitSeconds == 0)
        _ = try loader.next()
        let once = loader.waitSeconds
        _ = try loader.next()
        #expect(once > 0 && loader.waitSeconds > once)
    }

    @Test func refusesImpossibleSettings() throws {
        let examples = [TrainingExample(image: "a.png", sentences: .written(["e1"]))]
        let valid = try settings(1, batch: 1)
        let changes: [(inout BatchLoader.Settings) -> Void] = [
            { $0.threads = 0 }, { $0.prefetchedBatches = 0 }, { $0.toleratedMissingShare = .nan },
            { $0.firstBatch = 1 }, { $0.firstBatch = -1 }, { $0.epochs = 3..<3 },
        ]
        for change in changes {
            var settings = valid
            change(&settings)
            #expect(throws: BatchingError.self) { try loader(examples, settings) }
        }
        #expect(throws: BatchingError.planMismatch(planned: 1, given: 2)) {
            try loader(examples + examples, valid)
        }
    }
}
