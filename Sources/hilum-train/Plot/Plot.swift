import ArgumentParser
import Evaluation
import Foundation

/// `hilum-train plot`: the curves of a run.
struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draw the training curves of a run as an SVG picture.",
        discussion: "Reads metrics.csv and validation.csv of the run's folder; the run may still be going on."
    )

    @Argument(help: "The folder of a run.")
    var folder: String

    @Option(name: .shortAndLong, help: "The picture; without it curves.svg in the run's folder.")
    var output: String?

    func run() throws {
        let metrics = try FigureTable(path: "\(folder)/metrics.csv")
        guard !metrics.isEmpty else {
            throw CommandError("\(folder)/metrics.csv has no step yet. Wait for the first one.")
        }
        var panels = try [
            ("Loss", "loss"), ("Learning rate", "learningRate"), ("Temperature", "temperature"),
        ]
        .map { title, column in try Self.panel(title, column, of: metrics) }
        let validation = "\(folder)/validation.csv"
        if FileManager.default.fileExists(atPath: validation) {
            let figures = try FigureTable(path: validation)
            if !figures.isEmpty {
                panels.insert(try Self.panel("Validation AUROC", "macroAUROC", of: figures), at: 1)
            }
        }
        let name = URL(filePath: folder).standardized.lastPathComponent
        let chart = CurveChart(title: "Run \(name)", horizontalTitle: "Step", panels: panels)
        let path = output ?? "\(folder)/curves.svg"
        try OutputFile(path: path).write(Data(chart.svg.utf8))
        print("Written to \(path).")
    }

    private static func panel(
        _ title: String,
        _ column: String,
        of table: FigureTable
    ) throws -> CurveChart.Panel {
        let points = try table.curve(of: column)
        return CurveChart.Panel(
            verticalTitle: title,
            series: [CurveChart.Series(name: title, points: points)]
        )
    }
}
