import Glibc

/// An address to listen on, as it is written.
struct HostAddress {
    let text: String
    private let numbers: Numbers

    private enum Numbers {
        case version4([UInt8])
        case version6([UInt8])
        case name
    }

    /// Takes a name of letters, digits, dots, hyphens and underscores, or a numeric address.
    init?(_ text: String) {
        guard 1...253 ~= text.utf8.count else { return nil }
        if let bytes = Self.bytes(of: text, family: AF_INET, count: 4) {
            numbers = .version4(bytes)
        } else if let bytes = Self.bytes(of: text, family: AF_INET6, count: 16) {
            numbers = .version6(bytes)
        } else if text.wholeMatch(of: /[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9_.])?/) != nil,
            text.contains(where: \.isLetter)
        {
            numbers = .name
        } else {
            return nil
        }
        self.text = text
    }

    /// Whether only this machine reaches it: 127.0.0.0/8 (RFC 1122 section 3.2.1.3), `::1` (RFC 4291 section
    /// 2.5.3), `localhost` (RFC 6761 section 6.3).
    var isLoopback: Bool {
        switch numbers {
        case .version4(let bytes): bytes.first == 127
        case .version6(let bytes): bytes == Array(repeating: 0, count: 15) + [1]
        case .name: text.lowercased() == "localhost"
        }
    }

    private static func bytes(of text: String, family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
