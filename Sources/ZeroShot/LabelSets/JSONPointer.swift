/// A JSON pointer's parts.
enum JSONPointer {
    /// A member's name as a reference token (RFC 6901 section 3), cut to a length that fits an error message.
    static func escaped(_ name: String) -> String {
        String(name.prefix(64)).replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
