import ArgumentParser
import Foundation
import ZeroShot

/// Which labels are measured, by which prompts.
struct LabelOptions: ParsableArguments {
    @Option(help: "A built-in label set, or a JSON file that holds one. Without it the manifest's labels.")
    var labels: String?

    @Option(name: .customLong("label"), help: "A label of the manifest; may be repeated.")
    var names: [String] = []

    @Option(help: "The prompt for a finding that is there; may be repeated.")
    var positive: [String] = []

    @Option(help: "The prompt for a finding that is not there; may be repeated.")
    var negative: [String] = []

    @Option(help: "Leave out labels that fewer images have.")
    var minimumPositives = 1

    func validate() throws {
        guard labels == nil || (names.isEmpty && positive.isEmpty && negative.isEmpty) else {
            throw ValidationError(
                "--labels brings its own labels and prompts: leave out --label and the prompts."
            )
        }
        guard minimumPositives > 0 else { throw ValidationError("--minimum-positives is 1 or more.") }
    }

    /// Nil where the manifest has no labels and none are asked for.
    func labelSet(for test: EvaluationTask.Part) throws -> LabelSet? {
        let content = try labels.flatMap { name in
            LabelSet.builtIn(named: name) == nil ? try Self.content(name) : nil
        }
        do throws(LabelSetError) {
            if let content { return try LabelSet(parsing: content) }
            if let labels { return LabelSet.builtIn(named: labels) }
            let names = names.isEmpty ? test.assessedLabels : names
            guard !names.isEmpty else { return nil }
            return try LabelSet.adHoc(labels: names, templates: templates())
        } catch {
            throw CommandError("The labels cannot be used. \(error)")
        }
    }

    private func templates() throws(LabelSetError) -> PromptTemplates {
        let standard = PromptTemplates.standard
        return try PromptTemplates(
            positive: positive.isEmpty ? standard.positive : positive,
            negative: negative.isEmpty ? standard.negative : negative
        )
    }

    private static func content(_ path: String) throws -> Data {
        if let content = LabelSet.content(ofFile: path) { return content }
        let known = LabelSet.builtIn.compactMap(\.name).joined(separator: ", ")
        throw CommandError("'\(path)' is neither a readable file nor a built-in label set (\(known)).")
    }
}
