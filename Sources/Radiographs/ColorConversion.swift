import CPixels

/// How far the three channels of a picture differ.
enum ColorContent: Equatable {
    /// Every pixel has three equal samples.
    case gray
    /// They differ by no more than a JPEG's rounding or a scanner's tint does.
    case faint
    /// More than one pixel in a thousand has samples more than `tolerance` levels apart.
    case strong

    static let tolerance: UInt8 = 24

    /// The content of a picture that is not gray.
    init(coloredPixels: Int, of count: Int) {
        self = coloredPixels * 1_000 > count ? .strong : .faint
    }
}

extension Raster {
    /// ITU-R BT.601 luma of RGB samples in 16-bit fixed point, 0.299 R + 0.587 G + 0.114 B rounded to
    /// nearest: the arithmetic of Pillow's conversion to mode L. Equal samples stay as they are.
    ///
    /// - Throws: `RadiographError.outOfMemory`.
    package func luma() throws(RadiographError) -> Raster {
        guard channels == 3 else { return self }
        return try Raster(width: width, height: height, channels: 1) { gray in
            buffer.withSamples { pixels_luma($0.baseAddress, gray.count, gray.baseAddress) }
        }
    }

    /// The first channel alone, for a picture whose `colorContent` is `gray`.
    func firstChannel() throws(RadiographError) -> Raster {
        try Raster(width: width, height: height, channels: 1) { plane in
            buffer.withSamples { pixels_first_channel($0.baseAddress, plane.count, plane.baseAddress) }
        }
    }

    /// How far the channels differ.
    func colorContent() -> ColorContent {
        guard channels == 3 else { return .gray }
        return buffer.withSamples { rgb in
            let colored = pixels_colored(rgb.baseAddress, pixelCount, ColorContent.tolerance)
            if colored > 0 { return ColorContent(coloredPixels: colored, of: pixelCount) }
            return pixels_colored(rgb.baseAddress, pixelCount, 0) == 0 ? .gray : .faint
        }
    }

    /// RGB of four inks stored inverted (255 is no ink), as Adobe's applications write CMYK JPEG and as
    /// Pillow takes every CMYK JPEG to be: each colour is the paper left free by its ink times that left free
    /// by black.
    func rgbFromInvertedInks() throws(RadiographError) -> Raster {
        try Raster(width: width, height: height, channels: 3) { rgb in
            buffer.withSamples { inks in
                for index in 0..<pixelCount {
                    let free = UInt32(inks[4 &* index &+ 3])
                    for channel in 0..<3 {
                        let ink = 255 &- UInt32(inks[4 &* index &+ channel])
                        let product = ink &* free &+ 128
                        let covered = (product &+ (product &>> 8)) &>> 8
                        rgb[3 &* index &+ channel] = UInt8(truncatingIfNeeded: free &- min(free, covered))
                    }
                }
            }
        }
    }
}
