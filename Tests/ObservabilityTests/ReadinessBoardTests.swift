import Observability
import Testing

@Suite struct ReadinessBoardTests {
    private let board = ReadinessBoard()
    private let start = ContinuousClock.now

    private func states(after seconds: Int) -> [String] {
        board.report(at: start + .seconds(seconds)).checks.map { "\($0.name) \($0.state.rawValue)" }
    }

    @Test func withoutChecksNothingIsReady() {
        #expect(!board.report(at: start).isReady)
    }

    @Test func isNotReadyBeforeEveryFirstResult() {
        board.declare("canary", maximumAge: .seconds(10))
        board.declare("disk", maximumAge: .seconds(30))
        board.record("canary", passed: true, at: start)
        let report = board.report(at: start)
        #expect(!report.isReady)
        #expect(report.checks.map(\.ageSeconds) == [0, nil])
        #expect(states(after: 0) == ["canary ok", "disk stale"])
        board.record("disk", passed: true, at: start)
        #expect(board.report(at: start).isReady)
    }

    @Test func oneFailureIsEnough() {
        board.declare("canary", maximumAge: .seconds(10))
        board.declare("disk", maximumAge: .seconds(10))
        board.record("canary", passed: true, at: start)
        board.record("disk", passed: false, at: start)
        #expect(states(after: 1) == ["canary ok", "disk failed"])
        #expect(!board.report(at: start).isReady)
        board.record("disk", passed: true, at: start + .seconds(1))
        #expect(board.report(at: start + .seconds(1)).isReady)
    }

    @Test func aResultCountsUpToItsMaximumAge() {
        board.declare("canary", maximumAge: .seconds(10))
        board.record("canary", passed: true, at: start)
        #expect(states(after: 10) == ["canary ok"])
        #expect(states(after: 11) == ["canary stale"])
        #expect(board.report(at: start + .seconds(11)).checks.first?.ageSeconds == 11)
        board.record("canary", passed: false, at: start)
        #expect(states(after: 11) == ["canary stale"])
    }

    @Test func anAgeIsNeverNegative() {
        board.declare("canary", maximumAge: .seconds(10))
        board.record("canary", passed: true, at: start + .seconds(5))
        #expect(board.report(at: start).checks.first?.ageSeconds == 0)
        #expect(board.report(at: start).isReady)
    }

    @Test func recordTellsWhetherTheResultIsAnother() {
        board.declare("canary", maximumAge: .seconds(10))
        let changes = [true, true, false, false, true].map { board.record("canary", passed: $0, at: start) }
        #expect(changes == [true, false, true, false, true])
    }

    @Test func resultsOfUndeclaredChecksAreLeftOut() {
        #expect(!board.record("nobody", passed: true, at: start))
        #expect(board.report(at: start).checks.isEmpty)
    }

    @Test func declaringAgainKeepsTheResult() {
        board.declare("canary", maximumAge: .seconds(10))
        board.record("canary", passed: true, at: start)
        board.declare("canary", maximumAge: .seconds(100))
        #expect(states(after: 50) == ["canary ok"])
    }

    @Test func readingsNameEveryCheck() {
        board.declare("canary", maximumAge: .seconds(10))
        board.declare("disk", maximumAge: .seconds(10))
        board.record("canary", passed: true, at: start)
        let text = PrometheusRegistry(.hilum).exposition(board.report(at: start + .seconds(2)).readings)
        #expect(text.contains("\nhilum_ready{check=\"canary\"} 1\nhilum_ready{check=\"disk\"} 0\n"))
        #expect(text.contains("\nhilum_ready_age_seconds{check=\"canary\"} 2\n"))
        #expect(!text.contains("hilum_ready_age_seconds{check=\"disk\"}"))
    }
}
