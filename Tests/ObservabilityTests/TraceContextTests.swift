import Observability
import Testing

/// The identifiers are those of the recommendation's examples (W3C Trace Context, section 3.2).
@Suite struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    @Test(arguments: [("00", false), ("01", true), ("02", false), ("03", true), ("ff", true), ("fe", false)])
    func readsVersionZero(flags: String, sampled: Bool) throws {
        let context = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.parent)-\(flags)"))
        #expect(context.traceID == Self.trace)
        #expect(context.parentID == Self.parent)
        #expect(context.isSampled == sampled)
        #expect(context.traceparent == "00-\(Self.trace)-\(Self.parent)-\(sampled ? "01" : "00")")
    }

    @Test(arguments: [
        "", "00", "00-", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-", "00-\(trace)-\(parent)-0",
        "00-\(trace)-\(parent)-001", "00-\(trace)-\(parent)-01-", "00-\(trace)-\(parent)-01-more",
        "00-\(trace)-\(parent)-0g", "00-\(trace)-\(parent)-0A", "00-\(trace.uppercased())-\(parent)-01",
        "00-\(trace)-\(parent.uppercased())-01", "00-00000000000000000000000000000000-\(parent)-01",
        "00-\(trace)-0000000000000000-01", "ff-\(trace)-\(parent)-01", "0-\(trace)-\(parent)-01",
        "0g-\(trace)-\(parent)-01", "FE-\(trace)-\(parent)-01", " 00-\(trace)-\(parent)-01",
        "00-\(trace)-\(parent)-01 ", "00_\(trace)_\(parent)_01", "00-\(trace)\(parent)--01",
        "00-\(trace)-\(parent)-01, 00-\(trace)-\(parent)-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-\(parent)-001",
        "00-4bf92f3577b34da6a3ce929d0e0e473é-\(parent)-01", "00-\(trace)-\(parent)-0\u{0}",
    ])
    func refusesMalformedValues(value: String) {
        #expect(TraceContext(traceparent: value) == nil)
    }

    @Test(arguments: [
        "01-\(trace)-\(parent)-01", "cc-\(trace)-\(parent)-01-what-the-future-will-be",
        "fe-\(trace)-\(parent)-01-",
    ])
    func readsTheKnownPartsOfHigherVersions(value: String) throws {
        let context = try #require(TraceContext(traceparent: value))
        #expect(context.traceparent == "00-\(Self.trace)-\(Self.parent)-01")
    }

    @Test(arguments: [
        "01-\(trace)-\(parent)-01.more", "01-\(trace)-\(parent)-011", "01-\(trace)-\(parent)",
        "cc-\(trace)-\(parent)-01, 00",
    ])
    func refusesHigherVersionsThatDoNotGoOnWithADash(value: String) {
        #expect(TraceContext(traceparent: value) == nil)
    }

    @Test func refusesVeryLongValues() {
        let value = "01-\(Self.trace)-\(Self.parent)-01-" + String(repeating: "a", count: 100_000)
        #expect(TraceContext(traceparent: value) == nil)
    }

    @Test func makesWellFormedTraces() {
        let made = (0..<100).map { _ in TraceContext.make() }
        #expect(made.allSatisfy { TraceContext(traceparent: $0.traceparent) == $0 })
        #expect(Set(made.map(\.traceID)).count == 100)
    }

    @Test func padsSmallNumbers() {
        var ones = Ones()
        let context = TraceContext.make(using: &ones)
        #expect(context.traceID == "00000000000000010000000000000001")
        #expect(context.parentID == "0000000000000001")
    }

    @Test func aChildStaysInItsTrace() throws {
        let context = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.parent)-01"))
        let child = context.child()
        #expect(child.traceID == Self.trace && child.isSampled)
        #expect(child.parentID != Self.parent)
        #expect(TraceContext(traceparent: child.traceparent) == child)
    }

    private struct Ones: RandomNumberGenerator {
        mutating func next() -> UInt64 { 1 }
    }
}
