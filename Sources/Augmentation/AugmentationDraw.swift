import Foundation
package import Randomness

/// What one draw does to the shape of a picture.
package struct GeometryDraw: Sendable, Equatable {
    /// Counterclockwise, about the centre of the whole picture.
    package var degrees: Double
    /// The part that is shown, taken after the rotation.
    package var crop: CropBox
    /// The enlargement about the crop's centre.
    package var zoom: Double
    /// Whether left and right are exchanged.
    package var flips: Bool

    package init(degrees: Double = 0, crop: CropBox, zoom: Double = 1, flips: Bool = false) {
        self.degrees = degrees
        self.crop = crop
        self.zoom = zoom
        self.flips = flips
    }
}

/// What one draw does to the levels of a picture.
package struct LevelsDraw: Sendable, Equatable {
    /// The clip limit of the equalisation, nil for none.
    package var claheClipLimit: Double?
    package var brightness: Double?
    package var contrast: Double?
    package var contrastFirst: Bool

    package init(
        claheClipLimit: Double? = nil,
        brightness: Double? = nil,
        contrast: Double? = nil,
        contrastFirst: Bool = false
    ) {
        self.claheClipLimit = claheClipLimit
        self.brightness = brightness
        self.contrast = contrast
        self.contrastFirst = contrastFirst
    }
}

extension AugmentationProfile {
    /// Draws a rotation, a crop, an enlargement and a mirroring for a picture of the given size.
    package func drawGeometry(width: Int, height: Int, random: inout RandomStream) -> GeometryDraw {
        GeometryDraw(
            degrees: rotation == 0 ? 0 : random.uniform(in: -rotation...rotation),
            crop: drawCrop(width: width, height: height, random: &random),
            zoom: zoom.map { random.uniform(in: $0) } ?? 1,
            flips: flip && random.chance(0.5)
        )
    }

    /// Draws the changes of the levels. Brightness and contrast follow each other in either order, as in
    /// torchvision's `ColorJitter`.
    package func drawLevels(random: inout RandomStream) -> LevelsDraw {
        let equalizes = claheProbability > 0 && random.chance(claheProbability)
        return LevelsDraw(
            claheClipLimit: equalizes ? random.uniform(in: claheClipLimit) : nil,
            brightness: brightness.map { random.uniform(in: $0) },
            contrast: contrast.map { random.uniform(in: $0) },
            contrastFirst: brightness != nil && contrast != nil && random.chance(0.5)
        )
    }

    /// The crop of torchvision's `RandomResizedCrop`: ten tries, then the largest central crop whose aspect is
    /// allowed.
    private func drawCrop(width: Int, height: Int, random: inout RandomStream) -> CropBox {
        guard let cropScale else {
            let side = min(width, height)
            return Self.central(width: side, height: side, inWidth: width, height: height)
        }
        let logAspect = log(cropAspect.lowerBound)...log(cropAspect.upperBound)
        for _ in 0..<10 {
            let area = Double(width * height) * random.uniform(in: cropScale)
            let aspect = exp(random.uniform(in: logAspect))
            let cropWidth = Int((area * aspect).squareRoot().rounded(.toNearestOrEven))
            let cropHeight = Int((area / aspect).squareRoot().rounded(.toNearestOrEven))
            if (1...width).contains(cropWidth) && (1...height).contains(cropHeight) {
                return CropBox(
                    left: Double(random.index(below: width - cropWidth + 1)),
                    top: Double(random.index(below: height - cropHeight + 1)),
                    width: Double(cropWidth),
                    height: Double(cropHeight)
                )
            }
        }
        return fallbackCrop(width: width, height: height)
    }

    private func fallbackCrop(width: Int, height: Int) -> CropBox {
        let aspect = Double(width) / Double(height)
        var (cropWidth, cropHeight) = (width, height)
        if aspect < cropAspect.lowerBound {
            cropHeight = Int((Double(width) / cropAspect.lowerBound).rounded(.toNearestOrEven))
        } else if aspect > cropAspect.upperBound {
            cropWidth = Int((Double(height) * cropAspect.upperBound).rounded(.toNearestOrEven))
        }
        return Self.central(
            width: max(1, min(cropWidth, width)),
            height: max(1, min(cropHeight, height)),
            inWidth: width,
            height: height
        )
    }

    private static func central(width: Int, height: Int, inWidth fullWidth: Int, height fullHeight: Int)
        -> CropBox
    {
        CropBox(
            left: Double((fullWidth - width) / 2),
            top: Double((fullHeight - height) / 2),
            width: Double(width),
            height: Double(height)
        )
    }
}
