extension StringProtocol {
    /// The text without white space at its ends.
    var trimmed: String {
        guard let first = unicodeScalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = unicodeScalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(self[first..<unicodeScalars.index(after: last)])
    }

    /// The text without white space at its ends; nil where nothing is left.
    var contentIfAny: String? {
        let content = trimmed
        return content.isEmpty ? nil : content
    }
}
