package import Batching
public import Datasets
import Foundation
import Randomness
public import Recipes

/// The rows of a manifest that a recipe trains on and validates with.
public struct TrainingData: Sendable {
    let manifest: Manifest
    /// The rows of the training split, in the manifest's order.
    let training: [ManifestRow]
    /// The rows of the validation split.
    let validation: [ManifestRow]
    package let examples: [TrainingExample]

    /// Selects the rows and says how each one's text is made.
    ///
    /// - Throws: `DatasetError` for a patient in two splits or a grammar that cannot be read, `RecipeError` for a
    ///   grammar that has changed, ``TrainingError/nothingToTrainOn(split:reason:)``.
    public init(_ manifest: Manifest, recipe: Recipe) throws {
        try manifest.requireSeparatePatients()
        self.manifest = manifest
        func rows(_ split: Split) -> [ManifestRow] {
            manifest.rows(in: split).filter { row in
                recipe.data.views == .all || row.view == nil || row.view == .frontal
            }
        }
        validation = rows(.validation)
        let makeSentences = try Self.sentences(recipe.data)
        let candidates = rows(.train)
        var kept: [ManifestRow] = []
        var examples: [TrainingExample] = []
        for row in candidates {
            guard let sentences = makeSentences(row) else { continue }
            kept.append(row)
            examples.append(
                TrainingExample(image: manifest.location(of: row).path, sentences: sentences)
            )
        }
        guard !examples.isEmpty else {
            throw TrainingError.nothingToTrainOn(
                split: Split.train.rawValue,
                reason: candidates.isEmpty
                    ? "there is no such row with a view that data.views allows."
                    : "no row has a \(recipe.data.text == .report ? "report" : "label"); see data.text."
            )
        }
        training = kept
        self.examples = examples
    }

    private typealias SentenceMaker = (ManifestRow) -> TrainingExample.Sentences?

    private static func sentences(_ selection: Recipe.DataSelection) throws -> SentenceMaker {
        switch selection.text {
        case .report:
            return { row in
                let sentences = row.sentences()
                return sentences.isEmpty ? nil : .written(sentences)
            }
        case .labels:
            if let file = selection.grammar { _ = try file.content(keyPath: "data.grammar") }
            let grammar = try selection.grammar.map { try LabelSentences(path: $0.path) } ?? .standard()
            return { row in
                guard !row.labels.isEmpty else { return nil }
                return .drawn { random in
                    grammar.sentences(
                        for: row.labels,
                        absentLabels: selection.absentLabels,
                        random: &random
                    )
                }
            }
        }
    }
}
