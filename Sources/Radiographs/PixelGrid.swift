/// How the pixels of a decoded picture lie on the picture that the file holds.
///
/// A decoded pixel is the mean of a square of the file's pixels: so libjpeg computes halves, quarters and eighths
/// (`jidctred.c`). The squares are counted from the stored picture's first column and row, and the last may stick out
/// over its edge.
struct PixelGrid: Equatable {
    /// The size of the picture that the file holds, upright.
    var width: Int
    var height: Int
    /// The decoded pixels' number on each of the file's.
    let scale: DecodingScale
    /// Whether the squares are counted from the upright picture's right edge, and from its bottom.
    var startsAtRight = false
    var startsAtBottom = false

    /// The grid of a picture as it is stored.
    init(width: Int, height: Int, scale: DecodingScale = .full) {
        self.width = width
        self.height = height
        self.scale = scale
    }

    /// The grid of the picture after `orientation` turned it upright.
    func upright(_ orientation: Orientation) -> PixelGrid {
        var turned = self
        if orientation.swapsSides {
            swap(&turned.width, &turned.height)
        }
        (turned.startsAtRight, turned.startsAtBottom) = orientation.reversals
        return turned
    }
}

/// One axis of a canvas, and the decoded pixels of the picture that lies on it.
///
/// Its positions are the canvas's own pixels where every pixel was decoded. Else they are the decoded pixels, with one
/// position for each border.
struct CanvasAxis: Equatable {
    /// The canvas in pixels of the file, and where the picture lies on it.
    let length: Int
    let picture: Range<Int>
    /// The number of decoded pixels.
    let pixels: Int
    let scale: DecodingScale
    /// Whether the decoded pixels' squares are counted from the end.
    let isReversed: Bool

    private var border: Int { scale != .full && picture.count < length ? 1 : 0 }

    /// The number of positions.
    var count: Int { scale == .full ? length : pixels + 2 * border }

    /// The positions of the picture's pixels.
    var covered: Range<Int> {
        let start = scale == .full ? picture.lowerBound : border
        return start..<(start + pixels)
    }
}

extension CanvasAxis {
    /// Weights of neighbouring positions.
    struct Window {
        /// The first position.
        let start: Int
        let weights: [Double]
    }

    /// What weights of the canvas's pixels are as weights of positions.
    ///
    /// Of decoded pixels only means are known: the file's pixels are taken to lie on the parabola that has the means
    /// of a square and its two neighbours. Without it, the picture would be blurred once more.
    func gathered(_ window: Window) -> Window {
        guard scale != .full, !window.weights.isEmpty else { return window }
        let ends = [window.start, window.start + window.weights.count - 1].map(position)
        let first = max((ends.min() ?? 0) - 1, 0)
        let last = min((ends.max() ?? 0) + 1, count - 1)
        var gathered = [Double](repeating: 0, count: last - first + 1)
        for (tap, weight) in window.weights.enumerated() {
            let place = window.start + tap
            let position = position(place)
            guard picture.contains(place) else {
                gathered[position - first] += weight
                continue
            }
            let (before, own, after) = parabola(at: place)
            gathered[max(position - 1, covered.lowerBound) - first] += weight * before
            gathered[position - first] += weight * own
            gathered[min(position + 1, covered.upperBound - 1) - first] += weight * after
        }
        return Window(start: first, weights: gathered)
    }

    /// How many of the file's pixels are one decoded pixel.
    private var square: Int { 8 / scale.rawValue }

    /// A pixel of the picture, counted from the side where the squares start.
    private func stored(_ place: Int) -> Int {
        isReversed ? picture.upperBound - 1 - place : place - picture.lowerBound
    }

    /// The position that a canvas's pixel belongs to.
    private func position(_ place: Int) -> Int {
        if place < picture.lowerBound { return 0 }
        if place >= picture.upperBound { return count - 1 }
        let index = stored(place) / square
        return covered.lowerBound + (isReversed ? pixels - 1 - index : index)
    }

    /// A pixel as a combination of its square's mean and its neighbours' means.
    private func parabola(at place: Int) -> (before: Double, own: Double, after: Double) {
        let side = Double(square)
        let inside = (Double(stored(place) % square) - (side - 1) / 2) / side
        let offset = isReversed ? -inside : inside
        let curvature = (offset * offset - (1 - 1 / (side * side)) / 12) / 2
        return (curvature - offset / 2, 1 - 2 * curvature, curvature + offset / 2)
    }
}

extension PaddedCanvas {
    /// The horizontal axis, with a picture of so many decoded columns.
    func across(pixels: Int, _ grid: PixelGrid) -> CanvasAxis {
        CanvasAxis(
            length: width,
            picture: columns,
            pixels: pixels,
            scale: grid.scale,
            isReversed: grid.startsAtRight
        )
    }

    /// The vertical axis, with a picture of so many decoded rows.
    func down(pixels: Int, _ grid: PixelGrid) -> CanvasAxis {
        CanvasAxis(
            length: height,
            picture: rows,
            pixels: pixels,
            scale: grid.scale,
            isReversed: grid.startsAtBottom
        )
    }
}
