import Crypto
import Foundation

/// The end of a chain: what the next record follows.
public struct AuditHead: Equatable, Sendable {
    /// The number of the last record, 0 before the first.
    public let sequence: Int
    /// SHA-256 of the last record's bytes without the line end, 64 lower-case hexadecimal digits.
    public let hash: String

    /// What the very first record follows: number 0 and 64 zeros.
    public static let beginning = AuditHead(sequence: 0, hash: String(repeating: "0", count: 64))
}

/// One line of the log: a JSON object with its fields in alphabetical order.
struct AuditRecord: Codable, Equatable {
    /// What is told of the log itself.
    struct Detail: Codable, Equatable {
        /// Records that were never written.
        var lost: Int?
        /// The length of a torn line.
        var bytes: Int?
        /// The beginning of a torn line, base 64.
        var torn: String?
        /// The name of a removed file.
        var file: String?
        /// The number of a removed file's last record.
        var lastSequence: Int?
        /// The hash of a removed file's last record.
        var lastHash: String?
    }

    let sequence: Int
    /// ISO 8601 in UTC to the millisecond.
    let time: String
    /// The hash of the record before.
    let previous: String
    let caller: String
    let action: String
    var object: String?
    var outcome: Int?
    var request: String?
    var detail: Detail?

    /// The longest line in bytes, without its end. The longest that is written has about 7,000: five fields
    /// of 128 bytes, each at most six times as long in JSON, and 4,096 bytes of a torn line, a third longer
    /// in base 64, do not come together.
    static let maximumBytes = 16_384
    /// No log gets there: a number beyond it was not written by one, and could not be counted on from.
    private static let maximumSequence = 1 << 53
    static let lineEnd = UInt8(ascii: "\n")
    private static let timeStyle = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    init(_ entry: AuditEntry, detail: Detail? = nil, at date: Date, after head: AuditHead) {
        sequence = head.sequence + 1
        time = date.formatted(Self.timeStyle)
        previous = head.hash
        caller = entry.caller
        action = entry.action
        object = entry.object
        outcome = entry.outcome
        request = entry.request
        self.detail = detail
    }

    /// The record that a line holds; nil where it holds none.
    init?(line: Data) {
        guard line.count <= Self.maximumBytes,
            let record = try? JSONDecoder().decode(Self.self, from: line),
            (1...Self.maximumSequence).contains(record.sequence), record.date != nil
        else { return nil }
        self = record
    }

    var date: Date? { try? Self.timeStyle.parse(time) }

    /// The bytes of the line, without its end.
    func line() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// SHA-256 of a line's bytes.
    static func hash(of line: Data) -> String {
        hexadecimal(SHA256.hash(data: line))
    }
}

/// Lower-case hexadecimal digits, two for each byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
