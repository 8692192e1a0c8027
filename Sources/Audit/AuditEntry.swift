/// What one request did, as the audit log keeps it.
///
/// None of it may be an image, a text, a label, a file name or a key: an object is told by its keyed hash
/// (``ObjectHasher``), a caller by the public id of the key.
public struct AuditEntry: Equatable, Sendable {
    /// The key's id, `local`, `anonymous`, or `operator` for what was done on the machine itself.
    public let caller: String
    /// The kind of route or event, such as `score`, `label-set.put` or `keys.reload`.
    public let action: String
    /// The keyed hash of what it was done to, 64 hexadecimal digits.
    public let object: String?
    /// The status code of the answer.
    public let outcome: Int?
    /// The request's id.
    public let request: String?

    /// The longest text of a field in UTF-8 bytes; what is longer is cut.
    public static let maximumFieldBytes = 128

    /// An entry; texts are cut after ``maximumFieldBytes``.
    public init(
        caller: String,
        action: String,
        object: String? = nil,
        outcome: Int? = nil,
        request: String? = nil
    ) {
        self.caller = Self.cut(caller)
        self.action = Self.cut(action)
        self.object = object.map(Self.cut)
        self.outcome = outcome
        self.request = request.map(Self.cut)
    }

    private static func cut(_ text: String) -> String {
        text.utf8.count <= maximumFieldBytes
            ? text : String(decoding: text.utf8.prefix(maximumFieldBytes), as: UTF8.self)
    }
}
