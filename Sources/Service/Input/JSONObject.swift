import Foundation

/// A JSON body whose members are taken out one by one; members that nobody asks for are an error.
struct JSONObject {
    private let members: [String: Any]

    /// Parses a body.
    ///
    /// - Parameter members: The names that the route knows.
    /// - Throws: ``APIError`` for anything but one JSON object of bounded depth with known members.
    init(_ body: [UInt8], members known: Set<String>, maximumDepth: Int) throws {
        guard !body.isEmpty else {
            throw APIError.badRequest("The body is empty. Send a JSON object.")
        }
        try Self.check(body, isAtMost: maximumDepth)
        guard let value = try? JSONSerialization.jsonObject(with: Data(body)) else {
            throw APIError.badRequest("The body is not valid JSON in UTF-8.")
        }
        guard let object = value as? [String: Any] else {
            throw APIError.badRequest("The body is not a JSON object.")
        }
        if let unknown = object.keys.sorted().first(where: { !known.contains($0) }) {
            let names = known.sorted().joined(separator: ", ")
            throw APIError.badRequest(
                "A field is unknown. Known fields are \(names).",
                pointer: "/\(Self.escape(unknown))"
            )
        }
        members = object
    }

    func string(_ name: String) throws -> String? {
        guard let value = members[name], !(value is NSNull) else { return nil }
        guard let text = value as? String else {
            throw APIError.badRequest("The field '\(name)' is not a string.", pointer: "/\(name)")
        }
        return text
    }

    func strings(_ name: String) throws -> [String]? {
        guard let value = members[name], !(value is NSNull) else { return nil }
        guard let texts = value as? [String] else {
            throw APIError.badRequest("The field '\(name)' is not an array of strings.", pointer: "/\(name)")
        }
        return texts
    }

    func integer(_ name: String) throws -> Int? {
        guard let value = members[name], !(value is NSNull) else { return nil }
        // A JSON true bridges to the number 1; only its C type "c" tells it apart.
        guard let number = value as? NSNumber, number.objCType.pointee != CChar(UInt8(ascii: "c")),
            let integer = Int(exactly: number.doubleValue)
        else {
            throw APIError.badRequest("The field '\(name)' is not a whole number.", pointer: "/\(name)")
        }
        return integer
    }

    /// Refuses JSON that is nested deeper, before anything parses it.
    static func check(_ body: [UInt8], isAtMost maximumDepth: Int) throws {
        guard depth(of: body, isAtMost: maximumDepth) else {
            throw APIError.badRequest("The JSON is nested more than \(maximumDepth) levels deep.")
        }
    }

    /// Whether brackets outside strings never nest deeper; strings need no decoding for that.
    private static func depth(of body: [UInt8], isAtMost maximum: Int) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in body {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > maximum { return false }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return true
    }

    /// A member's name in a JSON pointer, cut where a client sends nonsense.
    private static func escape(_ name: String) -> String {
        String(name.prefix(64)).replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
