import Foundation

/// Where in the source the middle of each output pixel comes from, in pixels from the middle of the source's
/// first pixel: `x = xx * column + xy * row + xOffset`, and y likewise.
package struct AffineMap: Sendable, Equatable {
    package var xx: Double
    package var xy: Double
    package var xOffset: Double
    package var yx: Double
    package var yy: Double
    package var yOffset: Double

    package init(xx: Double, xy: Double, xOffset: Double, yx: Double, yy: Double, yOffset: Double) {
        self.xx = xx
        self.xy = xy
        self.xOffset = xOffset
        self.yx = yx
        self.yy = yy
        self.yOffset = yOffset
    }
}

/// A rectangle of a picture in pixels from its upper left corner.
package struct CropBox: Sendable, Equatable {
    package let left: Double
    package let top: Double
    package let width: Double
    package let height: Double

    package init(left: Double, top: Double, width: Double, height: Double) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
    }
}

extension AffineMap {
    /// Shows a square of `side` pixels what `geometry` says of a picture of the given size.
    package init(_ geometry: GeometryDraw, width: Int, height: Int, side: Int) {
        let crop = geometry.crop
        // From output pixels to the crop's pixels, relative to the centre about which the picture turns.
        let direction: Double = geometry.flips ? -1 : 1
        let stepX = direction * crop.width / geometry.zoom / Double(side)
        let stepY = crop.height / geometry.zoom / Double(side)
        let middle = Double(side - 1) / 2
        let startX = crop.left + crop.width / 2 - Double(width) / 2 - stepX * middle
        let startY = crop.top + crop.height / 2 - Double(height) / 2 - stepY * middle
        // Turning the picture one way takes each of its pixels from where the other way leads.
        let angle = geometry.degrees * .pi / 180
        let (cosine, sine) = (Self.exact(cos(angle)), Self.exact(sin(angle)))
        self.init(
            xx: cosine * stepX,
            xy: -sine * stepY,
            xOffset: cosine * startX - sine * startY + Double(width - 1) / 2,
            yx: sine * stepX,
            yy: cosine * stepY,
            yOffset: sine * startX + cosine * startY + Double(height - 1) / 2
        )
    }

    /// Zero where the sine or cosine of a right angle misses it by rounding, so that no tap lands outside.
    private static func exact(_ value: Double) -> Double {
        abs(value) < 1e-12 ? 0 : value
    }
}
