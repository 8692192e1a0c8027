/// A ZIP archive of entries that are stored as they are (PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16),
/// taken apart and put together again with any damage to the numbers of its directory.
struct StoredArchive {
    /// A file of the archive.
    struct Entry {
        var name: [UInt8]
        var content: [UInt8]
    }

    var entries: [Entry]

    /// An archive of these entries.
    init(entries: [Entry]) { self.entries = entries }

    /// The entries of an archive without ZIP64 numbers; nil where it is too damaged to be taken apart.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 22, bytes.suffix(22).starts(with: [0x50, 0x4B, 5, 6]) else { return nil }
        entries = []
        var place = Self.number(bytes, bytes.count - 6, 4)
        while place + 46 <= bytes.count, Self.number(bytes, place, 4) == 0x0201_4B50 {
            let lengths = [28, 30, 32].map { Self.number(bytes, place + $0, 2) }
            let (size, header) = (Self.number(bytes, place + 20, 4), Self.number(bytes, place + 42, 4))
            guard header + 30 <= bytes.count else { return nil }
            let start = header + 30 + Self.number(bytes, header + 26, 2) + Self.number(bytes, header + 28, 2)
            guard start + size <= bytes.count, place + 46 + lengths[0] <= bytes.count else { return nil }
            entries.append(
                Entry(
                    name: Array(bytes[place + 46..<place + 46 + lengths[0]]),
                    content: Array(bytes[start..<start + size])
                )
            )
            place += 46 + lengths.reduce(0, +)
        }
    }

    /// Where the entry is whose name has this end.
    func index(ofNameEnding end: String) -> Int? {
        entries.firstIndex { $0.name.suffix(end.utf8.count).elementsEqual(end.utf8) }
    }

    /// The archive's bytes; `damage` may change each record of the directory before it is written.
    func bytes(damage: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
        var (result, directory): ([UInt8], [UInt8]) = ([], [])
        for entry in entries {
            let checksum = UInt64(Self.checksum(entry.content))
            let size = UInt64(entry.content.count)
            var numbers = ByteMutation.bytes(checksum, count: 4)
            numbers += ByteMutation.bytes(size, count: 4) + ByteMutation.bytes(size, count: 4)
            numbers += ByteMutation.bytes(UInt64(entry.name.count), count: 2) + [0, 0]
            let start = ByteMutation.bytes(UInt64(result.count), count: 4)
            var local: [UInt8] = [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0] + numbers + entry.name
            damage(&local)
            result += local + entry.content
            var record: [UInt8] = [0x50, 0x4B, 1, 2, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0] + numbers
            record += [UInt8](repeating: 0, count: 10) + start + entry.name
            damage(&record)
            directory += record
        }
        let count = ByteMutation.bytes(UInt64(entries.count), count: 2)
        var end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
        end += ByteMutation.bytes(UInt64(directory.count), count: 4)
        end += ByteMutation.bytes(UInt64(result.count), count: 4) + [0, 0]
        damage(&end)
        return result + directory + end
    }

    private static func number(_ bytes: [UInt8], _ place: Int, _ count: Int) -> Int {
        (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
    }

    /// CRC-32 (ISO 3309), by table.
    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
}
