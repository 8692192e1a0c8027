/// A picture of figures.
public protocol Chart: Sendable {
    /// The whole SVG 1.1 document: self-contained, on a white ground, without script or outside font.
    var svg: String { get }
}

/// The measures that the pictures share, in pixels.
enum Layout {
    static let titleHeight = 46.0
    static let leftMargin = 74.0
    static let bottomMargin = 54.0
    static let rightMargin = 20.0
    static let legendGap = 18.0

    /// Draws a picture's title at its upper left.
    static func draw(title: String, in drawing: inout SVGDrawing) {
        drawing.text(title, at: Place(x: 16, y: 26), Lettering(size: 16, bold: true))
    }
}

/// One panel with a title above and a legend to the right.
struct SinglePanel {
    let title: String
    let plot: Area
    let legend: Legend
    let size: (width: Double, height: Double)

    init(title: String, plotWidth: Double, plotHeight: Double, legend: Legend) {
        self.title = title
        self.legend = legend
        plot = Area(left: Layout.leftMargin, top: Layout.titleHeight, width: plotWidth, height: plotHeight)
        let legendWidth = legend.entries.isEmpty ? 0 : Layout.legendGap + legend.width(height: plotHeight)
        let titleWidth = SVGDrawing.width(of: title, size: 17) + 32
        size = (
            max(plot.right + legendWidth + Layout.rightMargin, titleWidth),
            plot.bottom + Layout.bottomMargin
        )
    }

    /// A drawing with title and legend, for the panel's own content.
    func begin() -> SVGDrawing {
        var drawing = SVGDrawing(width: size.width, height: size.height)
        Layout.draw(title: title, in: &drawing)
        legend.draw(
            in: &drawing,
            at: Place(x: plot.right + Layout.legendGap, y: plot.top),
            height: plot.height
        )
        return drawing
    }
}
