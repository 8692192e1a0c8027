import Augmentation
import Testing

@Suite struct AffineWarpTests {
    private static let small = GrayImage(width: 3, height: 3, pixels: [1, 2, 3, 4, 5, 6, 7, 8, 9])
    private static let whole = CropBox(left: 0, top: 0, width: 3, height: 3)

    @Test func leavesAPictureAsItIsWithoutAChange() {
        let levels = warped(Self.small, GeometryDraw(crop: Self.whole), side: 3)
        #expect(levels == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    }

    @Test func turnsByARightAngleCounterclockwise() {
        let levels = warped(Self.small, GeometryDraw(degrees: 90, crop: Self.whole), side: 3)
        #expect(levels == [3, 6, 9, 2, 5, 8, 1, 4, 7])
    }

    @Test func exchangesLeftAndRight() {
        let levels = warped(Self.small, GeometryDraw(crop: Self.whole, flips: true), side: 3)
        #expect(levels == [3, 2, 1, 6, 5, 4, 9, 8, 7])
    }

    @Test func showsTheCropOnly() {
        let crop = CropBox(left: 1, top: 1, width: 2, height: 2)
        #expect(warped(Self.small, GeometryDraw(crop: crop), side: 2) == [5, 6, 8, 9])
    }

    /// At half size the picture is 1.5 pixels wide: the outer pixels of the output lie two source pixels from the
    /// middle, one beyond the edge pixel's, where nothing of the picture is left.
    @Test func isBlackOutsideThePicture() {
        let levels = warped(Self.small, GeometryDraw(crop: Self.whole, zoom: 0.5), side: 3)
        #expect(levels == [0, 0, 0, 0, 5, 0, 0, 0, 0])
    }

    /// Two output pixels of three source pixels sample at 0.25 and 1.75 of the first and last: by hand
    /// 1 + 0.25 + 0.25 * 3 = 2 in the corner.
    @Test func interpolatesBetweenPixels() {
        let levels = warped(Self.small, GeometryDraw(crop: Self.whole), side: 2)
        #expect(levels == [2, 3.5, 6.5, 8])
    }

    @Test(arguments: Expected.all.warps)
    func agreesWithPyTorch(_ warp: Expected.Warp) {
        let image = GrayImage(width: warp.width, height: warp.height, pixels: warp.pixels)
        let levels = warped(image, warp.geometry, side: warp.side)
        #expect(largestDifference(levels, warp.expected) < 0.01)
    }

    @Test func survivesMapsFarFromThePicture() {
        let huge = AffineMap(xx: 1e12, xy: -1e12, xOffset: 1e300, yx: -1e12, yy: 1e12, yOffset: -1e300)
        let levels = filled(count: 16) { Self.small.warp(by: huge, side: 4, into: $0) }
        #expect(levels == [Float](repeating: 0, count: 16))
    }
}
