/// A list of strings as Python writes it: `['pleural effusion', "Kerley's lines"]`.
enum PythonList {
    /// The strings; nil for anything else.
    static func strings(_ text: String) -> [String]? {
        var rest = text.trimmed.unicodeScalars[...]
        guard rest.popFirst() == "[" else { return nil }
        var strings: [String] = []
        skipBlanks(&rest)
        while let next = rest.first, next != "]" {
            guard let string = readString(&rest) else { return nil }
            strings.append(string)
            skipBlanks(&rest)
            if rest.first == "," {
                rest.removeFirst()
                skipBlanks(&rest)
            } else if rest.first != "]" {
                return nil
            }
        }
        guard rest.popFirst() == "]", rest.isEmpty else { return nil }
        return strings
    }

    private static func readString(_ rest: inout Substring.UnicodeScalarView) -> String? {
        guard let quote = rest.popFirst(), quote == "'" || quote == "\"" else { return nil }
        var string = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            if scalar == quote { return String(string) }
            guard scalar == "\\" else {
                string.append(scalar)
                continue
            }
            // Python's repr escapes the quote and the backslash itself; labels hold nothing else.
            guard let escaped = rest.popFirst() else { return nil }
            string.append(escaped)
        }
        return nil
    }

    private static func skipBlanks(_ rest: inout Substring.UnicodeScalarView) {
        while let scalar = rest.first, scalar.properties.isWhitespace { rest.removeFirst() }
    }
}
