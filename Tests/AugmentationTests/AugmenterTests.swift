import Augmentation
import Foundation
import Radiographs
import Randomness
import Testing

@Suite struct AugmenterTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func phantom() throws -> Radiograph {
        try Radiograph(decoding: Data(contentsOf: root.appending(path: "Public/samples/phantom.jpg")))
    }

    private static func noise(width: Int, height: Int) -> GrayImage {
        var random = RandomStream(seed: 11)
        return GrayImage(
            width: width,
            height: height,
            pixels: (0..<(width * height)).map { _ in UInt8(random.index(below: 256)) }
        )
    }

    private func planes(_ augmenter: Augmenter, _ image: GrayImage, seed: UInt64 = 1) throws -> [Float] {
        var random = RandomStream(seed: seed, place: [2, 3])
        return try filled(count: 3 * augmenter.side * augmenter.side) {
            try augmenter.augment(image, random: &random, into: $0)
        }
    }

    @Test(arguments: [96, 224])
    func showsWithoutAugmentationWhatIsScored(side: Int) throws {
        let radiograph = try Self.phantom()
        let profile = try PreprocessingProfile(
            name: "test",
            version: 1,
            color: .grayscaleReplicated,
            geometry: .init(mode: .shorterSide, size: side, filter: .bilinear, centerCrop: side),
            normalization: .imageNet
        )
        let scored = try profile.apply(to: radiograph).values
        let augmenter = try Augmenter(profile: .none, side: side, normalization: .imageNet)
        let image = try GrayImage(radiograph)
        // One level is 1 / 255 / 0.229 = 0.017 of the normalised scale.
        let tolerance: Float = 1e-5
        let whole = try planes(augmenter, image)
        #expect(largestDifference(whole, scored) < tolerance)
        let prepared = try image.prepared(by: profile.geometry)
        #expect(prepared.width == side && prepared.height == side)
        let direct = try planes(augmenter, prepared)
        #expect(largestDifference(direct, scored) < tolerance)
    }

    @Test func fitsTheShorterSide() throws {
        let image = Self.noise(width: 100, height: 131)
        let fitted = try image.fitted(shorterSide: 50)
        // 50 * 131 / 100 = 65.5, cut.
        #expect(fitted.width == 50 && fitted.height == 65)
        let turned = try Self.noise(width: 131, height: 100).fitted(shorterSide: 50)
        #expect(turned.width == 65 && turned.height == 50)
        let squashed = try image.squashed(toSide: 40)
        #expect(squashed.width == 40 && squashed.height == 40)
        #expect(try image.fitted(shorterSide: 100) == image)
    }

    @Test func keepsAMargin() throws {
        let augmenter = try Augmenter(profile: .weak, side: 224, normalization: .half)
        // 224 * 1.15 = 257.6
        #expect(augmenter.fittedSide == 258)
    }

    @Test(arguments: AugmentationProfile.named.keys.sorted())
    func repeatsItselfUnderTheSameSeed(name: String) throws {
        let profile = try #require(AugmentationProfile.named[name])
        let augmenter = try Augmenter(profile: profile, side: 32, normalization: .clip)
        let image = Self.noise(width: 40, height: 45)
        let first = try planes(augmenter, image)
        let again = try planes(augmenter, image)
        let other = try planes(augmenter, image, seed: 2)
        #expect(first == again)
        #expect((first == other) == (profile == .none))
        #expect(first.allSatisfy { $0.isFinite })
    }

    @Test func copiesTheLevelsIntoThreeNormalizedPlanes() throws {
        let augmenter = try Augmenter(profile: .strong, side: 16, normalization: .imageNet)
        let values = try planes(augmenter, Self.noise(width: 20, height: 18))
        let (mean, deviation): ([Float], [Float]) = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
        let shares = (0..<3).map { channel in
            values[(channel * 256)..<((channel + 1) * 256)].map { $0 * deviation[channel] + mean[channel] }
        }
        #expect(largestDifference(shares[0], shares[1]) < 1e-5)
        #expect(largestDifference(shares[0], shares[2]) < 1e-5)
        #expect(shares[0].allSatisfy { $0 > -1e-5 && $0 < 1 + 1e-5 })
    }

    /// No geometry is drawn, so every pixel is where it was: twice its level, at most 255.
    @Test func changesLevelsOfTheScoredPartAlone() throws {
        var profile = AugmentationProfile()
        profile.brightness = 2...2
        let plain = PreprocessingProfile.Normalization(
            divisor: 1,
            mean: [0, 0, 0],
            standardDeviation: [1, 1, 1]
        )
        let augmenter = try Augmenter(profile: profile, side: 16, normalization: plain)
        let image = Self.noise(width: 16, height: 16)
        let expected = image.pixels.map { min(255, 2 * Float($0)) }
        #expect(profile.keepsGeometry && !AugmentationProfile.affine.flipping(false).keepsGeometry)
        #expect(Array(try planes(augmenter, image)[..<256]) == expected)
    }

    @Test func refusesImpossibleProfiles() {
        var profile = AugmentationProfile.weak
        profile.rotation = 200
        #expect(
            throws: AugmentationError.invalidProfile(
                field: "rotation",
                reason: "is 200.0, must be in 0.0...180.0"
            )
        ) { try profile.validate() }
        profile = .weak
        profile.cropScale = 0...1
        #expect(throws: AugmentationError.self) { try profile.validate() }
        profile = .cxrCLIP
        profile.claheTiles = 0
        #expect(throws: AugmentationError.self) {
            try Augmenter(profile: profile, side: 224, normalization: .half)
        }
        #expect(throws: AugmentationError.invalidSide(0, maximum: 2_048)) {
            try Augmenter(profile: .weak, side: 0, normalization: .half)
        }
        #expect(throws: AugmentationError.invalidNormalization) {
            try Augmenter(
                profile: .weak,
                side: 8,
                normalization: .init(mean: [0, 0], standardDeviation: [1, 1, 1])
            )
        }
    }

    @Test func isWrittenAndReadAsData() throws {
        for profile in AugmentationProfile.named.values {
            let data = try JSONEncoder().encode(profile)
            let decoded = try JSONDecoder().decode(AugmentationProfile.self, from: data)
            #expect(decoded == profile)
        }
        let partial = Data(#"{"rotation": 5, "brightness": [0.9, 1.1]}"#.utf8)
        let profile = try JSONDecoder().decode(AugmentationProfile.self, from: partial)
        #expect(profile.rotation == 5 && profile.brightness == 0.9...1.1 && profile.contrast == nil)
        let impossible = Data(#"{"claheProbability": 2}"#.utf8)
        #expect(throws: AugmentationError.self) {
            try JSONDecoder().decode(AugmentationProfile.self, from: impossible)
        }
    }
}
