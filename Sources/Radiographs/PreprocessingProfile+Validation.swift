extension PreprocessingProfile {
    /// The largest size of resizing, crop and padding, in pixels.
    public static let maximumSize = 2_048

    package func validate() throws(RadiographError) {
        try require(version >= 1, "version is \(version), must be 1 or more")
        try requireSize(geometry.size, "size")
        let (size, crop) = (geometry.size, geometry.centerCrop)
        try require((1...size).contains(crop), "centerCrop is \(crop), must be 1...size (\(size))")
        try validateNormalization()
        if let fitting {
            try requireSize(fitting.longerSide, "longerSide")
        }
        if let padding {
            try requireSize(padding.minimumSide, "minimumSide")
            try require((0...255).contains(padding.fill), "fill is \(padding.fill), must be 0...255")
        }
        try validateOrder()
        guard normalizesFirst else {
            return try require(
                geometry.antialias,
                "antialias is false, only true is defined before normalization"
            )
        }
        try validateResizingOfValues()
    }

    private func validateNormalization() throws(RadiographError) {
        let divisor = normalization.divisor
        try require(divisor.isFinite && divisor > 0, "divisor is \(divisor), must be positive")
        let (mean, deviation) = (normalization.mean, normalization.standardDeviation)
        try require(mean.count == 3, "mean has \(mean.count) values, must have 3")
        try require(mean.allSatisfy(\.isFinite), "mean has a value that is not finite")
        try require(deviation.count == 3, "standardDeviation has \(deviation.count) values, must have 3")
        try require(
            deviation.allSatisfy { $0.isFinite && $0 > 0 },
            "standardDeviation has a value that is not positive"
        )
    }

    private func validateOrder() throws(RadiographError) {
        var present = Self.ordinaryOrder
        if fitting != nil { present.append(.fitting) }
        if padding != nil { present.append(.padding) }
        guard let order else {
            return try require(
                present == Self.ordinaryOrder,
                "order is missing, must list every step where there is fitting or padding"
            )
        }
        try require(
            order.count == present.count && Set(order) == Set(present),
            "order must list once each of \(present.map(\.rawValue).joined(separator: ", "))"
        )
        try require(
            Set(order.suffix(2)) == [.geometry, .normalization],
            "order must end with geometry and normalization"
        )
        if let fitted = order.firstIndex(of: .fitting), let padded = order.firstIndex(of: .padding) {
            try require(fitted < padded, "order must have fitting before padding")
        }
    }

    /// What is normalised must be a square of a known size.
    private func validateResizingOfValues() throws(RadiographError) {
        guard let fitting, let padding, padding.minimumSide >= fitting.longerSide else {
            throw .invalidProfile(
                name: name,
                reason: "order ends with geometry, must have fitting and padding to longerSide or more before"
            )
        }
        try require(
            geometry.mode == .squash && geometry.centerCrop == geometry.size,
            "order ends with geometry, its mode must be squash and its centerCrop size (\(geometry.size))"
        )
        try require(
            geometry.filter == .bicubic && !geometry.antialias,
            "order ends with geometry, only filter bicubic with antialias false is defined there"
        )
    }

    private func requireSize(_ size: Int, _ field: String) throws(RadiographError) {
        try require(
            (1...Self.maximumSize).contains(size),
            "\(field) is \(size), must be 1...\(Self.maximumSize)"
        )
    }

    private func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(RadiographError) {
        if !condition {
            throw .invalidProfile(name: name, reason: reason())
        }
    }
}
