import Observability
import Testing

/// The identifiers are those of the recommendation's examples (W3C Trace Context, section 3.2).
@Suite struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parent = "00f067aa0ba902b7"

    @Test(arguments: ["00", "01", "02", "03", "ff", "fe"])
    func readsVersionZero(flags: String) throws {
        let context = try #require(TraceContext(traceparent: "00-\(Self.trace)-\(Self.parent)-\(flags)"))
        #expect(context.traceID == Self.trace)
        #expect(context.parentID == Self.parent)
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
        #expect(context.traceID == Self.trace && context.parentID == Self.parent)
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
}
