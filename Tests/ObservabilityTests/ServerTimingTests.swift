import Observability
import Testing

@Suite struct ServerTimingTests {
    @Test func nothingMeasuredIsNoField() {
        #expect(ServerTiming().fieldValue == nil)
    }

    @Test func writesStagesInTheirOrder() {
        var timing = ServerTiming()
        timing.add(.receive, .microseconds(1_200))
        timing.add(.decode, .milliseconds(31))
        timing.add(.total, .seconds(2))
        #expect(timing.fieldValue == "recv;dur=1.2, decode;dur=31, total;dur=2000")
    }

    @Test func addsUpAStageThatComesTwice() {
        var timing = ServerTiming()
        timing.add(.queue, .milliseconds(1))
        timing.add(.encode, .milliseconds(5))
        timing.add(.queue, .milliseconds(2))
        #expect(timing.fieldValue == "queue;dur=3, encode;dur=5")
    }

    @Test(arguments: [
        (Duration.zero, "0"), (.nanoseconds(999), "0"), (.microseconds(1), "0.001"),
        (.microseconds(50), "0.05"),
        (.microseconds(999), "0.999"), (.microseconds(1_010), "1.01"), (.milliseconds(-3), "0"),
        (.nanoseconds(-1), "0"), (.seconds(3_600), "3600000"), (.seconds(Int64.max), "9223372036854775.807"),
    ])
    func writesMilliseconds(duration: Duration, written: String) {
        var timing = ServerTiming()
        timing.add(.decode, duration)
        #expect(timing.fieldValue == "decode;dur=\(written)")
    }

    /// A metric's name in `Server-Timing` is a token (RFC 9110, section 5.6.2).
    @Test(arguments: RequestStage.allCases)
    func namesAreTokens(stage: RequestStage) {
        #expect(stage.rawValue.allSatisfy { $0.isASCII && $0.isLowercase })
    }
}
