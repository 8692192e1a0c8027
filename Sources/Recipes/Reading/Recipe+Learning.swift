import Foundation
import Yams
import ZeroShot

extension Recipe.Optimization {
    mutating func read(_ section: RecipeSection) {
        section.read("optimizer", into: &optimizer)
        section.read("learningRate", into: &learningRate, in: .above(0, through: 1))
        section.read("beta1", into: &beta1, in: .from(0, below: 1))
        section.read("beta2", into: &beta2, in: .from(0, below: 1))
        section.read("epsilon", into: &epsilon, in: .above(0, through: 0.1))
        section.read("weightDecay", into: &weightDecay, in: .from(0, through: 1))
        section.read("warmUpIterations", into: &warmUpIterations, in: 0...10_000_000)
        section.read("schedule", into: &schedule)
        section.read("batchSize", into: &batchSize, in: 2...1_048_576)
        section.read("chunkSize", into: &chunkSize, in: 1...1_048_576)
        section.read("epochs", into: &epochs, in: 1...100_000)
        section.read("gradientClipping", into: &gradientClipping, in: .above(0, through: 1_000_000))
        section.read("precision", into: &precision)
        section.read("initialTemperature", into: &initialTemperature, in: .from(0.001, through: 10))
        section.read("maximumLogitScale", into: &maximumLogitScale, in: .from(1, through: 10_000))
        section.read("averagingDecay", into: &averagingDecay, in: .above(0, below: 1))
        section.read("seed", into: &seed, in: 0...Int.max)
        if let chunkSize, chunkSize > batchSize {
            section.report(
                .conflict(reason: "it is \(chunkSize), more than the batch size of \(batchSize)"),
                at: "chunkSize"
            )
        }
        if let initialTemperature, 1 / initialTemperature > maximumLogitScale {
            section.report(
                .conflict(
                    reason:
                        "it is \(initialTemperature), whose inverse is more than the maximumLogitScale of "
                        + "\(maximumLogitScale)"
                ),
                at: "initialTemperature"
            )
        }
    }
}

extension Recipe.Validation {
    mutating func read(_ section: RecipeSection) {
        let hasLabels = readLabels(section)
        section.within("prompts") { part in
            part.read("positive", into: &prompts.positive)
            part.read("negative", into: &prompts.negative)
        }
        section.read("everyEpochs", into: &everyEpochs, in: 1...100_000)
        section.read("patience", into: &patience, in: 1...100_000)
        if hasLabels { check(section) }
    }

    /// - Returns: Whether it is known which labels are meant.
    private mutating func readLabels(_ section: RecipeSection) -> Bool {
        let folder = section.folder
        let reading = section.reading("labels", allowsNull: true) {
            (node) throws(Rejection) -> Recipe.ValidationLabels in
            if case .sequence = node { return .names(try RecipeSection.texts(node)) }
            if let name = node.text { return .builtIn(try Self.builtIn(name)) }
            guard case .mapping(let mapping) = node, mapping.count == 1, let name = mapping["file"]?.text
            else {
                throw .type("a built-in label set, a list of labels, or {file: NAME} of a label set file")
            }
            return .file(try Recipe.FileReference(named: name, relativeTo: folder))
        }
        switch reading {
        case .absent: return section.line("labels") == nil
        case .null: labels = nil
        case .value(let value): labels = value
        }
        return true
    }

    private func check(_ section: RecipeSection) {
        if labels == nil {
            section.refuse(["patience"], because: "without labels there is no validation to wait for")
        }
        if case .names = labels {
        } else {
            section.refuse(
                ["prompts"],
                because: "only a list of label names takes prompts; a label set brings its own"
            )
        }
        do {
            _ = try labelSet()
        } catch .inapplicable(let keyPath, let reason) {
            section.report(
                .conflict(reason: reason.hasSuffix(".") ? String(reason.dropLast()) : reason),
                at: keyPath == Self.promptsKeyPath ? "prompts" : "labels"
            )
        } catch {
            section.report(.conflict(reason: "\(error)"), at: "labels")
        }
    }

    private static func builtIn(_ name: String) throws(Rejection) -> String {
        let names = LabelSet.builtIn.compactMap(\.name)
        guard names.contains(name) else {
            throw .value("'\(name)'", allowed: names.joined(separator: " or "))
        }
        return name
    }
}
