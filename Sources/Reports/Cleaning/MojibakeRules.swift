/// Tells text that was decoded in the wrong encoding by characters that do not stand beside each other
/// otherwise.
///
/// The sequences are those of ftfy 6.3.1 (`ftfy.badness`).
enum MojibakeRules {
    /// A set of characters: those of any of some classes, and some by name.
    private struct Place: ExpressibleByArrayLiteral, ExpressibleByStringLiteral, Sendable {
        var classes: MojibakeClasses = []
        var characters: [Unicode.Scalar] = []

        init(arrayLiteral elements: MojibakeClasses...) { classes = MojibakeClasses(elements) }

        init(stringLiteral characters: String) { self.characters = Array(characters.unicodeScalars) }

        func and(_ more: String) -> Place {
            var place = self
            place.characters += Array(more.unicodeScalars)
            return place
        }

        func contains(_ scalar: Unicode.Scalar, _ found: MojibakeClasses) -> Bool {
            !classes.isDisjoint(with: found) || characters.contains(scalar)
        }
    }

    private typealias Rule = [Place]

    private static let accented: Place = [.lowerAccented, .upperAccented]
    private static let unusual: Place = [
        .lowerAccented, .upperAccented, .box, .opening, .closing, .currency, .numeric, .law,
    ]

    private static let byCategory: [Rule] = [
        [[.control]],
        [
            [.lowerAccented, .upperAccented, .box, .opening, .closing, .currency, .numeric, .law, .suspect],
            [.suspect],
        ],
        [[.suspect], unusual],
        [[.lowerLatin, .upperLatin], [.lowerCommon, .upperCommon], [.suspect]],
        [[.lowerAccented, .lowerCommon, .box, .closing, .currency, .numeric], [.upperAccented]],
        [[.box, .closing, .currency, .numeric], [.lowerAccented]],
        [[.lowerAccented, .box, .closing], [.currency]],
        [[.blank], [.upperAccented], [.currency]],
        [[.upperAccented, .box], [.numeric, .law]],
        [[.lowerAccented, .upperAccented, .box, .currency, .closing], [.opening], [.numeric]],
        [[.lowerAccented, .upperAccented, .currency, .numeric, .box, .law], [.closing], [.opening]],
        [[.currency, .numeric, .box], [.opening]],
        [[.lowerLatin], [.upperAccented], [.opening, .currency]],
        [[.box], [.face]],
        [[.lowerAccented, .upperAccented, .currency, .numeric, .opening, .closing, .law], [.box]],
        [[.box], [.closing]],
        [accented, [.opening, .closing], [.word]],
    ]

    private static let ofLatin: [Rule] = [
        ["Œœ", [.noLatin]],
        [[.upperAccented], "°"],
        ["ÂÃÎÐ", ([.opening, .closing] as Place).and("€œŠš¢£Ÿž\u{A0}\u{AD}®©°·»–—´")],
        ["×", "²³"],
        ["Ã", "\u{A0}¡"],
        [[.lowerLatin], "ÃÂ", " "],
        [[.lowerLatin], [.blank], "ÃÂ", " "],
        [
            ([.lowerLatin, .closing] as Place).and(".,?!"), "Â",
            ([.opening, .closing] as Place).and(" "),
        ],
        ["à", "²µ¹¼½¾"],
        ["ØÙ", inArabic, "ØÙ", inArabic],
        ["ā", "€"],
    ]

    private static let inArabic = ([.common, .currency, .suspect, .numeric, .opening] as Place).and("ŸŠ®°µ»")
    private static let inTwoAlphabets: Place = [.control, .suspect, .opening, .closing, .currency]

    private static let ofOtherEncodings: [Rule] = [
        // Mac Roman
        ["√", "±∂†≠®™´≤≥¥µø"], ["≈", "°¢"], ["‚", "Ä", "ìîïòôúùû†°¢π"], ["‚", "âó", "àä°ê"],
        // Windows-1251
        ["в", "Ђ"], ["ВГРС", inTwoAlphabets.and("°µ"), "ВГРС"],
        ["Г", "ў", "В", "Ђ", "В", [.withinLine], ([.lowerLatin, .upperLatin] as Place).and(" ")],
        // Windows-1253
        ["β", "€", "™\u{A0}\u{386}\u{AD}®°"], ["ΒΓΞΟ", inTwoAlphabets.and("°"), "ΒΓΞΟ"],
    ]

    private static let all = byCategory + ofLatin + ofOtherEncodings

    /// Whether a text seems to be decoded wrongly, at least in part.
    static func apply(to text: [Unicode.Scalar]) -> Bool {
        if text.count >= 2, "ÃÂ".unicodeScalars.contains(text[0]), text[1] == " " { return true }
        let classes = text.map(MojibakeClasses.of)
        // No rule begins with three characters of ASCII.
        var plain = 0
        for index in text.indices.reversed() {
            plain = text[index].isASCII ? plain + 1 : 0
            if plain >= 3 { continue }
            for rule in all where applies(rule, to: text, classes, at: index) { return true }
        }
        return false
    }

    private static func applies(
        _ rule: Rule,
        to text: [Unicode.Scalar],
        _ classes: [MojibakeClasses],
        at start: Int
    ) -> Bool {
        guard start + rule.count <= text.count else { return false }
        for (offset, place) in rule.enumerated()
        where !place.contains(text[start + offset], classes[start + offset]) {
            return false
        }
        return true
    }
}
