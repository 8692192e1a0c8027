/// A safetensors header as its JSON tokens, each of which can be changed, repeated, moved or left out.
struct HeaderMutation {
    private var tokens: [String] = []

    private static let material =
        [
            "{", "}", "[", "]", ",", ":", "null", "true", "1.5", "1e3", "-1", "0", "4", "8", "00", "\"\"",
            "\"x\"",
            "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"__metadata__\"", "\"\\u0041\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"", "\"\\", " ", "\n", "\u{1}", "\"é\"", "[[[[", "{\"a\":",
        ] + ["F64", "F32", "F16", "BF16", "I64", "U8", "BOOL", "F33"].map { "\"\($0)\"" }
        + ByteMutation.numbers.map { String($0) } + ByteMutation.numbers.map { "-\($0)" }

    init(_ text: String) {
        var isText = false
        for character in text.unicodeScalars {
            if !isText, "{}[],: \n".unicodeScalars.contains(character) {
                tokens.append(String(character))
                continue
            }
            let continues = isText || (tokens.last.map { !"{}[],: \n".contains($0) } ?? false)
            if character == "\"" { isText.toggle() }
            if continues, !tokens.isEmpty {
                tokens[tokens.count - 1].unicodeScalars.append(character)
            } else {
                tokens.append(String(character))
            }
        }
    }

    /// The header as it is now.
    var text: String { tokens.joined() }

    /// Changes the header in one way.
    mutating func apply(_ random: inout SplitMix) {
        guard !tokens.isEmpty else {
            tokens.append(random.pick(Self.material))
            return
        }
        let place = random.below(tokens.count)
        let length = min(1 + random.below(random.pick([1, 4, 12])), tokens.count - place)
        switch random.below(6) {
        case 0: tokens.removeSubrange(place..<place + length)
        case 1: tokens.insert(random.pick(Self.material), at: place)
        case 2: tokens[place] = random.pick(Self.material)
        case 3: tokens.swapAt(place, random.below(tokens.count))
        case 4:
            tokens.insert(contentsOf: Array(tokens[place..<place + length]), at: random.below(tokens.count))
        default: replaceNumber(&random)
        }
    }

    private mutating func replaceNumber(_ random: inout SplitMix) {
        let numbers = tokens.indices.filter { ("0"..."9").contains(tokens[$0].unicodeScalars.first ?? " ") }
        guard !numbers.isEmpty else { return }
        tokens[random.pick(numbers)] = String(random.pick([random.below(64), random.below(8) - 4]))
    }
}
