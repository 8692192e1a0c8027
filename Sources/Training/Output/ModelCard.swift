import Checkpoints
import Datasets
import Evaluation
import Foundation
import Recipes
import Runs
import Torch

/// The README of a trained package: what it is, what it was made from, how, how good it is and what it is not for.
struct ModelCard {
    /// How many rows and patients each split had.
    struct Counts {
        let rows: [(split: Split, images: Int, patients: Int)]

        init(_ data: TrainingData) {
            rows = Split.allCases.map { split in
                let rows =
                    switch split {
                    case .train: data.training
                    case .validation: data.validation
                    case .test: data.manifest.rows(in: .test)
                    }
                return (split, rows.count, Set(rows.map(\.patient)).count)
            }
        }
    }

    let details: PackageDetails
    let description: ModelDescription
    let origin: ModelDescription?
    let state: RunState
    let counts: Counts
    let figures: ModelFigures

    /// The card as Markdown.
    var markdown: String {
        [
            "# Model card: \(details.id)", details.description, "**Research use only: not for diagnosis.**",
            "## Data", details.data, countsTable, "## Training", training, "## Figures", measured,
            "## Calibration",
            calibration, "## Limits", list(description.limits), "## Licence", details.license, "",
        ].joined(separator: "\n\n")
    }

    private var countsTable: String {
        let lines = counts.rows.map { "| \($0.split.rawValue) | \($0.images) | \($0.patients) |" }
        let skipped = state.counts["skippedExamples"] ?? 0
        return (["| split | images | patients |", "|---|---|---|"] + lines).joined(separator: "\n")
            + "\n\nExamples that could not be used: \(skipped)."
    }

    private var training: String {
        let recipe = state.recipe
        let from =
            origin.map { "the package `\($0.id)` (weights `\($0.weights.sha256)`)" } ?? "random weights"
        let best = state.earlyStopping.best.map {
            String(format: "Weights of epoch %d, validation macro AUROC %.4f.", $0.epoch, $0.metric)
        }
        let optimization = recipe.optimization
        return [
            "From \(from), with Hilum's trainer (version \(state.softwareVersion), LibTorch \(Torch.version), commit "
                + "\(details.commit ?? "unknown")).",
            "Recipe `\(recipe.name)`, fingerprint `\(state.fingerprint)`, seed \(optimization.seed): framework "
                + "\(recipe.objective.framework.name), \(method(recipe.objective)), \(optimization.optimizer.rawValue) with "
                + "learning rate \(optimization.learningRate), batch \(optimization.batchSize), \(state.epoch) epochs, "
                + "\(state.globalStep) steps, \(Int(state.wallSeconds / 60)) minutes of training steps.",
            best ?? "Weights of the last step; nothing was validated.",
        ].joined(separator: " ")
    }

    private func method(_ objective: Recipe.Objective) -> String {
        let sampling =
            objective.sentenceSampling.map { "\($0) sentences drawn from each text" } ?? "whole texts"
        let relaxation =
            objective.relaxation.map { "relaxed similarity with t = \($0.threshold), α = \($0.slope)" }
            ?? "no relaxation"
        return "\(sampling), \(relaxation)"
    }

    private var measured: String {
        guard let test = figures.test else { return "No figures: the manifest has no test split." }
        return
            "Zero-shot on the test split, a softmax of two cosines per label. Thresholds were chosen on the validation "
            + "split; intervals are 95 % percentiles of bootstrap resamples of the images.\n\n\(test.markdown)"
    }

    private var calibration: String {
        guard let calibration = figures.calibration, !calibration.labels.isEmpty else {
            return "No label is calibrated.\n\n\(list(figures.notCalibrated))"
        }
        let lines = calibration.labels.map { label in
            String(
                format: "| %@ | %d | %d | %.4f | %.2f | %.2f |",
                label.label,
                label.positives,
                label.negatives,
                label.operatingPoint.softmax,
                label.operatingPoint.sensitivity,
                label.operatingPoint.specificity
            )
        }
        return
            ([
                "| label | positives | negatives | operating point | sensitivity | specificity |",
                "|---|---|---|---|---|---|",
            ]
            + lines).joined(separator: "\n")
            + "\n\nPlatt scaling on the validation split; it holds for images like those only."
            + (figures.notCalibrated.isEmpty ? "" : " Not calibrated:\n\n\(list(figures.notCalibrated))")
    }

    private func list(_ sentences: [String]) -> String {
        sentences.map { "- \($0)" }.joined(separator: "\n")
    }
}
