/// The text cleaning of BERT: the result has no white space but U+0020 and no control characters.
struct BertNormalizer: Sendable {
    /// Whether accents and case are dropped.
    let lowercases: Bool

    /// The cleaned characters of UTF-8 `bytes`, ideographs between blanks.
    func normalize(_ bytes: ArraySlice<UInt8>) -> [Unicode.Scalar] {
        var isASCII = true
        var scalars: [Unicode.Scalar] = []
        scalars.reserveCapacity(bytes.count)
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if BertCharacters.isBlank(scalar) {
                scalars.append(" ")
            } else if BertCharacters.isIdeograph(scalar) {
                isASCII = false
                scalars.append(" ")
                scalars.append(scalar)
                scalars.append(" ")
            } else if !BertCharacters.isRemoved(scalar) {
                isASCII = isASCII && scalar.isASCII
                scalars.append(scalar)
            }
        }
        guard lowercases else { return scalars }
        if !isASCII {
            scalars = CanonicalNormalization.decompose(scalars)
            scalars.removeAll(where: BertCharacters.isAccent)
        }
        return lowercased(scalars)
    }
}

/// Each character's lower-case mapping by itself, without the context rules (final sigma) of a whole word.
func lowercased(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(scalars.count)
    for scalar in scalars {
        if scalar.isASCII {
            let isUpper = scalar.value >= 0x41 && scalar.value <= 0x5A
            result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
        } else if scalar.properties.changesWhenLowercased {
            result += scalar.properties.lowercaseMapping.unicodeScalars
        } else {
            result.append(scalar)
        }
    }
    return result
}
