/// Whether the bytes are a host with an optional port, without user information (RFC 9110 section 7.2).
///
/// An empty host passes alone, as clients without an authority send it, but not before a port.
func isAuthority(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.first == UInt8(ascii: "[") {
        guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
        return isAddressLiteral(bytes[(bytes.startIndex + 1)..<close]) && isPort(bytes[(close + 1)...])
    }
    let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
    if colon == bytes.startIndex, !bytes.isEmpty { return false }
    return isRegisteredName(bytes[..<colon]) && isPort(bytes[colon...])
}

/// The inside of the brackets: hexadecimal groups, colons, and the dots of an embedded IPv4 address.
private func isAddressLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains(UInt8(ascii: ":"))
        && bytes.allSatisfy {
            hexadecimalValue($0) != nil || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
        }
}

/// reg-name (RFC 3986 section 3.2.2): unreserved characters, sub-delimiters and whole escapes.
private func isRegisteredName(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%") {
            guard rest.count >= 2, rest.prefix(2).allSatisfy({ hexadecimalValue($0) != nil }) else {
                return false
            }
            rest = rest.dropFirst(2)
        } else if !ByteSet.registeredName.contains(byte) {
            return false
        }
    }
    return true
}

/// Nothing, or a colon and up to five digits, no more than 65,535.
private func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let colon = bytes.first else { return true }
    let digits = bytes.dropFirst()
    guard colon == UInt8(ascii: ":"), digits.count <= 5, digits.allSatisfy(ByteSet.digit.contains) else {
        return false
    }
    return digits.isEmpty || UInt16(asciiString(digits)) != nil
}
