import Foundation

/// The strings that Scripts/generated_strings.py makes, made here in the same way from the same pools.
struct GeneratedStrings: Decodable {
    private let words: [String]
    private let pieces: [String]
    private let groups: [[[UInt32]]]
    private let bases: [[UInt32]]
    private let marks: [[UInt32]]
    private let jamo: [[UInt32]]
    private let formats: [[UInt32]]

    private static let drawnCount: UInt64 = 41_000

    /// What the sweep goes through: planes 0 and 1, and the edges of what is assigned beyond.
    static let swept: [ClosedRange<UInt32>] = [
        0...0xD7FF, 0xE000...0x1FFFF, 0x2A6D0...0x2A73F, 0x2B730...0x2B93F, 0x2CEA0...0x2CEBF,
        0x2EBE0...0x2EBFF, 0x2F800...0x2FA1F, 0x2FFF0...0x3000F, 0x31340...0x3135F, 0x323A0...0x323BF,
        0xE0000...0xE01FF, 0xEFFF0...0xF000F, 0xFFFF0...0x10000F, 0x10FFF0...0x10FFFF,
    ]

    /// All strings in the order of the script.
    static func all() throws -> [String] { try made.get() }

    private static let made = Result {
        let pools = try TokenFixtures.decode(GeneratedStrings.self, from: "string-pools.json")
        return sweep() + (0..<drawnCount).map(pools.drawn)
    }

    /// Sixteen characters a string, each between letters and alone.
    private static func sweep() -> [String] {
        swept.flatMap { range in
            stride(from: range.lowerBound, through: range.upperBound, by: 16).map { start in
                var text = ScalarString()
                for value in start..<start + 16 {
                    text.append("a", value, "b ")
                    text.append("", value, " ")
                }
                return text.string
            }
        }
    }

    private func drawn(_ number: UInt64) -> String {
        var random = SplitMix(number)
        let kind = random.below(8)
        let count = 1 + Int(random.below(12))
        if kind == 0 {
            let joiner = random.pick(["", " ", " ", "-", "\n", "\t ", ". "])
            var text = ScalarString()
            for index in 0..<count { text.append(index == 0 ? "" : joiner, wordOrPiece(&random)) }
            return text.string
        }
        if kind == 6 { return longWord(&random) }
        return characters(kind, count, &random)
    }

    private func wordOrPiece(_ random: inout SplitMix) -> String {
        random.below(2) == 1 ? random.pick(words) : random.pick(pieces)
    }

    private func characters(_ kind: UInt64, _ count: Int, _ random: inout SplitMix) -> String {
        var text = ScalarString()
        let group = kind == 1 ? random.pick(groups) : []
        for _ in 0..<(kind == 1 ? 2 * count : count) {
            switch kind {
            case 1 where random.below(4) == 0: text.append(random.pick(Array("aAeE '.,1").map(String.init)))
            case 1: text.append(random.within(group))
            case 2:
                text.append(random.within(bases))
                for _ in 0..<random.below(5) { text.append(random.within(marks)) }
            case 3: text.append(random.within(jamo))
            case 4: text.append(random.scalar(0x20000))
            case 5: text.append(random.scalar(0x110000))
            default:
                text.append(wordOrPiece(&random))
                text.append(random.within(formats))
            }
        }
        return text.string
    }

    private func longWord(_ random: inout SplitMix) -> String {
        let length = Int(random.below(10) == 0 ? 100 + random.below(4_901) : 90 + random.below(40))
        var unit = ScalarString()
        switch random.below(4) {
        case 0: unit.append(random.pick(words))
        case 1: unit.append(random.pick(pieces))
        case 2: unit.append(random.within(random.pick(groups)))
        default: for _ in 0..<length { unit.append(UInt32(0x61 + random.below(26))) }
        }
        return unit.repeated(toLength: length)
    }
}

/// A string that grows by characters, whatever they combine to.
private struct ScalarString {
    private var scalars: [Unicode.Scalar] = []

    mutating func append(_ texts: String...) { for text in texts { scalars += Array(text.unicodeScalars) } }

    mutating func append(_ value: UInt32) { scalars += [Unicode.Scalar(value)].compactMap { $0 } }

    mutating func append(_ before: String, _ value: UInt32, _ after: String) {
        append(before)
        append(value)
        append(after)
    }

    func repeated(toLength length: Int) -> String {
        var whole = ScalarString()
        while whole.scalars.count < length, !scalars.isEmpty {
            whole.scalars += scalars.prefix(length - whole.scalars.count)
        }
        return whole.string
    }

    var string: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(2 * scalars.count)
        for scalar in scalars { bytes.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014).
private struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func below(_ limit: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return (mixed ^ mixed >> 31) % limit
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(below(UInt64(elements.count)))]
    }

    mutating func within(_ ranges: [[UInt32]]) -> UInt32 {
        let range = pick(ranges)
        return range[0] + UInt32(below(UInt64(range[1] - range[0] + 1)))
    }

    mutating func scalar(_ limit: UInt64) -> UInt32 {
        let value = UInt32(below(limit - 0x800))
        return value < 0xD800 ? value : value + 0x800
    }
}
