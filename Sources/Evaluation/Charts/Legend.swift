/// The names of a picture's curves or bars beside samples of their colours.
struct Legend {
    enum Sample {
        case line(Stroke)
        case box(String)
    }

    let entries: [(name: String, sample: Sample)]

    private static let lineHeight = 19.0
    private static let sampleWidth = 26.0
    private static let size = 12.0

    private var columnWidth: Double {
        let longest = entries.map { SVGDrawing.width(of: $0.name, size: Self.size) }.max() ?? 0
        return Self.sampleWidth + 8 + longest + 14
    }

    private func rows(height: Double) -> Int { max(1, Int(height / Self.lineHeight)) }

    /// How wide the legend is when it may be so high; further entries go to further columns.
    func width(height: Double) -> Double {
        let rows = rows(height: height)
        return columnWidth * Double((entries.count + rows - 1) / rows)
    }

    /// Draws the entries from a corner downwards.
    func draw(in drawing: inout SVGDrawing, at corner: Place, height: Double) {
        let rows = rows(height: height)
        for (index, entry) in entries.enumerated() {
            let left = corner.x + Double(index / rows) * columnWidth
            let middle = corner.y + (Double(index % rows) + 0.5) * Self.lineHeight
            switch entry.sample {
            case .line(let stroke):
                drawing.line(
                    from: Place(x: left, y: middle),
                    to: Place(x: left + Self.sampleWidth, y: middle),
                    stroke
                )
            case .box(let color):
                drawing.rectangle(Area(left: left + 6, top: middle - 6, width: 14, height: 12), fill: color)
            }
            drawing.text(
                entry.name,
                at: Place(x: left + Self.sampleWidth + 8, y: middle + 4),
                Lettering(size: Self.size)
            )
        }
    }
}
