/// Pixels without history: rows from top to bottom, samples of a pixel side by side, no padding.
///
/// `samples` has `width * height * channels` elements.
package struct Raster: Sendable, Equatable {
    package var width: Int
    package var height: Int
    package var channels: Int
    package var samples: [UInt8]

    var pixelCount: Int { width * height }

    /// Fills `width * height * channels` new samples; `fill` must initialise every one of them.
    init(width: Int, height: Int, channels: Int, fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
        let count = width * height * channels
        self.width = width
        self.height = height
        self.channels = channels
        samples = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            initialized = count
        }
    }

    package init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
        self.width = width
        self.height = height
        self.channels = channels
        self.samples = samples
    }
}
