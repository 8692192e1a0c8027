/// Why a training run cannot begin or go on.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Training from scratch needs a tokenizer, and neither the recipe nor a package gives one.
    case noTokenizer
    /// No row of the manifest's split can be used.
    case nothingToTrainOn(split: String, reason: String)
    /// The recipe asks for a CUDA device.
    case noCUDA(version: String)
    /// The text encoder has no place for so many tokens.
    case wrongTextLength(tokens: Int, limit: Int)
    /// The loss became infinite or not a number.
    case diverged(step: Int, loss: Double, kept: String?)
    /// A checkpoint lacks a tensor of this model.
    case unusableCheckpoint(file: String, tensor: String)
    /// The trained weights would not be a package that serves.
    case unusableResult(reason: String)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .noTokenizer:
            "There is no tokenizer: name a package to start from, or give initialization.tokenizer in the recipe."
        case .nothingToTrainOn(let split, let reason):
            "The manifest's \(split) split has no row that can be used: \(reason)"
        case .noCUDA(let version):
            "The recipe asks for cuda, but this LibTorch \(version) finds no CUDA device. Build with LIBTORCH set to a CUDA "
                + "build, or set resources.device to cpu."
        case .wrongTextLength(let tokens, let limit):
            "A text of \(tokens) tokens is asked for, but the text encoder takes 1 to \(limit)."
        case .diverged(let step, let loss, let kept):
            "The loss became \(loss) at step \(step). "
                + (kept.map { "The last good checkpoint is \($0). " } ?? "There is no checkpoint yet. ")
                + "Lower optimization.learningRate or set optimization.gradientClipping, and start a new run."
        case .unusableCheckpoint(let file, let tensor):
            "\(file) has no '\(tensor)' of this model's size. Resume with the recipe and the package that the run began "
                + "with."
        case .unusableResult(let reason):
            "The trained weights do not make a package: \(reason)"
        }
    }
}
