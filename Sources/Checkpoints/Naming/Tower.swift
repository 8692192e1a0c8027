/// How one encoder of a library names its tensors, under a prefix of ours and one of the file's.
public struct Tower: Sendable {
    private let place: String
    private var prefix = ""
    private let rules: [NamingRule]
    private let ignored: [String]

    init(place: String, _ rules: [NamingRule], ignored: [String] = []) {
        self.place = place
        self.rules = rules
        self.ignored = ignored
    }

    /// The same tower whose stored names all begin with a prefix.
    public func stored(under prefix: String) -> Tower {
        var copy = self
        copy.prefix = prefix
        return copy
    }

    var prefixedRules: [NamingRule] {
        rules.map { rule in
            let stored = rule.stored.map { prefix + $0 }
            return rule.layout == .stacked
                ? NamingRule(place + rule.pattern, stacking: stored)
                : NamingRule(place + rule.pattern, stored[0], rule.layout)
        }
    }

    var prefixedIgnored: [String] { ignored.map { prefix + $0 } }
}
