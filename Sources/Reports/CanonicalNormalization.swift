/// Canonical decomposition and composition of Unicode (UAX #15, NFD and NFC) in n log n time.
///
/// Mappings and combining classes are those of a version of Unicode up to 14.0. Foundation's normalisation
/// takes minutes for a long run of combining marks.
enum CanonicalNormalization {
    /// The version of Hugging Face `tokenizers`.
    static let unicodeOfTokenizers = 9

    private static let tables = CanonicalMappings()

    /// NFD: every character fully decomposed, runs of combining marks in canonical order.
    static func decompose(
        _ scalars: [Unicode.Scalar],
        unicode version: Int = unicodeOfTokenizers
    ) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(scalars.count)
        for scalar in scalars {
            if scalar.value < 0xC0 {
                result.append(scalar)
            } else {
                appendDecomposition(of: scalar, version, to: &result)
            }
        }
        sortMarks(&result, version)
        return result
    }

    /// NFC: decomposed, then composed wherever a primary composite exists.
    static func compose(
        _ scalars: [Unicode.Scalar],
        unicode version: Int = unicodeOfTokenizers
    ) -> [Unicode.Scalar] {
        // Below U+0300 there are no combining marks and every character is its own composition.
        if scalars.allSatisfy({ $0.value < 0x300 }) { return scalars }
        let decomposed = decompose(scalars, unicode: version)
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(decomposed.count)
        var starter: Int?
        var lastClass: UInt8 = 0
        for scalar in decomposed {
            let combiningClass = combiningClass(of: scalar, version)
            if let starter, starter == result.count - 1 || (lastClass != 0 && lastClass < combiningClass),
                let composite = composite(result[starter], scalar, version)
            {
                result[starter] = composite
                continue
            }
            if combiningClass == 0 { starter = result.count }
            lastClass = combiningClass
            result.append(scalar)
        }
        return result
    }

    private static func combiningClass(of scalar: Unicode.Scalar, _ version: Int) -> UInt8 {
        if scalar.value < 0x300 { return 0 }
        let combiningClass = scalar.properties.canonicalCombiningClass.rawValue
        return combiningClass != 0 && isAssigned(scalar, inUnicode: version) ? combiningClass : 0
    }

    private static func sortMarks(_ scalars: inout [Unicode.Scalar], _ version: Int) {
        var index = 0
        while index < scalars.count {
            guard combiningClass(of: scalars[index], version) != 0 else {
                index += 1
                continue
            }
            var run: [(combiningClass: UInt8, scalar: Unicode.Scalar)] = []
            while index < scalars.count {
                let mark = combiningClass(of: scalars[index], version)
                if mark == 0 { break }
                run.append((mark, scalars[index]))
                index += 1
            }
            guard run.count > 1 else { continue }
            // The sort of the standard library is stable, as the canonical ordering has to be.
            run.sort { $0.combiningClass < $1.combiningClass }
            scalars.replaceSubrange((index - run.count)..<index, with: run.map(\.scalar))
        }
    }

    private static func appendDecomposition(
        of scalar: Unicode.Scalar,
        _ version: Int,
        to result: inout [Unicode.Scalar]
    ) {
        if let syllable = Hangul.decompose(scalar) {
            result += syllable
        } else if let (first, second) = tables.decompositions[scalar], isAssigned(scalar, inUnicode: version)
        {
            appendDecomposition(of: first, version, to: &result)
            if let second { result.append(second) }
        } else {
            result.append(scalar)
        }
    }

    private static func composite(
        _ first: Unicode.Scalar,
        _ second: Unicode.Scalar,
        _ version: Int
    ) -> Unicode.Scalar? {
        if let syllable = Hangul.compose(first, second) { return syllable }
        let composite = tables.composites[CanonicalMappings.key(first, second)]
        return composite.flatMap { isAssigned($0, inUnicode: version) ? $0 : nil }
    }
}

/// Hangul syllables, composed by arithmetic (Unicode Standard, section 3.12).
private enum Hangul {
    static func decompose(_ scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard (0xAC00...0xD7A3).contains(scalar.value) else { return nil }
        let index = scalar.value - 0xAC00
        let jamo = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28]
        return jamo.prefix(index % 28 == 0 ? 2 : 3).compactMap(Unicode.Scalar.init)
    }

    static func compose(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        if (0x1100...0x1112).contains(first.value), (0x1161...0x1175).contains(second.value) {
            return Unicode.Scalar(0xAC00 + ((first.value - 0x1100) * 21 + second.value - 0x1161) * 28)
        }
        let hasNoFinal = (0xAC00...0xD7A3).contains(first.value) && (first.value - 0xAC00) % 28 == 0
        guard hasNoFinal, (0x11A8...0x11C2).contains(second.value) else { return nil }
        return Unicode.Scalar(first.value + second.value - 0x11A7)
    }
}
