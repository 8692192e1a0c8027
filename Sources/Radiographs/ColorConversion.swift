/// How far the three channels of a picture differ.
enum ColorContent: Equatable {
    /// Every pixel has three equal samples.
    case none
    /// They differ by no more than a JPEG's rounding or a scanner's tint does.
    case faint
    case strong
}

extension Raster {
    /// ITU-R BT.601 luma of RGB samples in 16-bit fixed point, 0.299 R + 0.587 G + 0.114 B rounded to
    /// nearest: the arithmetic of Pillow's conversion to mode L. Equal samples stay as they are.
    package func luma() -> Raster {
        guard channels == 3 else { return self }
        return Raster(width: width, height: height, channels: 1) { gray in
            samples.withUnsafeBufferPointer { rgb in
                for index in 0..<gray.count {
                    let red = 19_595 &* UInt32(rgb[3 &* index])
                    let green = 38_470 &* UInt32(rgb[3 &* index &+ 1])
                    let blue = 7_471 &* UInt32(rgb[3 &* index &+ 2])
                    gray[index] = UInt8(truncatingIfNeeded: (red &+ green &+ blue &+ 0x8000) &>> 16)
                }
            }
        }
    }

    /// The first channel alone, for a picture whose `colorContent` is `none`.
    func firstChannel() -> Raster {
        Raster(width: width, height: height, channels: 1) { plane in
            samples.withUnsafeBufferPointer { interleaved in
                for index in 0..<plane.count {
                    plane[index] = interleaved[channels &* index]
                }
            }
        }
    }

    /// Strong where more than one pixel in a thousand has samples more than 24 levels apart.
    func colorContent() -> ColorContent {
        guard channels == 3 else { return .none }
        var anyDifference: UInt8 = 0
        var colored = 0
        samples.withUnsafeBufferPointer { rgb in
            for index in 0..<pixelCount {
                let (red, green, blue) = (rgb[3 &* index], rgb[3 &* index &+ 1], rgb[3 &* index &+ 2])
                let spread = max(red, green, blue) &- min(red, green, blue)
                anyDifference |= spread
                colored &+= spread > 24 ? 1 : 0
            }
        }
        if anyDifference == 0 { return .none }
        return colored * 1_000 > pixelCount ? .strong : .faint
    }

    /// RGB of four inks stored inverted (255 is no ink), as Adobe's applications write CMYK JPEG and as
    /// Pillow takes every CMYK JPEG to be: each colour is the paper left free by its ink times that left free
    /// by black.
    func rgbFromInvertedInks() -> Raster {
        Raster(width: width, height: height, channels: 3) { rgb in
            samples.withUnsafeBufferPointer { inks in
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
