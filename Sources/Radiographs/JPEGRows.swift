import CJPEG
import CPixels

/// The rows of a JPEG file as its decoder hands them over, at a scale.
struct JPEGRows {
    /// The size at that scale, in pixels.
    let width: Int
    let height: Int

    private let decoder: OpaquePointer
    private let components: Int
    /// How many rows have been read.
    private var read = 0
    /// Of the last reading.
    private(set) var status: cjpeg_status

    /// Few enough that they stay in a core's own cache until they have been looked at.
    private static let rowsAtATime = 16

    /// Starts decoding.
    init(_ decoder: OpaquePointer, components: Int, scale: DecodingScale) {
        var (width, height): (UInt32, UInt32) = (0, 0)
        status = cjpeg_start(decoder, UInt32(scale.rawValue), &width, &height)
        self.decoder = decoder
        self.components = components
        self.width = Int(width)
        self.height = Int(height)
    }

    /// All rows, and the rest of the file; nil where `status` says why not.
    ///
    /// - Throws: `RadiographError.outOfMemory`.
    mutating func picture() throws(RadiographError) -> (raster: Raster, content: ColorContent?)? {
        guard status == CJPEG_OK, width > 0, height > 0 else { return nil }
        let picture = components == 3 ? try grayOrColor() : (try interleaved(), nil)
        guard status == CJPEG_OK else { return nil }
        status = cjpeg_finish(decoder)
        return status == CJPEG_OK ? picture : nil
    }

    private mutating func interleaved() throws(RadiographError) -> Raster {
        try Raster(width: width, height: height, channels: components) { samples in
            readRest(into: samples)
        }
    }

    /// One channel where every pixel has three equal samples.
    private mutating func grayOrColor() throws(RadiographError) -> (Raster, ColorContent?) {
        var (grayCount, latestCount) = (0, 0)
        var gray: SampleBuffer<UInt8>?
        let latest = try SampleBuffer<UInt8>(count: 3 * Self.rowsAtATime * width) {
            latest throws(RadiographError) in
            gray = try SampleBuffer(count: width * height) { samples in
                (grayCount, latestCount) = readGray(into: samples, by: latest)
            }
        }
        guard let gray else { throw .outOfMemory }
        guard status == CJPEG_OK, grayCount < width * height else {
            return (Raster(width: width, height: height, channels: 1, buffer: gray), .gray)
        }
        return try gray.withSamples { gray throws(RadiographError) in
            try latest.withSamples { latest throws(RadiographError) in
                try color(after: gray.extracting(..<grayCount), latest.extracting(..<(3 * latestCount)))
            }
        }
    }

    /// Reads rows, through memory for a group of them, until one has a pixel of unequal samples.
    ///
    /// - Returns: How many gray pixels there are before the latest group, and how many pixels that has.
    private mutating func readGray(
        into samples: UnsafeMutableBufferPointer<UInt8>,
        by latest: UnsafeMutableBufferPointer<UInt8>
    ) -> (gray: Int, latest: Int) {
        var (gray, pixels) = (0, 0)
        while read < height {
            pixels = readGroup(into: latest) * width
            guard status == CJPEG_OK, pixels_colored(latest.baseAddress, pixels, 0) == 0 else { break }
            pixels_first_channel(latest.baseAddress, pixels, samples.baseAddress.map { $0 + gray })
            gray += pixels
        }
        return (gray, pixels)
    }

    /// Three channels: of rows that are gray, of the first that are not, and of the rest of the file.
    private mutating func color(
        after gray: UnsafeBufferPointer<UInt8>,
        _ latest: UnsafeBufferPointer<UInt8>
    ) throws(RadiographError) -> (Raster, ColorContent?) {
        var colored = 0
        let raster = try Raster(width: width, height: height, channels: 3) { samples in
            pixels_spread(gray.baseAddress, gray.count, samples.baseAddress)
            let rest = samples.extracting((3 * gray.count)...)
            _ = rest.update(fromContentsOf: latest)
            colored = pixels_colored(latest.baseAddress, latest.count / 3, ColorContent.tolerance)
            colored += readRest(into: rest.extracting(latest.count...))
        }
        return (raster, ColorContent(coloredPixels: colored, of: width * height))
    }

    /// Reads all rows that are left and returns how many pixels of three components are coloured.
    @discardableResult
    private mutating func readRest(into samples: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (start, colored) = (0, 0)
        while read < height, status == CJPEG_OK {
            let rows = samples.extracting(start...)
            let count = readGroup(into: rows) * width
            if components == 3 {
                colored += pixels_colored(rows.baseAddress, count, ColorContent.tolerance)
            }
            start += count * components
        }
        return colored
    }

    /// Reads the next rows and returns how many.
    private mutating func readGroup(into samples: UnsafeMutableBufferPointer<UInt8>) -> Int {
        let count = min(Self.rowsAtATime, height - read)
        status = cjpeg_read_rows(decoder, samples.baseAddress, UInt32(count))
        read += count
        return count
    }
}
