import Evaluation
import Foundation
import Recipes

/// The figures of a grid on one manifest's test split.
struct AblationResult {
    /// What one run reached.
    struct Run {
        let cell: AblationCell
        let scores: [LabelScores]
        let macroAUROC: Double?
        let reportSimilarity: Double?
        let sentenceSimilarity: Double?
    }

    let title: String
    let runs: [Run]
    let bootstrap: Bootstrap

    private func runs(_ framework: String, _ variant: AblationCell.Variant) -> [Run] {
        runs.filter { $0.cell.framework.name == framework && $0.cell.variant == variant }
    }

    /// A row for each framework and variant: mean ± deviation over seeds, and the p-value of both parts against none.
    func table() throws -> ResultTable {
        var rows: [[ResultTable.Cell]] = []
        for framework in AblationCell.frameworks.map(\.name) {
            for variant in AblationCell.Variant.allCases {
                let runs = runs(framework, variant)
                guard !runs.isEmpty else { continue }
                let comparison =
                    variant == .baseline
                    ? nil
                    : try bootstrap.compare(
                        runs: runs.map(\.scores),
                        with: self.runs(framework, .baseline).map(\.scores)
                    )
                rows.append([
                    .text(framework), .text(variant.title), .count(runs.count),
                    Self.cell(runs.map(\.macroAUROC)),
                    comparison.map { .estimate($0.difference, decimals: 3) } ?? .missing,
                    comparison.map { .number($0.pValue, decimals: 3) } ?? .missing,
                    Self.cell(runs.map(\.reportSimilarity)), Self.cell(runs.map(\.sentenceSimilarity)),
                ])
            }
        }
        return ResultTable(
            title: title,
            columns: [
                "framework", "method", "seeds", "macro AUROC", "minus baseline", "p", "report similarity",
                "sentence similarity",
            ],
            rows: rows
        )
    }

    private static func cell(_ values: [Double?]) -> ResultTable.Cell {
        SeedSummary(values.compactMap(\.self)).map { .summary($0, decimals: 3) } ?? .missing
    }

    /// Macro AUROC as bars.
    var chart: BarChart {
        BarChart(
            title: title,
            verticalTitle: "Macro AUROC",
            series: AblationCell.Variant.allCases.map(\.title),
            groups: AblationCell.frameworks.map { framework in
                BarChart.Group(
                    name: framework.name,
                    bars: AblationCell.Variant.allCases.map { variant in
                        SeedSummary(runs(framework.name, variant).compactMap(\.macroAUROC)).map(
                            BarChart.Bar.init
                        )
                    }
                )
            }
        )
    }
}
