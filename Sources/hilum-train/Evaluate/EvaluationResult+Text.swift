import Evaluation

extension EvaluationResult {
    private static let note =
        "For research use only, not for diagnosis. A score is a softmax of two cosines, not a probability."

    /// Tables and sentences for a terminal.
    var plainText: String {
        (models.compactMap(\.labels?.plainText) + tables.map(\.plainText) + [noThresholds, Self.note])
            .compactMap(\.self).joined(separator: "\n")
    }

    /// The same as Markdown.
    var markdown: String {
        (models.compactMap(\.labels?.markdown) + tables.map(\.markdown) + [noThresholds, Self.note])
            .compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private var noThresholds: String? {
        guard validation == nil, models.contains(where: { $0.labels != nil }) else { return nil }
        return "No thresholds: there is no other validation split. Give one with --validation."
    }

    private var tables: [ResultTable] {
        var tables: [ResultTable] = []
        if models.contains(where: { $0.texts != nil }) { tables.append(texts) }
        if models.contains(where: { $0.texts?.retrieval != nil }) { tables.append(retrieval) }
        if !comparisons.isEmpty { tables.append(comparison) }
        return tables
    }

    private var texts: ResultTable {
        ResultTable(
            title: "Mean cosine of images and their own reports",
            columns: ["Model", "Images", "Different reports", "Whole report", "Mean of sentences"],
            rows: models.compactMap { model in
                model.texts.map { texts in
                    [
                        .text(model.model), .count(texts.images), .count(texts.reports),
                        .number(texts.reportSimilarity, decimals: 3),
                        .number(texts.sentenceSimilarity, decimals: 3),
                    ]
                }
            }
        )
    }

    private var retrieval: ResultTable {
        let searches: [(String, KeyPath<Retrieval, Recall>)] = [
            ("image to report", \.imageToText), ("report to image", \.textToImage),
        ]
        return ResultTable(
            title: "Retrieval; equal reports are one",
            columns: ["Model", "Search", "R@1", "R@5", "R@10"],
            rows: models.flatMap { model in
                searches.compactMap { name, direction in
                    model.texts?.retrieval.map { retrieval in
                        let recall = retrieval[keyPath: direction]
                        return [.text(model.model), .text(name)]
                            + [recall.at1, recall.at5, recall.at10].map { .number($0, decimals: 3) }
                    }
                }
            }
        )
    }

    private var comparison: ResultTable {
        ResultTable(
            title: "Mean AUROC, paired over bootstrap resamples of the images",
            columns: ["Model", "Against", "AUROC", "Its AUROC", "Difference (95 % CI)", "p (two-sided)"],
            rows: comparisons.map { comparison in
                let figures = comparison.macroAUROC
                return [
                    .text(comparison.model), .text(comparison.against), .number(figures.first, decimals: 3),
                    .number(figures.second, decimals: 3), .estimate(figures.difference, decimals: 3),
                    .number(figures.pValue, decimals: 4),
                ]
            }
        )
    }
}
