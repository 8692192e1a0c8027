/// A row of figures of a run.
public protocol MetricsRow {
    /// The names of the columns; the first is `step`.
    static var columns: [String] { get }
    /// Steps taken by then; never less than in the row before.
    var step: Int { get }
    /// The figures of the columns after the first; nil where there is none.
    var figures: [Double?] { get }
}

/// The figures of a training step.
public struct TrainingStepRow: MetricsRow, Sendable, Equatable {
    /// The names of the columns.
    public static let columns = [
        "step", "epoch", "loss", "learningRate", "temperature", "gradientNorm", "imagesPerSecond",
        "waitSeconds",
    ]

    /// Steps taken by then.
    public var step: Int
    /// The epoch, from 1.
    public var epoch: Int
    /// The loss of the step.
    public var loss: Double
    /// The learning rate of the step.
    public var learningRate: Double
    /// τ after the step.
    public var temperature: Double
    /// The norm of all gradients before clipping.
    public var gradientNorm: Double?
    /// Images per second over the last steps.
    public var imagesPerSecond: Double
    /// How long the step waited for its batch.
    public var waitSeconds: Double

    /// A row whose other figures are set afterwards.
    public init(step: Int, epoch: Int, loss: Double) {
        self.step = step
        self.epoch = epoch
        self.loss = loss
        learningRate = 0
        temperature = 0
        imagesPerSecond = 0
        waitSeconds = 0
    }

    /// The figures after the first column.
    public var figures: [Double?] {
        [Double(epoch), loss, learningRate, temperature, gradientNorm, imagesPerSecond, waitSeconds]
    }
}

/// The figures of a validation.
public struct ValidationRow: MetricsRow, Sendable, Equatable {
    /// The names of the columns.
    public static let columns = ["step", "epoch", "macroAUROC"]

    /// Steps taken by then.
    public var step: Int
    /// The epoch, from 1, that it followed.
    public var epoch: Int
    /// The mean AUROC over the labels; nil where no label has both positives and negatives.
    public var macroAUROC: Double?

    /// A row.
    public init(step: Int, epoch: Int, macroAUROC: Double?) {
        self.step = step
        self.epoch = epoch
        self.macroAUROC = macroAUROC
    }

    /// The figures after the first column.
    public var figures: [Double?] { [Double(epoch), macroAUROC] }
}
