import Batching
import Foundation
import Runs

/// What a run tells while it goes on: the progress line, the CSV files of figures, the list of skipped examples.
final class TrainingJournal {
    struct Step {
        let number: Int
        /// Epochs that are complete.
        let epoch: Int
        let loss: Double
        let learningRate: Double
        let temperature: Double
        let gradientNorm: Double
        let images: Int
        /// Seconds that all steps of this process so far have waited for data.
        let waitSeconds: Double
    }

    private let progress: RunProgress
    private let steps: MetricsFile<TrainingStepRow>
    private let validations: MetricsFile<ValidationRow>
    private let skippedPath: String
    private var listed = 0
    private var waited = 0.0
    private var length: (epochs: Int, steps: Int)?

    init(run: RunFolder, progress: RunProgress, keepingThrough step: Int) throws {
        self.progress = progress
        steps = try MetricsFile(path: run.file("metrics.csv"), keepingThrough: step)
        validations = try MetricsFile(path: run.file("validation.csv"), keepingThrough: step)
        skippedPath = run.file("skipped.txt")
    }

    func begin(epochs: Int, steps: Int) {
        length = (epochs, steps)
        progress.begin(epochs: epochs, totalSteps: steps)
    }

    func finish() { progress.finish() }

    func record(_ step: Step) throws {
        let waitSeconds = step.waitSeconds - waited
        waited = step.waitSeconds
        let reading = progress.record(
            step: step.number,
            epoch: step.epoch + 1,
            loss: step.loss,
            images: step.images,
            waitSeconds: waitSeconds
        )
        var row = TrainingStepRow(step: step.number, epoch: step.epoch + 1, loss: step.loss)
        row.learningRate = step.learningRate
        row.temperature = step.temperature
        row.gradientNorm = step.gradientNorm
        row.imagesPerSecond = reading.imagesPerSecond
        row.waitSeconds = waitSeconds
        try steps.append(row)
    }

    func recordValidation(step: Int, epoch: Int, macroAUROC: Double?) throws {
        try validations.append(ValidationRow(step: step, epoch: epoch, macroAUROC: macroAUROC))
        let figure = macroAUROC.map { String(format: "%.4f", $0) } ?? "undefined: no label has both classes"
        progress.note("validation", "epoch \(epoch): macro AUROC \(figure)")
        // The pause does not count as training time.
        if let length { progress.begin(epochs: length.epochs, totalSteps: length.steps) }
    }

    /// Writes the examples that could not be used to `skipped.txt`, and says how many there are.
    func list(_ skipped: [SkippedExample]) throws {
        guard skipped.count > listed else { return }
        listed = skipped.count
        let lines = skipped.map { "\($0.image)\t\($0.reason)" }.sorted()
        try Data((lines.joined(separator: "\n") + "\n").utf8)
            .write(to: URL(filePath: skippedPath), options: .atomic)
        progress.note("skipped", "\(skipped.count) examples cannot be used; see \(skippedPath)")
    }

    func synchronize() throws {
        try steps.synchronize()
        try validations.synchronize()
    }
}
