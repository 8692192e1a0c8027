/// How a setting is written: what is allowed, and how text becomes a value and a value text.
///
/// `write` gives text that `read` takes back to the same value.
public struct SettingType<Value: Sendable>: Sendable {
    /// What stands for the value in a usage line, such as `size`.
    let placeholder: String
    /// What may be written, after "it must be", such as "a whole number from 0 to 65535".
    let allowed: String
    /// Whether a sequence of the configuration file may be given, its items joined with commas.
    let takesList: Bool
    /// The value, or nil where the text is not allowed.
    let read: @Sendable (String) -> Value?
    /// The value as one would write it.
    let write: @Sendable (Value) -> String
    /// What a value counts, such as `bytes`; nil where it is no quantity.
    private(set) var unit: String?
    /// The value in that unit; nil where there is no bound.
    private(set) var measure: @Sendable (Value) -> Double? = { _ in nil }

    init(
        _ placeholder: String,
        allowed: String,
        takesList: Bool = false,
        read: @escaping @Sendable (String) -> Value?,
        write: @escaping @Sendable (Value) -> String
    ) {
        self.placeholder = placeholder
        self.allowed = allowed
        self.takesList = takesList
        self.read = read
        self.write = write
    }

    /// The same as a quantity.
    func measured(in unit: String, _ measure: @escaping @Sendable (Value) -> Double?) -> SettingType {
        var copy = self
        copy.unit = unit
        copy.measure = measure
        return copy
    }

    /// The same, or a word that stands for no value: `off`, `auto`.
    func or(_ word: String) -> SettingType<Value?> {
        let type = SettingType<Value?>(
            // A choice lists its words.
            placeholder.contains("|") ? "\(placeholder)|\(word)" : placeholder,
            allowed: "\(allowed), or '\(word)'",
            read: { text in
                if text == word { return .some(nil) }
                return read(text).map { .some($0) }
            },
            write: { value in value.map(write) ?? word }
        )
        return unit.map { type.measured(in: $0) { value in value.flatMap(measure) } } ?? type
    }
}
