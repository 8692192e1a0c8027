/// What a file may demand before it is refused. Sizes are checked against the file's header, before any
/// memory is taken for the pixels.
public struct DecodingLimits: Sendable, Equatable {
    /// The largest file, in bytes. The default is 64 MiB: a 16-bit film of 20 megapixels is about 30 MiB as
    /// PNG.
    public var maximumBytes: Int

    /// The largest picture, in pixels. The default is 100 million, five times the largest flat-panel
    /// detectors; decoding takes at most 6 bytes of memory for each.
    public var maximumPixels: Int

    /// The longest side, in pixels. The default is 16,384.
    public var maximumSide: Int

    /// The shortest side, in pixels. The default is 32, below which lungs can hardly be told from ribs.
    public var minimumSide: Int

    /// The default limits, each of which may be given.
    public init(
        maximumBytes: Int = 64 << 20,
        maximumPixels: Int = 100_000_000,
        maximumSide: Int = 16_384,
        minimumSide: Int = 32
    ) {
        self.maximumBytes = maximumBytes
        self.maximumPixels = maximumPixels
        self.maximumSide = maximumSide
        self.minimumSide = minimumSide
    }

    func checkFile(byteCount: Int) throws(RadiographError) {
        if byteCount > maximumBytes {
            throw .bytesOverLimit(received: byteCount, limit: maximumBytes)
        }
    }

    /// `width` and `height` come from a header, so their product may overflow.
    func checkPicture(width: Int, height: Int) throws(RadiographError) {
        if max(width, height) > maximumSide {
            throw .sideOverLimit(width: width, height: height, limit: maximumSide)
        }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        if overflow || pixels > maximumPixels {
            throw .pixelsOverLimit(width: width, height: height, limit: maximumPixels)
        }
        if min(width, height) < minimumSide {
            throw .tooSmall(width: width, height: height, minimumSide: minimumSide)
        }
    }
}
