/// A radiograph as pixels, upright, with a receipt of what was done to get there.
public struct Radiograph: Sendable, Equatable {
    /// The upright picture's width in pixels.
    public var width: Int { raster.width }

    /// The upright picture's height in pixels.
    public var height: Int { raster.height }

    /// 1 (grayscale) or 3 (red, green, blue). A file with three equal channels becomes one.
    public var channels: Int { raster.channels }

    /// Rows from top to bottom, the samples of a pixel side by side: `width * height * channels` values,
    /// 0...255.
    public var samples: [UInt8] { raster.samples }

    /// The format of the file.
    public let format: RadiographFormat

    /// What was done, in order, one phrase each; free of file content.
    public let steps: [String]

    /// What a reader of a score should know about the picture, one sentence each; free of file content.
    public let warnings: [String]

    package let raster: Raster

    /// Decodes a JPEG or PNG file, without copying its bytes.
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
        try limits.checkFile(byteCount: bytes.count)
        if bytes.isEmpty { throw .empty }
        let format = RadiographFormat(sniffing: bytes)
        switch format {
        case .jpeg:
            let file = try JPEGFile(bytes)
            try limits.checkPicture(width: file.width, height: file.height)
            self.init(try file.decode(), format: .jpeg)
        case .png:
            let file = try PNGFile(bytes)
            try limits.checkPicture(width: file.width, height: file.height)
            self.init(try file.decode(), format: .png)
        default:
            throw .unsupportedFormat(format)
        }
    }

    /// Decodes a file held by a collection of bytes; one that stores them contiguously (`[UInt8]`,
    /// `ArraySlice<UInt8>`, `Data`) is not copied.
    public init(
        decoding bytes: some Collection<UInt8>,
        limits: DecodingLimits = DecodingLimits()
    ) throws(RadiographError) {
        let direct = bytes.withContiguousStorageIfAvailable {
            Self.result(UnsafeRawBufferPointer($0), limits)
        }
        let result = direct ?? Array(bytes).withUnsafeBytes { Self.result($0, limits) }
        self = try result.get()
    }

    private static func result(
        _ bytes: UnsafeRawBufferPointer,
        _ limits: DecodingLimits
    ) -> Result<Radiograph, RadiographError> {
        Result { () throws(RadiographError) in try Radiograph(decoding: bytes, limits: limits) }
    }

    init(_ file: consuming DecodedFile, format: RadiographFormat) {
        file.turnUpright()
        file.reduceColor()
        self.format = format
        steps = file.steps
        warnings = file.warnings
        raster = file.raster
    }
}

/// What a format's decoder hands over.
struct DecodedFile {
    var raster: Raster
    var orientation = Orientation.upright
    var steps: [String]
    var warnings: [String] = []

    init(raster: Raster, step: String) {
        self.raster = raster
        steps = [step]
    }

    mutating func turnUpright() {
        guard orientation != .upright else { return }
        raster = orientation.upright(raster)
        steps.append("applied Exif orientation \(orientation.rawValue): \(raster.width)x\(raster.height)")
    }

    mutating func reduceColor() {
        guard raster.channels == 3 else { return }
        switch raster.colorContent() {
        case .none:
            raster = raster.firstChannel()
            steps.append("kept one of three equal channels")
        case .faint:
            break
        case .strong:
            warnings.append(
                "The image is in colour; a radiograph is gray. It may be a photograph or annotated."
            )
        }
    }
}
