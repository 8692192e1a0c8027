import Encoders

extension Recipe.Initialization {
    mutating func read(_ section: RecipeSection) {
        section.read("from", into: &from)
        section.read("resolution", into: &resolution, in: 32...2_048)
        section.read("frozen", into: &frozen)
        section.read("freezesBatchNormStatistics", into: &freezesBatchNormStatistics)
        section.read(architecture: &architecture)
        if case .value(let part) = section.section("tokenizer", allowsNull: true) {
            tokenizer = Tokenizer(part)
            part.finish()
        }
        switch from {
        case .pretrained:
            section.refuse(
                ["architecture", "tokenizer"],
                because: "the package brings it; remove it or set initialization.from to 'scratch'"
            )
        case .scratch: requireScratch(section)
        }
        if frozen.count == Tower.allCases.count {
            section.report(.conflict(reason: "with both encoders frozen nothing can be learnt"), at: "frozen")
        }
    }

    private func requireScratch(_ section: RecipeSection) {
        section.refuse(["resolution"], because: "the architecture says it; remove it")
        if !frozen.isEmpty {
            section.report(.conflict(reason: "random weights must be able to learn"), at: "frozen")
        }
        guard let architecture else {
            if section.line("architecture") == nil {
                section.report(
                    .missingKey(allowed: "the sizes of the encoders, as in a model description"),
                    at: "architecture"
                )
            }
            return
        }
        if let tokenizer, tokenizer.maximumTokens > architecture.text.positions {
            section.report(
                .conflict(
                    reason: "its maximumTokens is \(tokenizer.maximumTokens), more than the text encoder's "
                        + "\(architecture.text.positions) positions"
                ),
                at: "tokenizer"
            )
        }
    }
}

extension Recipe.Initialization.Tokenizer {
    fileprivate init?(_ section: RecipeSection) {
        var kind = Kind.wordpiece
        var file: Recipe.FileReference?
        var lowercases = true
        var maximumTokens = 0
        section.read("kind", into: &kind)
        section.read("file", into: &file)
        section.read("lowercases", into: &lowercases)
        section.read("maximumTokens", into: &maximumTokens, in: 2...8_192)
        let allowed = [
            "kind": "wordpiece or clip", "file": "the name of a file",
            "maximumTokens": "a whole number from 2 to 8192",
        ]
        for (key, text) in allowed.sorted(by: { $0.key < $1.key }) where section.line(key) == nil {
            section.report(.missingKey(allowed: text), at: key)
        }
        if kind == .clip {
            section.refuse(["lowercases"], because: "CLIP's encoding always lowers the case; remove it")
        }
        guard let file else { return nil }
        self.init(kind: kind, file: file, lowercases: lowercases, maximumTokens: maximumTokens)
    }
}
