import Logging
import Service
import Testing

@Suite struct JSONLogHandlerTests {
    private func line(_ fields: Logger.Metadata) -> String {
        String(decoding: JSONLogHandler.line(fields), as: UTF8.self)
    }

    @Test func writesNumbersAsNumbersAndSortsByName() {
        let fields: Logger.Metadata = [
            "status": .stringConvertible(503), "event": "answered", "milliseconds": .stringConvertible(0.25),
        ]
        #expect(line(fields) == #"{"event":"answered","milliseconds":0.25,"status":503}"#)
    }

    /// RFC 8259, section 7; a line of the log stays one line.
    @Test func escapesWhatWouldEndATextOrALine() {
        #expect(line(["a\"b": "x\n\"y\"\\\u{1}é"]) == #"{"a\"b":"x\n\"y\"\\\u0001é"}"#)
    }

    @Test func writesWhatJSONHasNoNumberForAsText() {
        #expect(line(["a": .stringConvertible(Double.nan)]) == #"{"a":"nan"}"#)
        #expect(line(["a": .stringConvertible(Double.infinity)]) == #"{"a":"inf"}"#)
    }
}
