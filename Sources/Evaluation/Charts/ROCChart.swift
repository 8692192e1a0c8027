/// The ROC curves of several labels.
public struct ROCChart: Chart {
    private let title: String
    private let curves: [(name: String, points: [ROCPoint])]

    /// The curves of the labels that have both classes, each with its area in the legend.
    public init(title: String, labels: [LabelScores]) {
        self.title = title
        curves = labels.compactMap { label in
            guard let area = label.assessed.areaUnderROC else { return nil }
            return ("\(label.name) \(area.fixed(3))", label.assessed.rocCurve)
        }
    }

    /// The picture: sensitivity over 1 − specificity, with the line of chance.
    public var svg: String {
        let legend = Legend(
            entries: curves.enumerated().map { ($1.name, .line(Palette.stroke($0))) }
                + [("Chance 0.500", .line(Self.chance))]
        )
        let layout = SinglePanel(title: title, plotWidth: 420, plotHeight: 420, legend: legend)
        var drawing = layout.begin()
        let scale = AxisScale(from: 0, to: 1, step: 0.2)
        let panel = PlotPanel(area: layout.plot, horizontal: scale, vertical: scale)
        panel.drawFrame(
            in: &drawing,
            titles: AxisTitles(horizontal: "1 − specificity", vertical: "Sensitivity")
        )
        drawing.line(from: panel.place(0, 0), to: panel.place(1, 1), Self.chance)
        for (index, curve) in curves.enumerated() {
            let places = Self.corners(of: curve.points).map {
                panel.place($0.falsePositiveRate, $0.truePositiveRate)
            }
            drawing.polyline(places, Palette.stroke(index))
        }
        return drawing.document
    }

    private static let chance = Stroke(color: Palette.reference, dashes: [4, 4])

    /// The points where the curve changes its direction, which draw the same line.
    private static func corners(of points: [ROCPoint]) -> [ROCPoint] {
        points.indices.filter { index in
            guard index > 0, index + 1 < points.count else { return true }
            let (before, here, after) = (points[index - 1], points[index], points[index + 1])
            let inward = (
                here.falsePositiveRate - before.falsePositiveRate,
                here.truePositiveRate - before.truePositiveRate
            )
            let outward = (
                after.falsePositiveRate - here.falsePositiveRate,
                after.truePositiveRate - here.truePositiveRate
            )
            return abs(inward.0 * outward.1 - inward.1 * outward.0) > 1e-15
        }.map { points[$0] }
    }
}
