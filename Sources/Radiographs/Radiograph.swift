/// A radiograph as pixels, upright, with a receipt of what was done to get there.
public struct Radiograph: Sendable, Equatable {
    /// The upright picture's width in the file, in pixels.
    public var width: Int { grid.width }

    /// The upright picture's height in the file, in pixels.
    public var height: Int { grid.height }

    /// The width of `samples`, less than `width` where the file was decoded at a part of its size.
    public var decodedWidth: Int { raster.width }

    /// The height of `samples`, less than `height` where the file was decoded at a part of its size.
    public var decodedHeight: Int { raster.height }

    /// 1 (grayscale) or 3 (red, green, blue). A file with three equal channels becomes one.
    public var channels: Int { raster.channels }

    /// Rows from top to bottom, the samples of a pixel side by side:
    /// `decodedWidth * decodedHeight * channels` values, 0...255, copied each time.
    public var samples: [UInt8] { raster.samples }

    /// The format of the file.
    public let format: RadiographFormat

    /// What was done, in order, one phrase each; free of file content.
    public let steps: [String]

    /// What a reader of a score should know about the picture, one sentence each; free of file content.
    public let warnings: [String]

    package let raster: Raster
    let grid: PixelGrid

    /// Decodes every pixel of a JPEG or PNG file, without copying its bytes.
    ///
    /// Transparency is dropped, a palette looked up, CMYK taken as Adobe's inverted inks, 16 bits scaled to 8
    /// by their effective depth, and the Exif orientation applied. 8-bit files give the pixels that Pillow
    /// gives.
    ///
    /// - Throws: `RadiographError`; a file that is cut short or damaged is never filled up and returned.
    public init(
        decoding bytes: UnsafeRawBufferPointer,
        limits: DecodingLimits = DecodingLimits()
    ) throws(RadiographError) {
        try self.init(decoding: bytes, for: [], .exact, limits: limits)
    }

    /// Decodes a JPEG or PNG file for some models' preprocessing, no further than the policy wants.
    ///
    /// - Parameter profiles: All that will be applied to the radiograph; without one, every pixel is decoded.
    /// - Throws: `RadiographError`, the same as without a policy; limits hold for the size in the file.
    public init(
        decoding bytes: UnsafeRawBufferPointer,
        for profiles: [PreprocessingProfile],
        _ policy: DecodingPolicy,
        limits: DecodingLimits = DecodingLimits()
    ) throws(RadiographError) {
        try limits.checkFile(byteCount: bytes.count)
        if bytes.isEmpty { throw .empty }
        let format = RadiographFormat(sniffing: bytes)
        switch format {
        case .jpeg:
            let file = try JPEGFile(bytes)
            try limits.checkPicture(width: file.width, height: file.height)
            let decoded = try file.decode { width, height in
                policy.scale(for: profiles, width: width, height: height)
            }
            try self.init(decoded, format: .jpeg)
        case .png:
            let file = try PNGFile(bytes)
            try limits.checkPicture(width: file.width, height: file.height)
            try self.init(file.decode(), format: .png)
        default:
            throw .unsupportedFormat(format)
        }
    }

    /// Decodes every pixel of a file held by a collection of bytes; one that stores them contiguously
    /// (`[UInt8]`, `ArraySlice<UInt8>`, `Data`) is not copied.
    public init(
        decoding bytes: some Collection<UInt8>,
        limits: DecodingLimits = DecodingLimits()
    ) throws(RadiographError) {
        try self.init(decoding: bytes, for: [], .exact, limits: limits)
    }

    /// Decodes a file held by a collection of bytes for some models' preprocessing, no further than the policy
    /// wants.
    ///
    /// - Parameter profiles: All that will be applied to the radiograph; without one, every pixel is decoded.
    /// - Throws: `RadiographError`, the same as without a policy; limits hold for the size in the file.
    public init(
        decoding bytes: some Collection<UInt8>,
        for profiles: [PreprocessingProfile],
        _ policy: DecodingPolicy,
        limits: DecodingLimits = DecodingLimits()
    ) throws(RadiographError) {
        func result(_ bytes: UnsafeRawBufferPointer) -> Result<Radiograph, RadiographError> {
            Result { () throws(RadiographError) in
                try Radiograph(decoding: bytes, for: profiles, policy, limits: limits)
            }
        }
        let direct = bytes.withContiguousStorageIfAvailable { result(UnsafeRawBufferPointer($0)) }
        self = try (direct ?? Array(bytes).withUnsafeBytes(result)).get()
    }

    init(_ file: consuming DecodedFile, format: RadiographFormat) throws(RadiographError) {
        try file.turnUpright()
        try file.reduceColor()
        self.format = format
        steps = file.steps
        warnings = file.warnings
        raster = file.raster
        grid = file.grid
    }
}

/// What a format's decoder hands over.
struct DecodedFile {
    var raster: Raster
    var grid: PixelGrid
    var orientation = Orientation.upright
    /// Of a file with three channels, of which `raster` may already be one.
    var colorContent: ColorContent?
    var steps: [String]
    var warnings: [String] = []

    /// A file whose every pixel was decoded.
    init(raster: Raster, step: String) {
        self.init(raster: raster, grid: PixelGrid(width: raster.width, height: raster.height), step: step)
    }

    init(raster: Raster, grid: PixelGrid, step: String) {
        self.raster = raster
        self.grid = grid
        steps = [step]
    }

    mutating func turnUpright() throws(RadiographError) {
        guard orientation != .upright else { return }
        raster = try orientation.upright(raster)
        grid = grid.upright(orientation)
        steps.append("applied Exif orientation \(orientation.rawValue): \(grid.width)x\(grid.height)")
    }

    mutating func reduceColor() throws(RadiographError) {
        switch colorContent {
        case .gray:
            if raster.channels == 3 { raster = try raster.firstChannel() }
            steps.append("kept one of three equal channels")
        case .strong:
            warnings.append(
                "The image is in colour; a radiograph is gray. It may be a photograph or annotated."
            )
        case .faint, nil:
            break
        }
    }
}
