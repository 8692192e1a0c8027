import Augmentation
import Foundation
import Randomness
import Testing

@Suite struct DrawTests {
    private static let width = 260
    private static let height = 300

    private func geometries(_ profile: AugmentationProfile, count: Int = 4_000) -> [GeometryDraw] {
        var random = RandomStream(seed: 5)
        return (0..<count).map { _ in
            profile.drawGeometry(width: Self.width, height: Self.height, random: &random)
        }
    }

    @Test(arguments: [AugmentationProfile.weak, .strong])
    func cropsWithinThePictureAndTheRanges(_ profile: AugmentationProfile) throws {
        let scale = try #require(profile.cropScale)
        for draw in geometries(profile) {
            let crop = draw.crop
            #expect(crop.left >= 0 && crop.left + crop.width <= Double(Self.width))
            #expect(crop.top >= 0 && crop.top + crop.height <= Double(Self.height))
            // Sides are whole: each is off by up to half a pixel.
            let share = crop.width * crop.height / Double(Self.width * Self.height)
            #expect(share > scale.lowerBound - 0.005 && share < scale.upperBound + 0.005)
            let aspect = crop.width / crop.height
            #expect(aspect > profile.cropAspect.lowerBound - 0.005)
            #expect(aspect < profile.cropAspect.upperBound + 0.005)
        }
    }

    @Test func reachesTheWholeRangeOfRotationsAndMirrorsHalfOfThem() {
        let draws = geometries(.strong)
        let degrees = draws.map(\.degrees)
        #expect(degrees.allSatisfy { abs($0) <= 30 })
        // The mean of 4,000 uniform numbers of -30...30 has a deviation of 0.27.
        #expect(abs(degrees.reduce(0, +) / 4_000) < 1.4)
        #expect((degrees.min() ?? 0) < -29 && (degrees.max() ?? 0) > 29)
        // Five deviations of a binomial with n = 4,000 and p = 1/2.
        #expect(abs(draws.count { $0.flips } - 2_000) < 160)
        #expect(geometries(.strong.flipping(false)).allSatisfy { !$0.flips })
    }

    @Test func zoomsAboutTheCentralSquareAsAnAffineMap() {
        let draws = geometries(.affine)
        #expect(draws.allSatisfy { $0.crop == CropBox(left: 0, top: 20, width: 260, height: 260) })
        #expect(draws.allSatisfy { (0.9...1.1).contains($0.zoom) })
        let mean = draws.map(\.zoom).reduce(0, +) / 4_000
        #expect(abs(mean - 1) < 0.005)
    }

    /// On a logarithmic scale as many crops are wider than high as the other way round, and a picture twice as
    /// wide as high has room for all of them.
    @Test func drawsTheAspectOnALogarithmicScale() {
        var profile = AugmentationProfile()
        profile.cropScale = 0.1...0.2
        profile.cropAspect = 0.5...2
        var random = RandomStream(seed: 6)
        let wide = (0..<4_000).count { _ in
            let crop = profile.drawGeometry(width: 1_000, height: 500, random: &random).crop
            return crop.width > crop.height
        }
        #expect(abs(wide - 2_000) < 160)
    }

    /// A crop of the whole area fits only with the picture's own aspect, which is not allowed: the largest allowed
    /// rectangle in the middle remains. 100 / 0.8 = 125 rows of 300; 100 * 1.25 = 125 columns of 300.
    @Test func fallsBackToTheCentreAfterTenTries() {
        var profile = AugmentationProfile()
        profile.cropScale = 1...1
        profile.cropAspect = 0.8...1.25
        var random = RandomStream(seed: 7)
        let tall = profile.drawGeometry(width: 100, height: 300, random: &random).crop
        #expect(tall == CropBox(left: 0, top: 87, width: 100, height: 125))
        let wide = profile.drawGeometry(width: 300, height: 100, random: &random).crop
        #expect(wide == CropBox(left: 87, top: 0, width: 125, height: 100))
        profile.cropAspect = 1.01...1.02
        let square = profile.drawGeometry(width: 100, height: 99, random: &random).crop
        #expect(square == CropBox(left: 0, top: 0, width: 100, height: 99))
    }

    @Test func drawsLevelsWithinTheirRanges() {
        var random = RandomStream(seed: 8)
        let draws = (0..<4_000).map { _ in AugmentationProfile.cxrCLIP.drawLevels(random: &random) }
        #expect(draws.allSatisfy { (0.9...1.1).contains($0.brightness ?? 0) })
        #expect(draws.allSatisfy { (0.8...1.2).contains($0.contrast ?? 0) })
        #expect(draws.compactMap(\.claheClipLimit).allSatisfy { (1...4).contains($0) })
        #expect(abs(draws.count { $0.claheClipLimit != nil } - 2_000) < 160)
        #expect(abs(draws.count { $0.contrastFirst } - 2_000) < 160)
    }

    @Test func drawsNothingForTheProfileNone() {
        var random = RandomStream(seed: 9)
        var untouched = random
        let draw = AugmentationProfile.none.drawGeometry(width: 40, height: 30, random: &random)
        #expect(draw == GeometryDraw(crop: CropBox(left: 5, top: 0, width: 30, height: 30)))
        #expect(AugmentationProfile.none.drawLevels(random: &random) == LevelsDraw())
        #expect(random.next() == untouched.next())
    }
}
