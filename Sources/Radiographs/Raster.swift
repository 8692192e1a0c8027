/// Pixels without history: rows from top to bottom, samples of a pixel side by side, no padding.
package struct Raster: Sendable, Equatable {
    package let width: Int
    package let height: Int
    package let channels: Int
    /// `width * height * channels` samples.
    let buffer: SampleBuffer<UInt8>

    /// A copy of the samples.
    package var samples: [UInt8] { buffer.withSamples { Array($0) } }

    var pixelCount: Int { width * height }

    /// Fills `width * height * channels` new samples; `fill` must initialise every one of them.
    ///
    /// - Throws: `RadiographError.outOfMemory`, or what `fill` throws.
    init(
        width: Int,
        height: Int,
        channels: Int,
        fill: (UnsafeMutableBufferPointer<UInt8>) throws(RadiographError) -> Void
    ) throws(RadiographError) {
        let buffer = try SampleBuffer(count: width * height * channels, fill: fill)
        self.init(width: width, height: height, channels: channels, buffer: buffer)
    }

    /// A raster of `width * height * channels` samples.
    init(width: Int, height: Int, channels: Int, buffer: SampleBuffer<UInt8>) {
        self.width = width
        self.height = height
        self.channels = channels
        self.buffer = buffer
    }

    /// A raster of a copy of `width * height * channels` samples.
    ///
    /// - Throws: `RadiographError.outOfMemory`.
    package init(width: Int, height: Int, channels: Int, samples: [UInt8]) throws(RadiographError) {
        try self.init(width: width, height: height, channels: channels) { copy in
            _ = copy.update(fromContentsOf: samples)
        }
    }
}
