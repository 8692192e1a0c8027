public import Radiographs

/// A radiograph as 8-bit gray levels: what is kept of it between two draws.
public struct GrayImage: Sendable, Equatable {
    /// Columns, 1 or more.
    public let width: Int
    /// Rows, 1 or more.
    public let height: Int
    /// `width * height` levels 0...255, rows from top to bottom.
    public let pixels: [UInt8]

    /// An image of levels.
    ///
    /// - Precondition: both sides are positive and `pixels` has `width * height` elements.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0 && pixels.count == width * height)
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The BT.601 luma of a radiograph, at its full size.
    ///
    /// - Throws: `RadiographError.outOfMemory`.
    public init(_ radiograph: Radiograph) throws(RadiographError) {
        let luma = try radiograph.raster.luma()
        self.init(width: luma.width, height: luma.height, pixels: luma.samples)
    }

    /// The whole image, antialiased, so that its shorter side is `shorterSide` pixels; the longer one is cut to
    /// an integer, as torchvision's `Resize` does.
    ///
    /// - Precondition: `shorterSide` is positive.
    /// - Throws: `RadiographError.outOfMemory`.
    public func fitted(
        shorterSide side: Int,
        filter: ResamplingFilter = .bilinear
    ) throws(RadiographError) -> GrayImage {
        precondition(side > 0)
        return try resized(
            toWidth: width <= height ? side : max(side, side * width / height),
            height: width <= height ? max(side, side * height / width) : side,
            filter: filter
        )
    }

    /// The whole image, antialiased, both sides `side` pixels; the aspect is lost.
    ///
    /// - Precondition: `side` is positive.
    /// - Throws: `RadiographError.outOfMemory`.
    public func squashed(
        toSide side: Int,
        filter: ResamplingFilter = .bilinear
    ) throws(RadiographError) -> GrayImage {
        precondition(side > 0)
        return try resized(toWidth: side, height: side, filter: filter)
    }

    /// The crop that a model sees when it scores the image, pixel for pixel that of `PreprocessingProfile.apply(to:)`.
    ///
    /// - Precondition: the geometry is that of a profile, which has checked it.
    /// - Throws: `RadiographError.outOfMemory`.
    public func prepared(by geometry: PreprocessingProfile.Geometry) throws(RadiographError) -> GrayImage {
        try resized(to: geometry.window(width: width, height: height), filter: geometry.filter)
    }

    private func resized(
        toWidth newWidth: Int,
        height newHeight: Int,
        filter: ResamplingFilter
    ) throws(RadiographError) -> GrayImage {
        let window = ResizedWindow(
            fullWidth: newWidth,
            fullHeight: newHeight,
            columns: 0..<newWidth,
            rows: 0..<newHeight
        )
        return try resized(to: window, filter: filter)
    }

    private func resized(
        to window: ResizedWindow,
        filter: ResamplingFilter
    ) throws(RadiographError) -> GrayImage {
        let raster = try Raster(width: width, height: height, channels: 1, samples: pixels)
        return GrayImage(
            width: window.columns.count,
            height: window.rows.count,
            pixels: try raster.resized(to: window, filter: filter)
        )
    }
}
