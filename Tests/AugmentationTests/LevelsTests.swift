import Augmentation
import Radiographs
import Testing

@Suite struct LevelsTests {
    /// Levels 0, 100, 200 and 60 have the mean 90.
    private static let four: [Float] = [0, 100, 200, 60]

    @Test func multipliesEveryLevelByTheBrightness() {
        let levels = filled(count: 4, start: Self.four) { LevelJitter.scale($0, by: 2) }
        #expect(levels == [0, 200, 255, 120])
    }

    @Test func spreadsTheLevelsAboutTheirMean() {
        let doubled = filled(count: 4, start: Self.four) { LevelJitter.spread($0, by: 2) }
        #expect(doubled == [0, 110, 255, 30])
        let halved = filled(count: 4, start: Self.four) { LevelJitter.spread($0, by: 0.5) }
        #expect(halved == [45, 95, 145, 75])
    }

    /// Contrast first: 0, 110, 255, 30, then half of each. Brightness first: 0, 50, 100, 30 with the mean 45, then
    /// twice the distance from it.
    @Test func changesBrightnessAndContrastInTheOrderDrawn() throws {
        let augmenter = try Augmenter(profile: .weak, side: 2, normalization: .half)
        var draw = LevelsDraw(brightness: 0.5, contrast: 2, contrastFirst: true)
        let contrastFirst = filled(count: 4, start: Self.four) { augmenter.change($0, by: draw) }
        #expect(contrastFirst == [0, 55, 127.5, 15])
        draw.contrastFirst = false
        let brightnessFirst = filled(count: 4, start: Self.four) { augmenter.change($0, by: draw) }
        #expect(brightnessFirst == [0, 55, 155, 15])
    }

    @Test(arguments: Expected.all.levels)
    func agreesWithTorchvision(_ levels: Expected.Levels) {
        let changed = filled(count: levels.pixels.count, start: levels.pixels.map(Float.init)) {
            if levels.name == "brightness" {
                LevelJitter.scale($0, by: levels.factor)
            } else {
                LevelJitter.spread($0, by: levels.factor)
            }
        }
        #expect(largestDifference(changed, levels.expected) < 0.002)
    }

    /// One level more or less comes from rounding halves of interpolated numbers in another order of operations.
    @Test(arguments: Expected.all.equalizations)
    func agreesWithOpenCV(_ equalization: Expected.Equalization) {
        let ours = LocalEqualization(
            side: equalization.side,
            tiles: equalization.tiles,
            clipLimit: equalization.clipLimit
        )
        let start = equalization.pixels.map(Float.init)
        let levels = filled(count: start.count, start: start) { ours.apply(to: $0) }
        #expect(largestDifference(levels, equalization.expected) <= 1)
        let exact = zip(levels, equalization.expected).count { $0 == $1 }
        #expect(exact * 100 >= levels.count * 99)
    }

    /// One tile of four pixels with levels 0, 0, 0, 255 and no effective limit: three quarters of 255 is 191.25.
    @Test func equalizesByTheCumulativeHistogram() {
        let equalization = LocalEqualization(side: 2, tiles: 1, clipLimit: 1_000)
        let levels = filled(count: 4, start: [0, 0, 0, 255]) { equalization.apply(to: $0) }
        #expect(levels == [191, 191, 191, 255])
    }
}
