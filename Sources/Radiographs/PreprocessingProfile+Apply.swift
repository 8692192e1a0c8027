extension PreprocessingProfile {
    /// The longest picture, as a multiple of its shorter side. A film of the whole spine is about 3.
    public static let maximumAspect = 8

    /// The model's input of a radiograph: shape (3, crop, crop), with the receipt of every step.
    ///
    /// - Throws: `RadiographError.tooElongated` where one side is more than `maximumAspect` times the other.
    public func apply(to radiograph: Radiograph) throws(RadiographError) -> ModelInput {
        let (width, height) = (radiograph.width, radiograph.height)
        if max(width, height) > Self.maximumAspect * min(width, height) {
            throw .tooElongated(width: width, height: height, limit: Self.maximumAspect)
        }
        let window = geometry.window(width: width, height: height)
        let source = color == .grayscaleReplicated ? radiograph.raster.luma() : radiograph.raster
        let planes = source.resized(to: window, filter: geometry.filter)
        return ModelInput(
            channels: 3,
            height: geometry.centerCrop,
            width: geometry.centerCrop,
            values: normalization.normalized(planes, planeCount: source.channels),
            steps: radiograph.steps + steps(for: radiograph, window: window),
            warnings: radiograph.warnings + warnings(for: radiograph, window: window)
        )
    }

    private func steps(for radiograph: Radiograph, window: ResizedWindow) -> [String] {
        let crop = geometry.centerCrop
        let colorStep =
            switch (color, radiograph.channels) {
            case (.grayscaleReplicated, 3): "converted to BT.601 luma in three channels"
            case (_, 1): "copied grayscale to three channels"
            default: "kept red, green and blue"
            }
        return [
            colorStep,
            "resized to \(window.fullWidth)x\(window.fullHeight) (\(geometry.filter.rawValue), antialiased)",
            "cropped to the central \(crop)x\(crop)",
            "normalised as profile \(name) version \(version)",
        ]
    }

    private func warnings(for radiograph: Radiograph, window: ResizedWindow) -> [String] {
        var warnings: [String] = []
        if window.fullWidth > radiograph.width || window.fullHeight > radiograph.height {
            warnings.append(
                "The image of \(radiograph.width)x\(radiograph.height) pixels was enlarged for the model; "
                    + "fine detail is missing."
            )
        }
        let kept = geometry.centerCrop * geometry.centerCrop * 100 / (window.fullWidth * window.fullHeight)
        if kept < 67 {
            warnings.append("The central crop shows the model only \(kept) % of the image.")
        }
        return warnings
    }
}

extension PreprocessingProfile.Geometry {
    /// The resized size of a picture and the part of it that the crop keeps.
    package func window(width: Int, height: Int) -> ResizedWindow {
        let (fullWidth, fullHeight) = resizedSize(width: width, height: height)
        let left = cropStart(length: fullWidth)
        let top = cropStart(length: fullHeight)
        return ResizedWindow(
            fullWidth: fullWidth,
            fullHeight: fullHeight,
            columns: left..<(left + centerCrop),
            rows: top..<(top + centerCrop)
        )
    }

    private func resizedSize(width: Int, height: Int) -> (width: Int, height: Int) {
        switch mode {
        case .squash: (size, size)
        case .shorterSide where width <= height: (size, resized(height, as: width))
        case .shorterSide: (resized(width, as: height), size)
        }
    }

    /// The longer side when the shorter one becomes `size`.
    private func resized(_ longer: Int, as shorter: Int) -> Int {
        switch rounding {
        case .torchvision: size * longer / shorter
        case .nearest: Int((Double(size * longer) / Double(shorter)).rounded(.toNearestOrEven))
        }
    }

    private func cropStart(length: Int) -> Int {
        let margin = length - centerCrop
        let lower = margin / 2
        let isExactOrRoundsDown = margin % 2 == 0 || lower % 2 == 0
        return rounding == .nearest || isExactOrRoundsDown ? lower : lower + 1
    }
}

extension PreprocessingProfile.Normalization {
    /// Shape (3, n) of planes of shape (`planeCount`, n), `planeCount` 1 (copied) or 3.
    func normalized(_ planes: [UInt8], planeCount: Int) -> [Float] {
        let planeSize = planes.count / planeCount
        return [Float](unsafeUninitializedCapacity: 3 * planeSize) { output, initialized in
            planes.withUnsafeBufferPointer { input in
                for channel in 0..<3 {
                    let table = levels(channel: channel)
                    let source = planeCount == 1 ? 0 : channel * planeSize
                    table.withUnsafeBufferPointer { table in
                        for index in 0..<planeSize {
                            output[channel &* planeSize &+ index] = table[Int(input[source &+ index])]
                        }
                    }
                }
            }
            initialized = 3 * planeSize
        }
    }

    /// The normalised value of each level 0...255.
    private func levels(channel: Int) -> [Float] {
        (0...255).map { (Float($0) / divisor - mean[channel]) / standardDeviation[channel] }
    }
}
