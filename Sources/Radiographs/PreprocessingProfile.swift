/// How a model wants its pixels: colour, resizing, crop and normalisation, as data with a name and a version.
///
/// Two models with the same profile get the same input; a changed profile gets a new version. Most profiles are
/// three steps: `color`, `geometry`, `normalization`. One with more steps, or with another order, lists all of them
/// in `order`, by the names of the fields that describe them.
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
        /// Whether the filter widens with the reduction, as in Pillow: true where levels are resized, the ordinary
        /// order.
        ///
        /// False only in the last step, after normalisation: values are then resized as by PyTorch's
        /// `interpolate(mode="bicubic", align_corners=False, antialias=False)`, from four neighbours each way
        /// weighted by Keys' cubic with a = -0.75, the border repeated and nothing clamped.
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
    /// What happens to colour.
    public let color: Color
    /// The resizing and crop that make the model's input size.
    public let geometry: Geometry
    /// From levels to the values that a model takes.
    public let normalization: Normalization
    /// A resizing before `geometry` that keeps the whole picture; nil for none.
    public let fitting: Fitting?
    /// The border that makes the picture a square; nil for none.
    public let padding: Padding?
    /// Every step of the profile once, in the order in which they are applied; nil for color, geometry,
    /// normalization. Required where there is fitting or padding.
    public let order: [StepName]?

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
        name = try container.decode(String.self, forKey: .name)
        version = try container.decode(Int.self, forKey: .version)
        color = try container.decode(Color.self, forKey: .color)
        geometry = try container.decode(Geometry.self, forKey: .geometry)
        normalization = try container.decode(Normalization.self, forKey: .normalization)
        fitting = try container.decodeIfPresent(Fitting.self, forKey: .fitting)
        padding = try container.decodeIfPresent(Padding.self, forKey: .padding)
        order = try container.decodeIfPresent([StepName].self, forKey: .order)
        try validate()
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
        fitting = nil
        padding = nil
        order = nil
    }

    init(unchecked name: String, version: Int, _ steps: CollectedSteps) {
        self.name = name
        self.version = version
        color = steps.color
        geometry = steps.geometry
        normalization = steps.normalization
        fitting = steps.fitting
        padding = steps.padding
        order = steps.order == Self.ordinaryOrder ? nil : steps.order
    }
}
