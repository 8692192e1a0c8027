import Glibc

/// The addresses that count as one caller: a single IPv4 address, or an IPv6 network of 64 bits, which is the
/// least that one subscriber gets (RFC 6177 section 2) and all of which one machine may use.
public struct AddressGroup: Hashable, Sendable {
    /// The group's text: `192.0.2.7` or `2001:db8:0:1::/64`.
    public let key: String

    /// The group of a numeric address as the system writes it; nil where the text is none.
    ///
    /// An IPv4 address written as IPv6 (`::ffff:192.0.2.7`, RFC 4291 section 2.5.5.2) counts as IPv4, and a
    /// zone (`%eth0`) is left out.
    public init?(_ address: String) {
        let text = String(address.prefix { $0 != "%" })
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            let bytes = withUnsafeBytes(of: four) { Array($0) }
            self.init(ipv4: bytes[...])
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        if bytes.prefix(12) == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] {
            self.init(ipv4: bytes[12...])
            return
        }
        self.init(ipv6: bytes)
    }

    private init(ipv6 bytes: [UInt8]) {
        let groups = stride(from: 0, to: 8, by: 2).map { index in
            String(Int(bytes[index]) << 8 | Int(bytes[index + 1]), radix: 16)
        }
        key = groups.joined(separator: ":") + "::/64"
    }

    private init(ipv4 bytes: ArraySlice<UInt8>) {
        key = bytes.map(String.init).joined(separator: ".")
    }
}
