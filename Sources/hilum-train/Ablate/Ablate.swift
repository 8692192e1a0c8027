import ArgumentParser
import Assessment
import Datasets
import Evaluation
import Foundation
import Recipes
import Runs
import Tensors
import Training
import ZeroShot

/// `hilum-train ablate`: the grid of the paper's tables 1 and 6.
struct Ablate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Train {CLIP, SLIP, UniCLIP} × {baseline, + sampling, + relaxation, both} × seeds and compare.",
        discussion: """
            Every run starts from the same package and gets the same budget: the recipe's. A grid that was stopped goes \
            on where it was when the same command is given again. At the end macro AUROC and similarities are measured \
            on the test split of the manifest and of every --test manifest.
            """
    )

    @Argument(help: "The recipe whose framework, sampling, relaxation and seed are varied.")
    var recipe: String

    @Option(help: "The manifest to train on.")
    var manifest: String

    @Option(help: "The package that every run starts from.")
    var from: String

    @Option(help: "The folder for runs, packages, tables and pictures.")
    var output: String

    @Option(help: "Runs of each cell.")
    var seeds = 3

    @Option(help: "Another manifest whose test split is measured too; may be given several times.")
    var test: [String] = []

    @Option(help: "Leave out labels that fewer test images have.")
    var minimumPositives = 20

    @Option(help: "The same for the --test manifests; by default as many.")
    var testMinimumPositives: Int?

    @Option(help: "Bootstrap resamples of the images.")
    var resamples = 1_000

    func validate() throws {
        guard (1...100).contains(seeds) else { throw ValidationError("--seeds is a number from 1 to 100.") }
        guard minimumPositives > 0, testMinimumPositives ?? 1 > 0 else {
            throw ValidationError("--minimum-positives and --test-minimum-positives are 1 or more.")
        }
    }

    func run() throws {
        let base = try Recipe(path: recipe)
        let cells = AblationCell.grid(seeds: seeds)
        for (number, cell) in cells.enumerated() {
            let package = folder(cell).appending(path: "package").path
            guard !FileManager.default.fileExists(atPath: package) else { continue }
            print("\(number + 1) of \(cells.count): \(cell.name)")
            try train(cell, base, package: package)
        }
        try measure(cells, on: manifest, minimumPositives: minimumPositives)
        for path in test {
            try measure(cells, on: path, minimumPositives: testMinimumPositives ?? minimumPositives)
        }
    }

    private func folder(_ cell: AblationCell) -> URL {
        URL(filePath: output, directoryHint: .isDirectory).appending(path: "cells/\(cell.name)")
    }

    private func train(_ cell: AblationCell, _ base: Recipe, package: String) throws {
        try FileManager.default.createDirectory(at: folder(cell), withIntermediateDirectories: true)
        let job = try FitJob(
            recipe: cell.recipe(like: base),
            manifest: manifest,
            package: from,
            output: package
        )
        let run = folder(cell).appending(path: "run").path
        let details = PackageDetails(
            id: "ablation",
            description: "A cell of an ablation: \(cell.name).",
            license: "An experiment, not to be passed on: see the licence of its data.",
            data: URL(filePath: manifest).lastPathComponent,
            limits: []
        )
        let hasBegun = FileManager.default.fileExists(atPath: run)
        if case .stopped(let status) = try job.run(in: run, resuming: hasBegun, details: details) {
            throw ExitCode(status)
        }
    }

    /// The assessed labels but "no finding", which is made of the others.
    private static func findings(of part: EvaluationTask.Part) throws -> LabelSet? {
        let all = part.assessedLabels
        guard !all.isEmpty else { return nil }
        let names = try LabelSet.adHoc(labels: all, templates: .standard).labels.filter { !$0.isNoFinding }
            .map(\.name)
        return names.isEmpty ? nil : try LabelSet.adHoc(labels: names, templates: .standard)
    }

    private func measure(_ cells: [AblationCell], on path: String, minimumPositives: Int) throws {
        let manifest = try Manifest(path: path)
        let part = try EvaluationTask.Part(manifest, path: path, .test)
        let task = EvaluationTask(
            test: part,
            validation: nil,
            labelSet: try Self.findings(of: part),
            minimumPositives: minimumPositives,
            threads: ProcessInfo.processInfo.activeProcessorCount,
            plan: PrecisionPlan(.float32)
        )
        let runs = try cells.map { cell in
            let model = try EvaluatedModel(
                package: folder(cell).appending(path: "package").path,
                task: task
            )
            return AblationResult.Run(
                cell: cell,
                scores: model.test?.labelScores ?? [],
                macroAUROC: model.test?.macroAUROC,
                reportSimilarity: model.texts?.reportSimilarity,
                sentenceSimilarity: model.texts?.sentenceSimilarity
            )
        }
        let result = AblationResult(
            title: part.title,
            runs: runs,
            bootstrap: try Bootstrap(resamples: resamples)
        )
        let table = try result.table()
        print(table.plainText)
        let name = URL(filePath: path).deletingPathExtension().lastPathComponent
        let file = { (ending: String) in "\(output)/\(name).\(ending)" }
        try OutputFile(path: file("md")).write(Data(table.markdown.utf8))
        try OutputFile(path: file("json")).write(JSONEncoder().encode(table))
        try OutputFile(path: file("svg")).write(Data(result.chart.svg.utf8))
    }
}
