/// The lines of a vocabulary file as UTF-8, without their ends.
///
/// A line ends with LF, CR LF or CR (text as Python reads it); an end after the last line adds no empty line.
/// Throws `TokenizerError.invalidUTF8` with the number of the first line that is not UTF-8.
func vocabularyLines(_ bytes: [UInt8]) throws(TokenizerError) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = 0
    while start < bytes.count {
        var end = start
        while end < bytes.count, bytes[end] != 0x0A, bytes[end] != 0x0D { end += 1 }
        let line = Array(bytes[start..<end])
        guard String(validating: line, as: UTF8.self) != nil else {
            throw .invalidUTF8(line: lines.count + 1)
        }
        lines.append(line)
        let endsWithBoth = end + 1 < bytes.count && bytes[end] == 0x0D && bytes[end + 1] == 0x0A
        start = end + (endsWithBoth ? 2 : 1)
    }
    return lines
}

/// Where each line was first seen; throws `TokenizerError.duplicateEntry` where one occurs twice.
func positions(ofLines lines: [[UInt8]]) throws(TokenizerError) -> [[UInt8]: Int] {
    var positions: [[UInt8]: Int] = [:]
    positions.reserveCapacity(lines.count)
    for (index, line) in lines.enumerated() {
        if let first = positions.updateValue(index, forKey: line) {
            throw .duplicateEntry(line: index + 1, firstLine: first + 1)
        }
    }
    return positions
}
