import HTTPMessage
import HTTPTypes

extension HTTPField.Name {
    /// Names a request in logs, answers and problem documents.
    // A literal that is a valid field name; nothing from outside is unwrapped.
    // swift-format-ignore: NeverForceUnwrap
    static let requestID = HTTPField.Name("X-Request-Id")!
}

/// A request's identifier: the client's where it is well formed, else a new one.
enum RequestIdentifier {
    static func identifier(of request: Request) -> String {
        if let given = request.fields[.requestID], isWellFormed(given) { return given }
        return make()
    }

    /// 64 random bits in hexadecimal digits.
    static func make() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func isWellFormed(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
