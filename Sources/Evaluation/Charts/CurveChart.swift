/// Curves over steps or epochs in one or more panels below each other.
public struct CurveChart: Chart {
    /// A named curve.
    public struct Series: Sendable {
        /// The name in the legend.
        public let name: String
        /// Pairs of step and value in the order of the steps; a value that is not finite interrupts the curve.
        public let points: [(x: Double, y: Double)]

        /// A curve of points.
        public init(name: String, points: [(x: Double, y: Double)]) {
            self.name = name
            self.points = points
        }
    }

    /// Curves that share a vertical axis.
    public struct Panel: Sendable {
        /// What the vertical axis shows, such as "Loss".
        public let verticalTitle: String
        /// The curves.
        public let series: [Series]

        /// Curves over one axis.
        public init(verticalTitle: String, series: [Series]) {
            self.verticalTitle = verticalTitle
            self.series = series
        }
    }

    private let title: String
    private let horizontalTitle: String
    private let panels: [Panel]

    /// - Parameter horizontalTitle: What all panels are drawn over, such as "Epoch".
    /// - Parameter panels: From top to bottom.
    public init(title: String, horizontalTitle: String, panels: [Panel]) {
        self.title = title
        self.horizontalTitle = horizontalTitle
        self.panels = panels
    }

    private static let plotWidth = 560.0
    private static let plotHeight = 230.0

    /// The picture.
    public var svg: String {
        let legends = panels.map(Self.legend)
        let legendWidth = legends.map { $0.width(height: Self.plotHeight) }.max() ?? 0
        let pitch = Self.plotHeight + Layout.bottomMargin + 14
        var drawing = SVGDrawing(
            width: Layout.leftMargin + Self.plotWidth + Layout.legendGap + legendWidth + Layout.rightMargin,
            height: Layout.titleHeight + pitch * Double(panels.count)
        )
        Layout.draw(title: title, in: &drawing)
        let steps = AxisScale(covering: panels.flatMap(\.series).flatMap(\.points).map(\.x), steps: 8)
        for (index, panel) in panels.enumerated() {
            let plot = PlotPanel(
                area: Area(
                    left: Layout.leftMargin,
                    top: Layout.titleHeight + pitch * Double(index),
                    width: Self.plotWidth,
                    height: Self.plotHeight
                ),
                horizontal: steps,
                vertical: AxisScale(covering: panel.series.flatMap(\.points).map(\.y))
            )
            draw(panel, in: plot, legend: legends[index], drawing: &drawing)
        }
        return drawing.document
    }

    private static func legend(of panel: Panel) -> Legend {
        Legend(entries: panel.series.enumerated().map { ($1.name, .line(Palette.stroke($0))) })
    }

    private func draw(_ panel: Panel, in plot: PlotPanel, legend: Legend, drawing: inout SVGDrawing) {
        plot.drawFrame(
            in: &drawing,
            titles: AxisTitles(horizontal: horizontalTitle, vertical: panel.verticalTitle)
        )
        for (index, series) in panel.series.enumerated() {
            for stretch in series.points.split(whereSeparator: { !$0.x.isFinite || !$0.y.isFinite }) {
                let places = stretch.map { plot.place($0.x, $0.y) }
                if places.count == 1 { drawing.dot(at: places[0], radius: 2.5, fill: Palette.color(index)) }
                drawing.polyline(places, Palette.stroke(index))
            }
        }
        legend.draw(
            in: &drawing,
            at: Place(x: plot.area.right + Layout.legendGap, y: plot.area.top),
            height: plot.area.height
        )
    }
}
