/// Reliability diagrams: how often a finding is present where the model says so with some probability.
public struct ReliabilityChart: Chart {
    private let title: String
    private let curves: [(name: String, bins: [ReliabilityBin])]

    /// One curve per name; bins without images are left out of it.
    public init(title: String, curves: [(name: String, bins: [ReliabilityBin])]) {
        self.title = title
        self.curves = curves
    }

    /// The curves of a report's labels, each with its calibration error in the legend.
    public init(title: String, report: EvaluationReport) {
        self.init(
            title: title,
            curves: report.labels.compactMap { label in
                label.calibration.map {
                    ("\(label.name), ECE \($0.expectedCalibrationError.fixed(3))", $0.bins)
                }
            }
        )
    }

    /// The picture: share of positives over mean probability; a dot's area grows with the images of its bin.
    public var svg: String {
        let legend = Legend(
            entries: curves.enumerated().map { ($1.name, .line(Palette.stroke($0))) }
                + [("Perfect", .line(Self.perfect))]
        )
        let layout = SinglePanel(title: title, plotWidth: 420, plotHeight: 420, legend: legend)
        var drawing = layout.begin()
        let scale = AxisScale(from: 0, to: 1, step: 0.2)
        let panel = PlotPanel(area: layout.plot, horizontal: scale, vertical: scale)
        panel.drawFrame(
            in: &drawing,
            titles: AxisTitles(horizontal: "Mean probability", vertical: "Share of positive images")
        )
        drawing.line(from: panel.place(0, 0), to: panel.place(1, 1), Self.perfect)
        for (index, curve) in curves.enumerated() {
            Self.draw(curve.bins, index: index, panel: panel, in: &drawing)
        }
        return drawing.document
    }

    private static let perfect = Stroke(color: Palette.reference, dashes: [4, 4])

    private static func draw(
        _ bins: [ReliabilityBin],
        index: Int,
        panel: PlotPanel,
        in drawing: inout SVGDrawing
    ) {
        let largest = bins.map(\.count).max() ?? 1
        var places: [Place] = []
        for bin in bins {
            guard let mean = bin.meanProbability, let share = bin.positiveShare else { continue }
            let place = panel.place(mean, share)
            let size = (Double(bin.count) / Double(max(largest, 1))).squareRoot()
            drawing.dot(at: place, radius: 2 + 4 * size, fill: Palette.color(index))
            places.append(place)
        }
        drawing.polyline(places, Palette.stroke(index))
    }
}
