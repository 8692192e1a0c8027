extension SettingType where Value == Bool {
    /// `true` or `false`.
    static var toggle: SettingType {
        SettingType("true|false", allowed: "true or false", read: { Bool($0) }, write: { "\($0)" })
    }
}

extension SettingType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of the words of an enumeration.
    static var choice: SettingType {
        let words = Value.allCases.map(\.rawValue)
        return SettingType(
            words.joined(separator: "|"),
            allowed: "one of \(words.joined(separator: ", "))",
            read: { Value(rawValue: $0) },
            write: { $0.rawValue }
        )
    }
}

extension SettingType where Value == String {
    /// The name of a file or folder; a relative one starts at the working directory.
    static var path: SettingType {
        SettingType(
            "path",
            allowed: "the name of a file or folder, without NUL and of at most 4096 bytes",
            read: { 1...4_096 ~= $0.utf8.count && !$0.utf8.contains(0) ? $0 : nil },
            write: { $0 }
        )
    }

    /// A host's name or numeric address, without brackets and port.
    static var host: SettingType {
        SettingType(
            "address",
            allowed: "a host's name, an IPv4 or an IPv6 address, without brackets and without a port",
            read: { HostAddress($0)?.text },
            write: { $0 }
        )
    }
}

extension SettingType where Value == [String] {
    /// Web origins (RFC 6454 section 6.2), separated by commas; `none` or an empty sequence for none.
    static var origins: SettingType {
        SettingType(
            "origins",
            allowed: "origins such as https://viewer.example:8443, in lower case, without a path, "
                + "separated by commas, or 'none'",
            takesList: true,
            read: { text in
                guard !text.isEmpty, text != "none" else { return [] }
                let origins = text.split(separator: ",", omittingEmptySubsequences: false).map {
                    $0.drop { $0 == " " }
                }
                return origins.allSatisfy(isOrigin) ? origins.map(String.init) : nil
            },
            write: { $0.isEmpty ? "none" : $0.joined(separator: ",") }
        )
    }

    /// As browsers send it: a scheme, a host, and a port unless it is the scheme's own.
    private static func isOrigin(_ text: Substring) -> Bool {
        guard
            let match = text.wholeMatch(
                of: /(https?):\/\/([a-z0-9][a-z0-9.\-]*|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/
            )
        else { return false }
        guard let digits = match.3 else { return true }
        let schemePort = match.1 == "https" ? 443 : 80
        return Int(digits).map { 1...65_535 ~= $0 && $0 != schemePort } ?? false
    }
}
