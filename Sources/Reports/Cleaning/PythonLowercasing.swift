/// Lower case as `str.lower` of Python 3.11: full mappings, and a final sigma at the end of a word (Unicode,
/// section 3.13).
enum PythonLowercasing {
    static func lowercased(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var result: [Unicode.Scalar] = []
        result.reserveCapacity(text.count)
        for (index, scalar) in text.enumerated() {
            if scalar.isASCII {
                let isUpper = (0x41...0x5A).contains(scalar.value)
                result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
            } else if scalar == "Σ" {
                result.append(endsWord(text, index) ? "ς" : "σ")
            } else if scalar.properties.changesWhenLowercased, isKnown(scalar) {
                result += Array(scalar.properties.lowercaseMapping.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return result
    }

    /// Whether a cased letter stands before and none after, whatever characters without case may stand
    /// between.
    private static func endsWord(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
        func isCased(_ scalar: Unicode.Scalar?) -> Bool {
            scalar.map { $0.properties.isCased && isKnown($0) } ?? false
        }
        func isPassedOver(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isCaseIgnorable && isKnown(scalar)
        }
        return isCased(text[..<index].last { !isPassedOver($0) })
            && !isCased(text[(index + 1)...].first { !isPassedOver($0) })
    }

    private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
        isAssigned(scalar, inUnicode: CLIPCleaning.unicodeOfPython)
    }
}
