import Foundation
import Recipes
import Testing

@Suite struct EarlyStoppingTests {
    private func verdicts(_ metrics: [Double], patience: Int?) -> [EarlyStopping.Verdict] {
        var rule = EarlyStopping(patience: patience)
        return metrics.enumerated().map { epoch, metric in
            rule.record(.init(metric: metric, epoch: epoch, step: epoch * 10))
        }
    }

    @Test func stopsWhenPatienceIsAtItsEnd() {
        #expect(
            verdicts([0.6, 0.7, 0.7, 0.69], patience: 2) == [.improved, .improved, .unimproved, .stop]
        )
        #expect(
            verdicts([0.6, 0.5, 0.61, 0.5, 0.5], patience: 2)
                == [.improved, .unimproved, .improved, .unimproved, .stop]
        )
    }

    @Test func neverStopsWithoutPatience() {
        #expect(!verdicts(Array(repeating: 0.5, count: 1_000), patience: nil).contains(.stop))
    }

    @Test func takesWhatIsNotANumberForNoImprovement() {
        #expect(verdicts([.nan, 0.1, .nan], patience: nil) == [.unimproved, .improved, .unimproved])
    }

    @Test func goesOnFromWhatWasWritten() throws {
        var rule = EarlyStopping(patience: 2)
        _ = rule.record(.init(metric: 0.75, epoch: 3, step: 40))
        _ = rule.record(.init(metric: 0.5, epoch: 4, step: 50))
        var read = try JSONDecoder().decode(EarlyStopping.self, from: JSONEncoder().encode(rule))
        #expect(read == rule)
        #expect(read.best == .init(metric: 0.75, epoch: 3, step: 40))
        #expect(read.record(.init(metric: 0.5, epoch: 5, step: 60)) == .stop)
    }
}
