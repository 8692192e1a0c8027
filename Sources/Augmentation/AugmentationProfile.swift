/// How far a draw may change a radiograph. The ranges are those of the papers; nothing touches the hue, for
/// there is none.
public struct AugmentationProfile: Codable, Sendable, Equatable {
    /// The largest rotation about the centre in degrees, either way, 0...180.
    public var rotation = 0.0
    /// The area of the crop as a share of the picture's, within 0.01...4; nil for the central square. What would
    /// not fit into the picture is drawn again, so that shares above 1 make large crops likelier.
    public var cropScale: ClosedRange<Double>?
    /// Width over height of the crop, drawn uniformly on a logarithmic scale, within 0.1...10.
    public var cropAspect: ClosedRange<Double> = 0.75...(4.0 / 3.0)
    /// An enlargement about the centre of the crop, within 0.1...10; nil for none.
    public var zoom: ClosedRange<Double>?
    /// Whether half of the draws are mirrored. The papers do it; it is wrong where left and right matter.
    public var flip = false
    /// The factor of every level, within 0...10; nil for none.
    public var brightness: ClosedRange<Double>?
    /// The factor of every level's distance from the mean, within 0...10; nil for none.
    public var contrast: ClosedRange<Double>?
    /// The share of draws whose local contrast is equalised, 0...1.
    public var claheProbability = 0.0
    /// The highest count of a tile's histogram as a multiple of the mean count, within 0.1...1000.
    public var claheClipLimit: ClosedRange<Double> = 1...4
    /// The number of tiles across and down, 1...64.
    public var claheTiles = 8

    /// A profile that changes nothing, to set fields of.
    public init() {}

    /// This profile with mirroring switched on or off.
    public func flipping(_ flips: Bool) -> AugmentationProfile {
        var copy = self
        copy.flip = flips
        return copy
    }
}

extension AugmentationProfile {
    /// Nothing is drawn: the model sees what it sees when it scores.
    public static let none = AugmentationProfile()

    /// The weak augmentation of Jang, Kyung et al. 2022, appendix.
    public static let weak: AugmentationProfile = {
        var profile = AugmentationProfile.jittered
        profile.rotation = 20
        profile.cropScale = 0.8...1
        profile.cropAspect = 0.9...1.1
        return profile
    }()

    /// The strong augmentation of Jang, Kyung et al. 2022, appendix.
    public static let strong: AugmentationProfile = {
        var profile = AugmentationProfile.jittered
        profile.rotation = 30
        profile.cropScale = 0.7...1
        profile.cropAspect = 0.8...1.2
        return profile
    }()

    /// The affine augmentation of Jang, Kyung et al. 2024, methods; its "resize crop ratio" taken as the scale of
    /// an affine map.
    public static let affine: AugmentationProfile = {
        var profile = AugmentationProfile.jittered
        profile.rotation = 20
        profile.zoom = 0.9...1.1
        return profile
    }()

    /// The augmentation of CXR-CLIP (You et al. 2023, section 3), the aspect and the clip limits as in its code.
    public static let cxrCLIP: AugmentationProfile = {
        var profile = AugmentationProfile()
        profile.cropScale = 0.8...1.1
        profile.brightness = 0.9...1.1
        profile.contrast = 0.8...1.2
        profile.claheProbability = 0.5
        return profile
    }()

    /// Every profile of this module by the name that recipes use.
    public static let named: [String: AugmentationProfile] = [
        "none": none, "weak": weak, "strong": strong, "affine": affine, "cxr-clip": cxrCLIP,
    ]

    private static let jittered: AugmentationProfile = {
        var profile = AugmentationProfile()
        profile.flip = true
        profile.brightness = 0.5...2
        profile.contrast = 0.5...2
        return profile
    }()

    /// Whether every draw shows the part of the radiograph that the model scores, pixel for pixel.
    public var keepsGeometry: Bool {
        rotation == 0 && cropScale == nil && zoom == nil && !flip
    }
}

extension AugmentationProfile {
    /// Decodes and checks a profile; a field that is missing changes nothing.
    ///
    /// - Throws: `DecodingError`, or `AugmentationError.invalidProfile` where a value is out of its range.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, else standard: Value) throws -> Value {
            try fields.decodeIfPresent(Value.self, forKey: key) ?? standard
        }
        rotation = try value(.rotation, else: rotation)
        cropScale = try fields.decodeIfPresent(ClosedRange<Double>.self, forKey: .cropScale)
        cropAspect = try value(.cropAspect, else: cropAspect)
        zoom = try fields.decodeIfPresent(ClosedRange<Double>.self, forKey: .zoom)
        flip = try value(.flip, else: flip)
        brightness = try fields.decodeIfPresent(ClosedRange<Double>.self, forKey: .brightness)
        contrast = try fields.decodeIfPresent(ClosedRange<Double>.self, forKey: .contrast)
        claheProbability = try value(.claheProbability, else: claheProbability)
        claheClipLimit = try value(.claheClipLimit, else: claheClipLimit)
        claheTiles = try value(.claheTiles, else: claheTiles)
        try validate()
    }

    /// Checks every field.
    ///
    /// - Throws: `AugmentationError.invalidProfile` for the first that is out of its range.
    public func validate() throws(AugmentationError) {
        try Self.require(rotation...rotation, within: 0...180, "rotation")
        try Self.require(cropScale, within: 0.01...4, "cropScale")
        try Self.require(cropAspect, within: 0.1...10, "cropAspect")
        try Self.require(zoom, within: 0.1...10, "zoom")
        try Self.require(brightness, within: 0...10, "brightness")
        try Self.require(contrast, within: 0...10, "contrast")
        try Self.require(claheProbability...claheProbability, within: 0...1, "claheProbability")
        try Self.require(claheClipLimit, within: 0.1...1_000, "claheClipLimit")
        if !(1...64).contains(claheTiles) {
            throw .invalidProfile(field: "claheTiles", reason: "is \(claheTiles), must be in 1...64")
        }
    }

    private static func require(
        _ range: ClosedRange<Double>?,
        within limits: ClosedRange<Double>,
        _ field: String
    ) throws(AugmentationError) {
        guard let range else { return }
        if !(limits.contains(range.lowerBound) && limits.contains(range.upperBound)) {
            let given = range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "\(range)"
            throw .invalidProfile(field: field, reason: "is \(given), must be in \(limits)")
        }
    }
}
