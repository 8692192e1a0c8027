/// The coordinate system of one panel of a picture.
struct PlotPanel {
    let area: Area
    let horizontal: AxisScale
    let vertical: AxisScale

    /// Where a pair of numbers stands.
    func place(_ x: Double, _ y: Double) -> Place {
        Place(
            x: area.left + horizontal.share(of: x) * area.width,
            y: area.bottom - vertical.share(of: y) * area.height
        )
    }

    /// Draws grid, ticks and axes; a title above, and the axes' titles outside.
    func drawFrame(in drawing: inout SVGDrawing, titles: AxisTitles, horizontalTicks: Bool = true) {
        for tick in vertical.ticks {
            let y = place(horizontal.lower, tick).y
            drawing.line(
                from: Place(x: area.left, y: y),
                to: Place(x: area.right, y: y),
                Stroke(color: Palette.grid)
            )
            drawing.text(
                vertical.title(of: tick),
                at: Place(x: area.left - 7, y: y + 4),
                Lettering(size: 12, anchor: .end)
            )
        }
        if horizontalTicks { drawHorizontalTicks(in: &drawing) }
        let corner = Place(x: area.left, y: area.bottom)
        drawing.line(from: corner, to: Place(x: area.right, y: area.bottom), Stroke(color: Palette.axis))
        drawing.line(from: corner, to: Place(x: area.left, y: area.top), Stroke(color: Palette.axis))
        draw(titles, in: &drawing)
    }

    private func drawHorizontalTicks(in drawing: inout SVGDrawing) {
        for tick in horizontal.ticks {
            let x = place(tick, vertical.lower).x
            drawing.line(
                from: Place(x: x, y: area.top),
                to: Place(x: x, y: area.bottom + 4),
                Stroke(color: Palette.grid)
            )
            drawing.text(
                horizontal.title(of: tick),
                at: Place(x: x, y: area.bottom + 18),
                Lettering(size: 12, anchor: .middle)
            )
        }
    }

    private func draw(_ titles: AxisTitles, in drawing: inout SVGDrawing) {
        let middle = area.left + area.width / 2
        drawing.text(
            titles.horizontal,
            at: Place(x: middle, y: area.bottom + 38),
            Lettering(anchor: .middle)
        )
        drawing.text(
            titles.vertical,
            at: Place(x: area.left - 48, y: area.top + area.height / 2),
            Lettering(anchor: .middle, upright: true)
        )
    }
}

/// What stands along the axes.
struct AxisTitles {
    let horizontal: String
    let vertical: String
}
