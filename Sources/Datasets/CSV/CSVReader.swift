import Foundation

/// A record of a CSV file.
struct CSVRecord {
    /// The line, from 1, on which it begins.
    let line: Int
    let fields: [String]
}

/// Reads a CSV file record by record in constant memory, strictly as RFC 4180 has it.
///
/// Line ends are LF or CRLF, a UTF-8 byte order mark is skipped. Everything else that departs from the
/// standard is an error with its line: reports are data, and a lost quote must not turn half a file into one
/// field.
struct CSVReader {
    static let maximumFieldBytes = 1 << 20
    static let maximumFields = 10_000

    let file: String
    private let source: FileInput
    private var chunk: [UInt8] = []
    private var position = 0
    private var line = 1
    private var field: [UInt8] = []

    private enum FieldEnd { case comma, line, file }

    init(path: String) throws(DatasetError) {
        file = path
        source = try FileInput(path: path)
        try fill()
        if chunk.starts(with: [0x1F, 0x8B]) { throw .compressed(file: path) }
        if chunk.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    }

    /// The next record; nil at the end of the file.
    mutating func next() throws(DatasetError) -> CSVRecord? {
        guard try peek() != nil else { return nil }
        let start = line
        var fields: [String] = []
        while true {
            guard fields.count < Self.maximumFields else {
                throw .malformed(place(start, nil), .oversized(limit: Self.maximumFields, unit: "fields"))
            }
            let fieldLine = line
            let end = try readField(number: fields.count + 1)
            guard let text = String(validating: field, as: UTF8.self), !field.contains(0) else {
                throw .malformed(place(fieldLine, fields.count + 1), .notUTF8)
            }
            fields.append(text)
            if end != .comma { return CSVRecord(line: start, fields: fields) }
        }
    }

    private mutating func readField(number: Int) throws(DatasetError) -> FieldEnd {
        field.removeAll(keepingCapacity: true)
        return try peek() == UInt8(ascii: "\"") ? try readQuoted(number) : try readPlain(number)
    }

    private mutating func readPlain(_ number: Int) throws(DatasetError) -> FieldEnd {
        while try peek() != nil {
            let start = position
            while position < chunk.count, !Self.endsPlain(chunk[position]) { position += 1 }
            try append(chunk[start..<position], number, beganAt: line)
            guard position < chunk.count else { continue }
            if chunk[position] == UInt8(ascii: "\"") { throw .malformed(place(line, number), .strayQuote) }
            return try readEnd(number)
        }
        return .file
    }

    private mutating func readQuoted(_ number: Int) throws(DatasetError) -> FieldEnd {
        let beganAt = line
        position += 1
        while try peek() != nil {
            let start = position
            while position < chunk.count, chunk[position] != UInt8(ascii: "\"") {
                if chunk[position] == UInt8(ascii: "\n") { line += 1 }
                position += 1
            }
            try append(chunk[start..<position], number, beganAt: beganAt)
            guard position < chunk.count else { continue }
            position += 1
            guard try peek() == UInt8(ascii: "\"") else { return try readEnd(number) }
            try append([UInt8(ascii: "\"")], number, beganAt: beganAt)
            position += 1
        }
        throw .malformed(place(beganAt, number), .unterminatedQuote)
    }

    /// Reads the comma or line end that must stand here.
    private mutating func readEnd(_ number: Int) throws(DatasetError) -> FieldEnd {
        guard let byte = try peek() else { return .file }
        position += 1
        switch byte {
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: "\n"): break
        case UInt8(ascii: "\r"):
            guard try peek() == UInt8(ascii: "\n") else {
                throw .malformed(place(line, number), .bareCarriageReturn)
            }
            position += 1
        default: throw .malformed(place(line, number), .textAfterQuote)
        }
        line += 1
        return .line
    }

    private mutating func append(
        _ bytes: ArraySlice<UInt8>,
        _ number: Int,
        beganAt: Int
    ) throws(DatasetError) {
        guard field.count + bytes.count <= Self.maximumFieldBytes else {
            let fault = DatasetError.Fault.oversized(limit: Self.maximumFieldBytes, unit: "bytes")
            throw .malformed(place(beganAt, number), fault)
        }
        field += bytes
    }

    private mutating func peek() throws(DatasetError) -> UInt8? {
        if position == chunk.count { try fill() }
        return position < chunk.count ? chunk[position] : nil
    }

    private mutating func fill() throws(DatasetError) {
        position = 0
        try source.read(into: &chunk)
    }

    private func place(_ line: Int, _ number: Int?) -> DatasetError.Place {
        .init(file: file, line: line, column: number.map { "\($0)" })
    }

    private static func endsPlain(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\"")
    }
}
