extension PreprocessingProfile {
    /// The longest picture, as a multiple of its shorter side. A film of the whole spine is about 3.
    public static let maximumAspect = 8

    /// The model's input of a radiograph: shape (3, inputSize, inputSize), with the receipt of every step.
    ///
    /// - Throws: `RadiographError.tooElongated` where one side is more than `maximumAspect` times the other,
    ///   `.decodedTooSmall` where the radiograph was decoded at a smaller size for other profiles, `.outOfMemory`.
    public func apply(to radiograph: Radiograph) throws(RadiographError) -> ModelInput {
        let (width, height) = (radiograph.width, radiograph.height)
        if max(width, height) > Self.maximumAspect * min(width, height) {
            throw .tooElongated(width: width, height: height, limit: Self.maximumAspect)
        }
        let reduction = firstReduction(width: width, height: height)
        guard radiograph.grid.scale.suffices(for: reduction) else {
            throw .decodedTooSmall(profile: name)
        }
        var preparation = Preparation(of: radiograph)
        for step in order ?? Self.ordinaryOrder {
            try preparation.apply(step, of: self)
        }
        return ModelInput(
            channels: 3,
            height: inputSize,
            width: inputSize,
            values: preparation.values,
            steps: radiograph.steps + preparation.steps,
            warnings: radiograph.warnings + preparation.warnings
        )
    }
}

extension PreprocessingProfile.Fitting {
    /// Both sides at least 1 and at most `longerSide`.
    func fittedSize(width: Int, height: Int) -> (width: Int, height: Int) {
        let (longer, target) = (Double(max(width, height)), Double(longerSide))
        func fitted(_ side: Int) -> Int {
            let length =
                switch rounding {
                case .nearest: (Double(side) / (longer / target)).rounded(.toNearestOrEven)
                case .truncated: Double(side) * (target / longer)
                }
            return min(max(Int(length), 1), longerSide)
        }
        return (fitted(width), fitted(height))
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
    func normalized(_ planes: UnsafeBufferPointer<UInt8>, planeCount: Int) -> [Float] {
        let planeSize = planes.count / planeCount
        return [Float](unsafeUninitializedCapacity: 3 * planeSize) { output, initialized in
            for channel in 0..<3 {
                let table = levels(channel: channel)
                let source = planeCount == 1 ? 0 : channel * planeSize
                table.withUnsafeBufferPointer { table in
                    for index in 0..<planeSize {
                        output[channel &* planeSize &+ index] = table[Int(planes[source &+ index])]
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
