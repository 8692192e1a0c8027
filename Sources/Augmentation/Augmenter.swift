public import Radiographs
public import Randomness

/// Makes model input of radiographs, each time with a new draw of a profile.
public struct Augmenter: Sendable {
    /// What is drawn.
    public let profile: AugmentationProfile
    /// The rows and columns of the model's input.
    public let side: Int

    private let scale: [Float]
    private let offset: [Float]

    /// An augmenter for square input of `side` pixels, 1...2048, normalised as the model wants it.
    ///
    /// - Throws: `AugmentationError` where a value is out of its range.
    public init(
        profile: AugmentationProfile,
        side: Int,
        normalization: PreprocessingProfile.Normalization
    ) throws(AugmentationError) {
        try profile.validate()
        guard (1...PreprocessingProfile.maximumSize).contains(side) else {
            throw .invalidSide(side, maximum: PreprocessingProfile.maximumSize)
        }
        let (mean, deviation) = (normalization.mean, normalization.standardDeviation)
        guard mean.count == 3, mean.allSatisfy(\.isFinite), normalization.divisor > 0,
            deviation.count == 3, deviation.allSatisfy({ $0.isFinite && $0 > 0 })
        else { throw .invalidNormalization }
        self.profile = profile
        self.side = side
        scale = deviation.map { 1 / ($0 * normalization.divisor) }
        offset = (0..<3).map { -mean[$0] / deviation[$0] }
    }

    /// The shorter side to which an image is best fitted once for many draws, so that sampling between pixels
    /// neither blurs nor aliases: 1.15 times the input's.
    public var fittedSide: Int { (side * 23 + 19) / 20 }

    /// Draws once and writes the model's input: shape (3, side, side), three normalised copies of the levels.
    ///
    /// A profile that keeps the geometry shows the part that is scored: an image of `side` * `side` pixels as it
    /// is, any other one fitted and cropped to its centre.
    ///
    /// - Precondition: `planes` has `3 * side * side` elements.
    /// - Throws: `RadiographError.outOfMemory`.
    public func augment(
        _ image: GrayImage,
        random: inout RandomStream,
        into planes: UnsafeMutableBufferPointer<Float>
    ) throws(RadiographError) {
        precondition(planes.count == 3 * side * side)
        let levels = planes.extracting(0..<(side * side))
        if profile.keepsGeometry {
            try copyScoredPart(of: image, into: levels)
        } else {
            let draw = profile.drawGeometry(width: image.width, height: image.height, random: &random)
            let map = AffineMap(draw, width: image.width, height: image.height, side: side)
            image.warp(by: map, side: side, into: levels)
        }
        change(levels, by: profile.drawLevels(random: &random))
        normalize(planes)
    }

    private func copyScoredPart(
        of image: GrayImage,
        into levels: UnsafeMutableBufferPointer<Float>
    ) throws(RadiographError) {
        let geometry = PreprocessingProfile.Geometry(
            mode: .shorterSide,
            size: side,
            filter: .bilinear,
            centerCrop: side
        )
        let isScoredPart = image.width == side && image.height == side
        let part = isScoredPart ? image : try image.prepared(by: geometry)
        part.pixels.withUnsafeBufferPointer { pixels in
            for index in 0..<min(pixels.count, levels.count) {
                levels[index] = Float(pixels[index])
            }
        }
    }

    /// Equalises, then changes brightness and contrast.
    package func change(_ levels: UnsafeMutableBufferPointer<Float>, by draw: LevelsDraw) {
        if let clipLimit = draw.claheClipLimit {
            LocalEqualization(side: side, tiles: profile.claheTiles, clipLimit: clipLimit).apply(to: levels)
        }
        if draw.contrastFirst, let contrast = draw.contrast {
            LevelJitter.spread(levels, by: Float(contrast))
        }
        if let brightness = draw.brightness {
            LevelJitter.scale(levels, by: Float(brightness))
        }
        if !draw.contrastFirst, let contrast = draw.contrast {
            LevelJitter.spread(levels, by: Float(contrast))
        }
    }

    /// Makes three normalised planes of the levels in the first.
    private func normalize(_ planes: UnsafeMutableBufferPointer<Float>) {
        let count = side * side
        let levels = planes.extracting(0..<count)
        for channel in [2, 1, 0] {
            let plane = planes.extracting((channel * count)..<((channel + 1) * count))
            let (scale, offset) = (scale[channel], offset[channel])
            for index in 0..<count {
                plane[index] = levels[index] * scale + offset
            }
        }
    }
}
