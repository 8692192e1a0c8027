import Foundation

/// The members' names of a JSON object and of the objects in it, in the order in which they stand in the text.
///
/// Foundation reads objects into dictionaries, which have no order. The text must be valid JSON already: only then
/// is a string before a colon a name and nothing else.
struct JSONMemberOrder {
    /// A member and the members of its value, if that is an object.
    struct Member {
        let name: String
        var members: [String]
    }

    /// The members in order, repeated ones included.
    let members: [Member]

    /// Finds the names in a text that Foundation has read.
    init(ofValid content: Data) {
        let bytes = [UInt8](content)
        var members: [Member] = []
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "\""):
                let end = Self.endOfString(at: index, in: bytes)
                if depth <= 2, Self.isName(endingAt: end, in: bytes) {
                    let name = Self.text(bytes[index..<end])
                    if depth == 1 {
                        members.append(Member(name: name, members: []))
                    } else if let last = members.indices.last {
                        members[last].members.append(name)
                    }
                }
                index = end
                continue
            default: break
            }
            index += 1
        }
        self.members = members
    }

    /// The position after the closing quotation mark.
    private static func endOfString(at start: Int, in bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    private static func isName(endingAt end: Int, in bytes: [UInt8]) -> Bool {
        let next = bytes[end...].first { !" \t\n\r".utf8.contains($0) }
        return next == UInt8(ascii: ":")
    }

    private static func text(_ literal: ArraySlice<UInt8>) -> String {
        let value = try? JSONSerialization.jsonObject(with: Data(literal), options: .fragmentsAllowed)
        return value as? String ?? ""
    }
}
