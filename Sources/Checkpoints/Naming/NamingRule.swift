/// One line of a naming scheme: where a tensor with a name of ours is found in a weight file.
///
/// In a pattern `#` stands for a number and `*` for the rest of a name up to the next dot; in the stored
/// names they stand for what they matched, in order.
package struct NamingRule: Sendable {
    /// How the stored tensor becomes ours.
    package enum Layout: Sendable {
        /// As it is, but for extents of one.
        case same
        /// All extents but the first joined into one: a patch projection stored as a convolution.
        case flattened
        /// Two extents exchanged: a matrix that its model multiplies from the left.
        case transposed
        /// Several stored tensors below each other: query, key and value stored apart.
        case stacked
    }

    let pattern: String
    let stored: [String]
    let layout: Layout

    package init(_ pattern: String, _ stored: String, _ layout: Layout = .same) {
        self.pattern = pattern
        self.stored = [stored]
        self.layout = layout
    }

    package init(_ pattern: String, stacking stored: [String]) {
        self.pattern = pattern
        self.stored = stored
        layout = .stacked
    }

    /// The stored names for a name of ours, or nil where the pattern does not fit.
    func storedNames(for name: String) -> [String]? {
        guard let captures = Self.match(pattern, name) else { return nil }
        return stored.map { template in
            var rest = captures[...]
            return template.map { character in
                character == "#" || character == "*" ? rest.popFirst() ?? "" : String(character)
            }.joined()
        }
    }

    /// What the wildcards of a pattern stand for in a name, or nil where the name does not fit.
    static func match(_ pattern: String, _ name: String) -> [String]? {
        var captures: [String] = []
        var rest = name[...]
        for character in pattern {
            switch character {
            case "#", "*":
                let part = rest.prefix { character == "#" ? $0.isWholeNumber : $0 != "." }
                guard !part.isEmpty else { return nil }
                captures.append(String(part))
                rest = rest.dropFirst(part.count)
            default:
                guard rest.popFirst() == character else { return nil }
            }
        }
        return rest.isEmpty ? captures : nil
    }
}
