/// The named character references of HTML, read once from `CharacterReferenceTable`.
struct NamedCharacterReferences: Sendable {
    /// The length of the longest name that counts without its semicolon, such as `frac12`.
    static let longestWithoutSemicolon = 6

    private var closed: [[UInt8]: [Unicode.Scalar]] = [:]
    private var open: [[UInt8]: [Unicode.Scalar]] = [:]

    init() {
        closed.reserveCapacity(2_200)
        for entry in CharacterReferenceTable.names.utf8.split(separator: UInt8(ascii: " ")) {
            let sign = entry.firstIndex { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "~") }
            guard let sign else { continue }
            let name = Array(entry[..<sign])
            let characters = entry[entry.index(after: sign)...].split(separator: UInt8(ascii: "+")).compactMap
            {
                UInt32(Substring($0), radix: 16).flatMap(Unicode.Scalar.init)
            }
            closed[name] = characters
            if entry[sign] == UInt8(ascii: "~") { open[name] = characters }
        }
    }

    /// What stands for a name that a semicolon follows.
    subscript(name: [UInt8]) -> [Unicode.Scalar]? { closed[name] }

    /// What stands for a name that no semicolon follows.
    subscript(withoutSemicolon name: [UInt8]) -> [Unicode.Scalar]? { open[name] }

    /// What ftfy takes a name in capitals for: the capital of what the name in small letters stands for, such
    /// as `É` for `EACUTE`, unless HTML knows the name or its beginning.
    subscript(capitals name: [UInt8]) -> [Unicode.Scalar]? {
        let isLower = { (byte: UInt8) in (0x61...0x7A).contains(byte) }
        let isUpper = { (byte: UInt8) in (0x41...0x5A).contains(byte) }
        guard closed[name] == nil, !name.contains(where: isLower), name.contains(where: isUpper) else {
            return nil
        }
        for length in 2...Self.longestWithoutSemicolon where open[Array(name.prefix(length))] != nil {
            return nil
        }
        return closed[name.map { isUpper($0) ? $0 | 0x20 : $0 }]?.flatMap {
            Array($0.properties.uppercaseMapping.unicodeScalars)
        }
    }
}
