import Assessment
import Datasets
import Foundation
import Tensors
import ZeroShot

/// What every model is measured with.
struct EvaluationTask {
    /// The rows of a split of a manifest.
    struct Part {
        let path: String
        let split: Split
        let rows: [ManifestRow]
        let folder: URL
        let labelNames: [String]

        init(_ manifest: Manifest, path: String, _ split: Split) throws {
            rows = manifest.rows(in: split)
            guard !rows.isEmpty else {
                throw CommandError(
                    "\(path) has no rows of the split \(split.rawValue). Choose another with --split."
                )
            }
            self.path = path
            self.split = split
            folder = manifest.folder
            labelNames = manifest.labelNames
        }

        /// The manifest's labels that an image was assessed for.
        var assessedLabels: [String] {
            labelNames.filter { name in rows.contains { $0.labels[name] != nil } }
        }

        /// Refuses a label set with labels that the manifest does not have.
        func requireLabels(of labelSet: LabelSet) throws {
            let known = Set(labelNames.map { $0.lowercased() })
            let unknown = labelSet.labels.map(\.name).filter { !known.contains($0.lowercased()) }
            guard unknown.isEmpty else {
                throw AssessmentError.unknownLabels(unknown, available: labelNames)
            }
        }

        /// The file and the split, as a report names them.
        var title: String { "\(URL(filePath: path).lastPathComponent) (\(split.rawValue))" }
    }

    let test: Part
    /// Nil where there are no validation rows; then there are no thresholds.
    let validation: Part?
    /// Nil where only reports are compared.
    let labelSet: LabelSet?
    let minimumPositives: Int
    let threads: Int
    /// How the encoders are computed.
    let plan: PrecisionPlan

    /// The parts of a long-tailed label set.
    var groups: [(name: String, labels: [String])] {
        Label.Group.allCases.compactMap { group in
            let members = labelSet?.labels.filter { $0.group == group } ?? []
            return members.isEmpty ? nil : (group.rawValue, members.map(\.name))
        }
    }
}
