import Evaluation
import Foundation
import Randomness
import Testing

@Suite struct BootstrapTests {
    /// Two normal groups whose means differ: the true area is Φ(shift / √2).
    private static func sample(_ name: String, shift: Double, images: Int, seed: UInt64) throws -> LabelScores
    {
        var random = RandomStream(seed: seed)
        let truths = (0..<images).map { $0 % 2 }
        let scores = truths.map { random.normal() + shift * Double($0) }
        return try label(name, scores, truths)
    }

    /// The resample written out image by image, as the textbook has it.
    private static func area(of label: LabelScores, draws: [Int]) throws -> Double? {
        var scores: [Double] = []
        var truths: [Bool?] = []
        for (image, count) in draws.enumerated() {
            scores += Array(repeating: label.scores[image], count: count)
            truths += Array(repeating: label.truths[image], count: count)
        }
        return try LabelScores(name: label.name, scores: scores, truths: truths).assessed.areaUnderROC
    }

    @Test func drawsAsManyImagesAsThereAre() throws {
        let bootstrap = try Bootstrap(seed: 4)
        let draws = bootstrap.draws(of: 500, resample: 7)
        #expect(draws.reduce(0, +) == 500)
        #expect(draws == bootstrap.draws(of: 500, resample: 7))
        #expect(draws != bootstrap.draws(of: 500, resample: 8))
        // An image stays away with probability (1 − 1/500)^500 = 0.3675; 184 of 500, deviation 7.
        #expect((140...228).contains(draws.count { $0 == 0 }))
    }

    @Test func weighsAsIfTheImagesWereRepeated() throws {
        var random = RandomStream(seed: 9)
        let truths: [Bool?] = (0..<60).map { _ in random.chance(0.2) ? nil : random.chance(0.3) }
        let scores = truths.map { _ in Double(random.index(below: 12)) }
        let first = try LabelScores(name: "Edema", scores: scores, truths: truths)
        let second = try Self.sample("Mass", shift: 1, images: 60, seed: 2)
        let bootstrap = try Bootstrap(resamples: 25, seed: 6)
        let estimates = try bootstrap.areasUnderROC(of: [first, second])
        var areas: [[Double]] = [[], [], []]
        for resample in 0..<25 {
            let draws = bootstrap.draws(of: 60, resample: resample)
            let pair = [
                try #require(try Self.area(of: first, draws: draws)),
                try #require(try Self.area(of: second, draws: draws)),
            ]
            areas[0].append(pair[0])
            areas[1].append(pair[1])
            areas[2].append((pair[0] + pair[1]) / 2)
        }
        #expect(estimates.labels[0]?.interval == ConfidenceInterval(ofResampled: areas[0]))
        #expect(estimates.labels[1]?.interval == ConfidenceInterval(ofResampled: areas[1]))
        #expect(estimates.macro?.interval == ConfidenceInterval(ofResampled: areas[2]))
        #expect(estimates.labels[0]?.value == first.assessed.areaUnderROC)
        #expect(estimates.macro?.value == MacroAUROC(of: [first, second]).value)
    }

    /// 200 samples of known area: about 95 % of the intervals hold it. Below 88 % or at 100 % the width is wrong:
    /// the deviation of the share is 1.5 %.
    @Test func coversTheTrueAreaAboutNineteenTimesOfTwenty() throws {
        let trueArea = 0.7602499389
        let bootstrap = try Bootstrap(resamples: 300, seed: 1)
        let covered = try (0..<200).count { seed in
            let sample = try Self.sample("Edema", shift: 1, images: 150, seed: UInt64(seed))
            let interval = try #require(try bootstrap.areasUnderROC(of: [sample]).labels[0]?.interval)
            return interval.lower <= trueArea && trueArea <= interval.upper
        }
        #expect((176...198).contains(covered))
    }

    /// The spread of the area over fresh samples: a 95 % interval is 3.92 deviations wide.
    @Test func isAsWideAsTheSamplingSpreads() throws {
        let areas = try (0..<400).compactMap {
            try Self.sample("Edema", shift: 1, images: 150, seed: UInt64(1_000 + $0)).assessed.areaUnderROC
        }
        let spread = try #require(SeedSummary(areas)?.deviation)
        let widths = try (0..<20).map { seed in
            let sample = try Self.sample("Edema", shift: 1, images: 150, seed: UInt64(seed))
            let interval = try #require(
                try Bootstrap(resamples: 300).areasUnderROC(of: [sample]).macro?.interval
            )
            return interval.upper - interval.lower
        }
        let width = try #require(SeedSummary(widths)?.mean)
        #expect((3.4...4.4).contains(width / spread))
    }

    @Test func keepsALabelThatSomeResamplesMiss() throws {
        let rare = try label("Mass", (0..<50).map(Double.init), (0..<50).map { $0 == 40 ? 1 : 0 })
        let absent = try label("Edema", (0..<50).map(Double.init), Array(repeating: 0, count: 50))
        let estimates = try Bootstrap(resamples: 100, seed: 2).areasUnderROC(of: [absent, rare])
        #expect(estimates.labels[0] == nil)
        #expect(estimates.labels[1]?.interval != nil)
        #expect(estimates.macro == estimates.labels[1])
        #expect(estimates.leftOut == ["Edema"])
    }

    @Test func refusesResamplesOutOfRangeAlsoInAReport() throws {
        let json = Data(#"{"resamples":-1,"seed":0}"#.utf8)
        #expect(throws: EvaluationError.self) { try JSONDecoder().decode(Bootstrap.self, from: json) }
        let bootstrap = try Bootstrap(resamples: 3, seed: .max)
        let again = try JSONDecoder().decode(Bootstrap.self, from: JSONEncoder().encode(bootstrap))
        #expect(again == bootstrap)
    }

    @Test func refusesSetsThatDoNotFit() throws {
        let edema = try label("Edema", [1, 2], [0, 1])
        let bootstrap = try Bootstrap(resamples: 10)
        #expect(throws: EvaluationError.nothingToEvaluate) { try bootstrap.areasUnderROC(of: []) }
        #expect(throws: EvaluationError.repeatedLabel("Edema")) {
            try bootstrap.areasUnderROC(of: [edema, edema])
        }
        #expect(throws: EvaluationError.differentImageCounts(label: "Mass", images: 1, expected: 2)) {
            try bootstrap.areasUnderROC(of: [edema, label("Mass", [1], [1])])
        }
        #expect(throws: EvaluationError.self) { try Bootstrap(resamples: 0) }
    }
}
