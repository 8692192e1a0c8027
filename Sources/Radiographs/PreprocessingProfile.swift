/// How a model wants its pixels: colour, resizing, crop and normalisation, as data with a name and a version.
///
/// Two models with the same profile get the same input; a changed profile gets a new version.
public struct PreprocessingProfile: Sendable, Equatable, Codable {
    /// What happens to colour.
    public enum Color: String, Sendable, Codable, CaseIterable {
        /// BT.601 luma (Pillow's mode L) in all three channels.
        case grayscaleReplicated
        /// Red, green and blue as they are; a gray picture in all three channels.
        case rgb
    }

    /// How the picture's sides become the target size.
    public enum ResizeMode: String, Sendable, Codable, CaseIterable {
        /// The shorter side becomes `size`, the longer one `size * longer / shorter`, made whole by the rounding.
        case shorterSide
        /// Both sides become `size`; the aspect is lost.
        case squash
    }

    /// How lengths that are not whole become whole.
    public enum Rounding: String, Sendable, Codable, CaseIterable {
        /// As torchvision's `Resize` and `CenterCrop`: the longer side is cut to an integer, the crop's offset is
        /// rounded, halves to the even neighbour.
        case torchvision
        /// The longer side is rounded to the nearest integer, the crop's offset is cut to an integer.
        case nearest
    }

    /// Resizing, then a square crop around the centre.
    public struct Geometry: Sendable, Equatable, Codable {
        /// How the sides become `size`.
        public let mode: ResizeMode
        /// The target of resizing in pixels, 1...2048.
        public let size: Int
        /// The interpolation.
        public let filter: ResamplingFilter
        /// Whether the filter widens with the reduction, as in Pillow. Only true is defined.
        public let antialias: Bool
        /// The side of the centre crop in pixels, 1...`size`: the model's input size.
        public let centerCrop: Int
        /// How lengths that are not whole become whole.
        public let rounding: Rounding

        /// A geometry, checked when a profile is made of it.
        public init(
            mode: ResizeMode,
            size: Int,
            filter: ResamplingFilter,
            antialias: Bool = true,
            centerCrop: Int,
            rounding: Rounding = .torchvision
        ) {
            self.mode = mode
            self.size = size
            self.filter = filter
            self.antialias = antialias
            self.centerCrop = centerCrop
            self.rounding = rounding
        }
    }

    /// `(sample / divisor - mean) / standardDeviation` of samples 0...255, channel by channel.
    public struct Normalization: Sendable, Equatable, Codable {
        /// Positive; 255 for means given on the scale 0...1, 1 for means on the scale 0...255.
        public let divisor: Float
        /// Three finite values: red, green, blue.
        public let mean: [Float]
        /// Three positive values: red, green, blue.
        public let standardDeviation: [Float]

        /// A normalisation, checked when a profile is made of it.
        public init(divisor: Float = 255, mean: [Float], standardDeviation: [Float]) {
            self.divisor = divisor
            self.mean = mean
            self.standardDeviation = standardDeviation
        }
    }

    /// What receipts call it.
    public let name: String
    /// 1 or more; counts changes under the same name.
    public let version: Int
    /// The first step.
    public let color: Color
    /// The second step.
    public let geometry: Geometry
    /// The third step.
    public let normalization: Normalization

    /// A profile whose every value is in its range.
    ///
    /// - Throws: `RadiographError.invalidProfile`.
    public init(
        name: String,
        version: Int,
        color: Color,
        geometry: Geometry,
        normalization: Normalization
    ) throws(RadiographError) {
        self.init(unchecked: name, version: version, color, geometry, normalization)
        try validate()
    }

    /// Decodes and checks a profile.
    ///
    /// - Throws: `DecodingError`, or `RadiographError.invalidProfile` where a value is out of its range.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            name: container.decode(String.self, forKey: .name),
            version: container.decode(Int.self, forKey: .version),
            color: container.decode(Color.self, forKey: .color),
            geometry: container.decode(Geometry.self, forKey: .geometry),
            normalization: container.decode(Normalization.self, forKey: .normalization)
        )
    }

    init(
        unchecked name: String,
        version: Int,
        _ color: Color,
        _ geometry: Geometry,
        _ normalization: Normalization
    ) {
        self.name = name
        self.version = version
        self.color = color
        self.geometry = geometry
        self.normalization = normalization
    }
}

extension PreprocessingProfile {
    /// The largest size of resizing and crop, in pixels.
    public static let maximumSize = 2_048

    package func validate() throws(RadiographError) {
        try require(version >= 1, "version is \(version), must be 1 or more")
        let size = geometry.size
        try require((1...Self.maximumSize).contains(size), "size is \(size), must be 1...\(Self.maximumSize)")
        let crop = geometry.centerCrop
        try require((1...size).contains(crop), "centerCrop is \(crop), must be 1...size (\(size))")
        try require(geometry.antialias, "antialias is false, only true is defined")
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

    private func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(RadiographError) {
        if !condition {
            throw .invalidProfile(name: name, reason: reason())
        }
    }
}
