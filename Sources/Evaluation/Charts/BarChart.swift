/// Bars in groups, with marks for their spread, as for the cells of an ablation.
public struct BarChart: Chart {
    /// One bar.
    public struct Bar: Sendable, Equatable {
        /// The bar's height; one that is not finite is not drawn.
        public let value: Double
        /// The ends of the mark on the bar.
        public let spread: ConfidenceInterval?

        /// A figure with its interval.
        public init(_ estimate: Estimate) {
            value = estimate.value
            spread = estimate.interval
        }

        /// A mean over runs with its deviation to both sides.
        public init(_ summary: SeedSummary) {
            value = summary.mean
            spread = summary.deviation.map {
                ConfidenceInterval(lower: summary.mean - $0, upper: summary.mean + $0)
            }
        }
    }

    /// Bars that stand together.
    public struct Group: Sendable, Equatable {
        /// The name below the bars.
        public let name: String
        /// One bar per series; `nil` leaves a gap.
        public let bars: [Bar?]

        /// Named bars.
        public init(name: String, bars: [Bar?]) {
            self.name = name
            self.bars = bars
        }
    }

    private let title: String
    private let verticalTitle: String
    private let series: [String]
    private let groups: [Group]

    /// - Parameter verticalTitle: What the bars' height shows, such as "Macro AUROC".
    /// - Parameter series: The names of a group's bars, in their order, for the legend.
    public init(title: String, verticalTitle: String, series: [String], groups: [Group]) {
        self.title = title
        self.verticalTitle = verticalTitle
        self.series = series
        self.groups = groups
    }

    private static let barWidth = 26.0
    private static let groupGap = 34.0

    /// The picture. The axis need not start at 0 where all bars are far from it; a note then says so.
    public var svg: String {
        let legend = Legend(entries: series.enumerated().map { ($1, .box(Palette.color($0))) })
        let names = groups.map { SVGDrawing.width(of: $0.name, size: 13) + 12 }.max() ?? 0
        let pitch = max(Double(series.count) * Self.barWidth + Self.groupGap, names)
        let layout = SinglePanel(
            title: title,
            plotWidth: max(pitch * Double(groups.count), 200),
            plotHeight: 320,
            legend: legend
        )
        var drawing = layout.begin()
        let vertical = AxisScale(covering: ends)
        let panel = PlotPanel(
            area: layout.plot,
            horizontal: AxisScale(from: 0, to: 1, step: 1),
            vertical: vertical
        )
        let note = vertical.lower > 0 ? "The axis starts at \(vertical.title(of: vertical.lower))" : ""
        panel.drawFrame(
            in: &drawing,
            titles: AxisTitles(horizontal: note, vertical: verticalTitle),
            horizontalTicks: false
        )
        for (index, group) in groups.enumerated() {
            let center = layout.plot.left + (Double(index) + 0.5) * layout.plot.width / Double(groups.count)
            draw(group, center: center, panel: panel, in: &drawing)
        }
        return drawing.document
    }

    /// All values that the axis must show, with a little more below the lowest bar, so that each can be seen.
    private var ends: [Double] {
        let bars = groups.flatMap(\.bars).compactMap(\.self).filter(\.value.isFinite)
        let values = bars.flatMap { [$0.value, $0.spread?.lower ?? $0.value, $0.spread?.upper ?? $0.value] }
        guard let lowest = values.min(), let highest = values.max() else { return [] }
        let range = highest - lowest
        guard lowest > 0, range < lowest / 2 else { return values + [0] }
        return values + [lowest - max(range / 4, lowest / 50)]
    }

    private func draw(_ group: Group, center: Double, panel: PlotPanel, in drawing: inout SVGDrawing) {
        let left = center - Double(series.count) * Self.barWidth / 2
        let ground = min(max(0, panel.vertical.lower), panel.vertical.upper)
        for (index, bar) in group.bars.prefix(series.count).enumerated() {
            guard let bar, bar.value.isFinite else { continue }
            let top = panel.place(0, max(bar.value, ground)).y
            let bottom = panel.place(0, min(bar.value, ground)).y
            let start = left + Double(index) * Self.barWidth
            drawing.rectangle(
                Area(left: start + 2, top: top, width: Self.barWidth - 4, height: bottom - top),
                fill: Palette.color(index)
            )
            if let spread = bar.spread {
                draw(spread, at: start + Self.barWidth / 2, panel: panel, in: &drawing)
            }
        }
        drawing.text(
            group.name,
            at: Place(x: center, y: panel.area.bottom + 18),
            Lettering(anchor: .middle)
        )
    }

    private func draw(
        _ spread: ConfidenceInterval,
        at x: Double,
        panel: PlotPanel,
        in drawing: inout SVGDrawing
    ) {
        let ends = [spread.lower, spread.upper].map { Place(x: x, y: panel.place(0, $0).y) }
        let stroke = Stroke(color: Palette.ink, width: 1.4)
        drawing.line(from: ends[0], to: ends[1], stroke)
        for end in ends {
            drawing.line(from: Place(x: x - 5, y: end.y), to: Place(x: x + 5, y: end.y), stroke)
        }
    }
}
