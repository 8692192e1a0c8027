/// A sentence with named slots in braces, taken apart: `"{severity} edema {location}"`.
struct PromptTemplate: Equatable, Sendable {
    private enum Part: Equatable, Sendable {
        case text(String)
        case slot(String)
    }

    private let parts: [Part]
    /// The names of the slots, each once, in the order of their first places.
    let slots: [String]

    /// Takes a text apart.
    ///
    /// - Throws: ``LabelSetError/Reason/malformedSlot`` where braces do not hold a name.
    init(_ text: String, at pointer: String) throws(LabelSetError) {
        var parts: [Part] = []
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[brace] == "{", let end = rest[brace...].firstIndex(of: "}") else {
                throw LabelSetError(.malformedSlot, at: pointer)
            }
            let name = rest[rest.index(after: brace)..<end]
            guard Self.isName(name) else { throw LabelSetError(.malformedSlot, at: pointer) }
            if brace > rest.startIndex { parts.append(.text(String(rest[..<brace]))) }
            parts.append(.slot(String(name)))
            rest = rest[rest.index(after: end)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.init(parts)
    }

    /// The slots alone with a blank between them, as in GLoRIA's class prompts; the names may be any texts.
    init(slots names: [String]) {
        self.init(Array(names.map { [Part.slot($0)] }.joined(separator: [.text(" ")])))
    }

    private init(_ parts: [Part]) {
        var seen: Set<String> = []
        self.parts = parts
        slots = parts.compactMap { part in
            if case .slot(let name) = part, seen.insert(name).inserted { name } else { nil }
        }
    }

    /// Whether a slot can have this name: 1 to 64 letters, digits, `_` and `-` of ASCII.
    static func isName(_ name: some StringProtocol) -> Bool {
        let isAllowed = name.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
            default: false
            }
        }
        return isAllowed && (1...64).contains(name.utf8.count)
    }

    /// The sentence with a text in each slot, put in as it is; a slot without one stays empty.
    func filled(with texts: [String: String]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .slot(let name): texts[name] ?? ""
            }
        }.joined()
    }
}
