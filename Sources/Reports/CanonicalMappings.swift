/// The canonical mappings of single characters, read once from `CanonicalMappingTable`.
struct CanonicalMappings: Sendable {
    /// One step of decomposition; the second character is missing in a singleton mapping.
    private(set) var decompositions: [Unicode.Scalar: (first: Unicode.Scalar, second: Unicode.Scalar?)] = [:]
    /// The primary composites by `key(_:_:)`.
    private(set) var composites: [UInt64: Unicode.Scalar] = [:]

    init() {
        for (composite, first, second) in Self.entries(CanonicalMappingTable.composing) {
            decompositions[composite] = (first, second)
            if let second { composites[Self.key(first, second)] = composite }
        }
        for (composite, first, second) in Self.entries(CanonicalMappingTable.decomposing) {
            decompositions[composite] = (first, second)
        }
    }

    /// One number for a pair of characters.
    static func key(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
        UInt64(first.value) << 32 | UInt64(second.value)
    }

    private static func entries(
        _ table: String
    ) -> [(Unicode.Scalar, Unicode.Scalar, Unicode.Scalar?)] {
        table.split(separator: " ").compactMap { entry in
            let scalars = entry.split(separator: ".").compactMap { field in
                UInt32(field, radix: 16).flatMap(Unicode.Scalar.init)
            }
            guard scalars.count >= 2 else { return nil }
            return (scalars[0], scalars[1], scalars.count > 2 ? scalars[2] : nil)
        }
    }
}
