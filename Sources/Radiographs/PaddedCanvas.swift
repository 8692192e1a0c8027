/// The rectangle that a picture lies on, with a border of one level where it is larger than the picture.
///
/// The border exists only while a row is resampled: the canvas of a large picture takes no memory.
struct PaddedCanvas: Equatable {
    let width: Int
    let height: Int
    /// The part that the picture covers.
    let columns: Range<Int>
    let rows: Range<Int>
    /// The level of the rest.
    let fill: UInt8

    /// A canvas of the picture's own size.
    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        columns = 0..<width
        rows = 0..<height
        fill = 0
    }

    /// The square that `padding` makes of a picture.
    init(width: Int, height: Int, padding: PreprocessingProfile.Padding) {
        let side = max(padding.minimumSide, width, height)
        let (left, top) = ((side - width) / 2, (side - height) / 2)
        self.width = side
        self.height = side
        columns = left..<(left + width)
        rows = top..<(top + height)
        fill = UInt8(clamping: padding.fill)
    }
}

extension Raster {
    /// The picture with its border: shape (channels, height, width) of the canvas.
    func planes(on canvas: PaddedCanvas) throws(RadiographError) -> SampleBuffer<UInt8> {
        try SampleBuffer(count: channels * canvas.width * canvas.height) { planes in
            planes.initialize(repeating: canvas.fill)
            buffer.withSamples { samples in
                for channel in 0..<channels {
                    for (row, y) in canvas.rows.enumerated() {
                        let start = (channel * canvas.height + y) * canvas.width + canvas.columns.lowerBound
                        for x in 0..<width {
                            planes[start + x] = samples[(row * width + x) * channels + channel]
                        }
                    }
                }
            }
        }
    }

    /// The whole picture resized, its planes woven together again.
    func resized(
        width newWidth: Int,
        height newHeight: Int,
        filter: ResamplingFilter,
        _ grid: PixelGrid
    ) throws(RadiographError) -> Raster {
        let window = ResizedWindow(
            fullWidth: newWidth,
            fullHeight: newHeight,
            columns: 0..<newWidth,
            rows: 0..<newHeight
        )
        let canvas = PaddedCanvas(width: grid.width, height: grid.height)
        let planes = try resized(to: window, filter: filter, on: canvas, grid)
        let planeSize = newWidth * newHeight
        return try Raster(width: newWidth, height: newHeight, channels: channels) { pixels in
            planes.withSamples { planes in
                for index in 0..<planeSize {
                    for channel in 0..<channels {
                        pixels[index * channels + channel] = planes[channel * planeSize + index]
                    }
                }
            }
        }
    }
}
