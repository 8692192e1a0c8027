public import Augmentation

/// Why batches cannot be made.
public enum BatchingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is nothing to make batches of.
    case noExamples
    /// A batch size below 1.
    case invalidBatchSize(Int)
    /// The only batch would be incomplete, and incomplete ones are dropped.
    case batchLargerThanEpoch(batchSize: Int, exampleCount: Int)
    /// The plan counts other examples than there are.
    case planMismatch(planned: Int, given: Int)
    /// No view of the images is asked for.
    case noViews
    /// A number of threads or prefetched batches below 1, or a share outside of 0...1; the name says which.
    case invalidSetting(name: String, value: Double)
    /// The first batch lies outside of the first epoch, or there is no epoch.
    case invalidStart(epoch: Int, batch: Int)
    /// A profile or the model's input is not valid.
    case augmentation(AugmentationError)
    /// More than the tolerated share of an epoch's images cannot be read.
    case imagesGone(epoch: Int, missing: Int, of: Int, example: String)
    /// Neither a batch nor any other example of its epoch can be used.
    case nothingUsable(epoch: Int, batch: Int)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .noExamples:
            "There are no examples. Check the manifest and its split column."
        case .invalidBatchSize(let size):
            "The batch size is \(size), must be 1 or more. Correct it in the recipe."
        case .batchLargerThanEpoch(let batchSize, let exampleCount):
            "A batch of \(batchSize) needs more than the \(exampleCount) examples there are. "
                + "Set a smaller batch size in the recipe."
        case .planMismatch(let planned, let given):
            "The plan is for \(planned) examples, and \(given) were given. Make a plan for these examples."
        case .noViews:
            "No view of the images is asked for. Name at least one augmentation."
        case .invalidSetting(let name, let value):
            "The loader's \(name) is \(value), which is out of its range. Correct it in the recipe."
        case .invalidStart(let epoch, let batch):
            "There is no batch \(batch) in epoch \(epoch) to start with. Continue the run with its own recipe."
        case .augmentation(let error):
            error.description
        case .imagesGone(let epoch, let missing, let total, let example):
            "\(missing) of \(total) images of epoch \(epoch) cannot be read, such as \(example): the folder "
                + "seems to be gone. Make it available again and resume the run."
        case .nothingUsable(let epoch, let batch):
            "No example can be used for batch \(batch) of epoch \(epoch): images are damaged or texts empty. "
                + "Check the list of skipped examples."
        }
    }
}
