import Foundation
import Radiographs
public import Reports

/// Makes the batches of a run ahead of time on threads of its own.
///
/// The batches and their order depend on the examples, the seed and the files only, not on the number of threads or
/// their timing, and a loader that starts in the middle goes on as the one before it would have.
public final class BatchLoader: Sendable {
    /// What is loaded, how far ahead and by how many threads.
    public struct Settings: Sendable {
        /// The batches of an epoch.
        public var plan: BatchPlan
        /// The epochs that are loaded one after the other.
        public var epochs: Range<Int>
        /// The first batch of the first epoch, to go on after a stop.
        public var firstBatch = 0
        /// How texts are made of sentences.
        public var textDraw: TextDraw
        /// The seed of all draws.
        public var seed: UInt64
        /// The number of threads, 1 or more.
        public var threads: Int
        /// The most batches in memory beside the one in use, 1 or more.
        public var prefetchedBatches = 2
        /// The share of an epoch's images, 0...1, that may be missing before the folder counts as gone.
        public var toleratedMissingShare = 0.1

        /// Settings with one thread for each processor.
        public init(plan: BatchPlan, epochs: Range<Int>, textDraw: TextDraw, seed: UInt64) {
            self.plan = plan
            self.epochs = epochs
            self.textDraw = textDraw
            self.seed = seed
            threads = max(1, ProcessInfo.processInfo.activeProcessorCount)
        }

        func validate(exampleCount: Int) throws(BatchingError) {
            guard plan.exampleCount == exampleCount else {
                throw .planMismatch(planned: plan.exampleCount, given: exampleCount)
            }
            guard !epochs.isEmpty, (0..<plan.batchCount).contains(firstBatch) else {
                throw .invalidStart(epoch: epochs.lowerBound, batch: firstBatch)
            }
            guard threads > 0 else { throw .invalidSetting(name: "threads", value: Double(threads)) }
            guard prefetchedBatches > 0 else {
                throw .invalidSetting(name: "prefetchedBatches", value: Double(prefetchedBatches))
            }
            guard (0...1).contains(toleratedMissingShare) else {
                throw .invalidSetting(name: "toleratedMissingShare", value: toleratedMissingShare)
            }
        }
    }

    private let queue: BatchQueue

    /// Starts to load.
    ///
    /// - Throws: `BatchingError` where a setting is out of its range.
    public init(
        examples: [TrainingExample],
        images: ImageStore,
        tokenizer: any Tokenizer,
        settings: Settings
    ) throws(BatchingError) {
        try settings.validate(exampleCount: examples.count)
        let queue = BatchQueue(
            settings: settings,
            viewCount: images.augmenters.count,
            side: images.preprocessing.inputSize
        )
        self.queue = queue
        let maker = ExampleMaker(
            examples: examples,
            images: images,
            tokenizer: tokenizer,
            textDraw: settings.textDraw,
            seed: settings.seed
        )
        for _ in 0..<settings.threads {
            Thread { Self.work(queue, maker, replacing: settings.plan.replacesSkipped) }.start()
        }
    }

    deinit {
        queue.stop()
    }

    /// The next batch, for which it waits; nil after the last batch of the last epoch and after `stop()`.
    /// No batch is empty: one of an evaluation of which nothing can be used is passed over.
    ///
    /// - Throws: `BatchingError.imagesGone` where too many images are missing, `.nothingUsable` where no example can
    ///   replace those that are skipped.
    public func next() throws(BatchingError) -> TrainingBatch? {
        try queue.next()
    }

    /// The seconds for which `next()` has waited so far.
    public var waitSeconds: Double { queue.waitSeconds }

    /// Every example that could not be used so far, once, in the order of the examples.
    public var skipped: [SkippedExample] { queue.skipped }

    /// Ends the threads and waits until they have ended, as leaving the loader does.
    public func stop() {
        queue.stop()
    }

    private static func work(_ queue: BatchQueue, _ maker: ExampleMaker, replacing: Bool) {
        while let unit = queue.takeUnit() {
            let assembly = unit.assembly
            let outcome = maker.make(unit.index, epoch: assembly.epoch, into: assembly.views, slot: unit.slot)
            guard queue.finish(unit, outcome) else { continue }
            assembly.repair(with: maker, replacing: replacing) {
                queue.noteDuringRepair($0, epoch: assembly.epoch)
            }
            queue.finishRepair(assembly)
        }
        queue.leave()
    }
}
