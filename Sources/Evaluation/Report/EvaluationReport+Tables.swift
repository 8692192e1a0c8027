extension EvaluationReport {
    /// One row per label, then one per group, then the mean.
    public var table: ResultTable {
        ResultTable(
            title: "\(model) on \(data), \(images) images",
            columns: [
                "Label", "Positive", "Negative", "AUROC (95 % CI)", "AP", "Threshold", "F1", "MCC",
                "Sensitivity",
                "Specificity", "Brier", "ECE",
            ],
            rows: labels.map(\.row) + groups.map(\.row)
                + [[.text("Mean"), .missing, .missing, macroAUROC.cell]]
        )
    }

    /// The table with notes on how to read it, as Markdown.
    public var markdown: String {
        ([table.markdown] + notes.map { "- \($0)" }).joined(separator: "\n") + "\n"
    }

    /// The table with notes on how to read it, as plain text.
    public var plainText: String {
        ([table.plainText] + notes).joined(separator: "\n") + "\n"
    }

    private var notes: [String] {
        var notes = [
            "Intervals: 95 %, percentiles of \(bootstrap.resamples) bootstrap resamples of the images."
        ]
        if !leftOut.isEmpty {
            notes.append(
                "Left out of the mean, without a positive or without a negative image: "
                    + leftOut.joined(separator: ", ") + "."
            )
        }
        if let decision = labels.lazy.compactMap(\.decision).first {
            notes.append(
                "Thresholds: chosen on \(decision.chosenOn) for the best \(decision.criterion.title)."
            )
        }
        let unfitted = labels.filter { $0.calibration?.isFitted == false }.map(\.name)
        if !unfitted.isEmpty {
            notes.append(
                "Brier score and ECE of scores that are not calibrated: " + unfitted.joined(separator: ", ")
                    + "."
            )
        }
        return notes
    }
}

extension ThresholdCriterion {
    fileprivate var title: String {
        switch self {
        case .youden: "Youden index"
        case .f1: "F1"
        case .mcc: "MCC"
        }
    }
}

extension LabelResult {
    fileprivate var row: [ResultTable.Cell] {
        [
            .text(name), .count(positives), .count(negatives), auroc.cell, averagePrecision.cell,
            (decision?.threshold).cell, (decision?.f1).cell, (decision?.mcc).cell,
            (decision?.sensitivity).cell, (decision?.specificity).cell,
            (calibration?.brier).cell, (calibration?.expectedCalibrationError).cell,
        ]
    }
}

extension EvaluationReport.Group {
    fileprivate var row: [ResultTable.Cell] {
        [.text("Mean of \(name) (\(labels.count))"), .missing, .missing, auroc.cell]
    }
}

extension Estimate? {
    fileprivate var cell: ResultTable.Cell { map { .estimate($0, decimals: 3) } ?? .missing }
}

extension Double? {
    fileprivate var cell: ResultTable.Cell { map { .number($0, decimals: 3) } ?? .missing }
}
