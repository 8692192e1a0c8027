/// The text of a key as its holder keeps it: `hilum_<id>_<secret>`.
///
/// The id has 10 characters and is public: it stands in the key file, in lists and in logs. The secret has 43
/// characters of base 62, 256 bits from the system's generator, and stands nowhere but with its holder. The
/// prefix lets scanners for leaked secrets find a key.
package struct KeyText: Sendable, CustomStringConvertible {
    /// The public part.
    package let id: String
    /// The secret part.
    package let secret: String

    /// The number of characters of every secret: 43 · log₂ 62 = 256.03 bits.
    package static let secretLength = 43
    private static let prefix = "hilum"
    private static let idLength = 10
    private static let longestID = 32
    /// Digits and letters that nobody takes for one another when reading an id aloud.
    private static let idCharacters = Array("23456789abcdefghjkmnpqrstuvwxyz")
    private static let secretCharacters = Array(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )

    /// A new key from the system's generator (`getrandom(2)`).
    package init() {
        id = Self.draw(Self.idLength, of: Self.idCharacters)
        secret = Self.draw(Self.secretLength, of: Self.secretCharacters)
    }

    /// Takes a key's text apart; nil where it does not have the form of a key.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.prefix.utf8.count + 2 + Self.longestID + Self.secretLength else {
            return nil
        }
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == Self.prefix, Self.isID(parts[1]),
            parts[2].utf8.count == Self.secretLength, parts[2].utf8.allSatisfy(Self.isDigitOrLetter)
        else { return nil }
        id = String(parts[1])
        secret = String(parts[2])
    }

    /// The whole key, for its holder's eyes only.
    package var text: String { "\(Self.prefix)_\(id)_\(secret)" }

    /// The key without its secret, so that none gets into a log by accident.
    package var description: String { "\(Self.prefix)_\(id)_…" }

    /// Whether the text may be the public part of a key: 1 to 32 digits and lower-case letters.
    static func isID(_ text: some StringProtocol) -> Bool {
        (1...longestID).contains(text.utf8.count)
            && text.utf8.allSatisfy { isDigitOrLetter($0) && !(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= $0) }
    }

    private static func isDigitOrLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            return true
        default: return false
        }
    }

    private static func draw(_ count: Int, of characters: [Character]) -> String {
        String((0..<count).map { _ in characters[Int.random(in: characters.indices)] })
    }
}
