public import Foundation

extension LabelSet {
    /// Reads a label set from JSON: an object with `labels` and, optionally, `description` and `templates`.
    ///
    /// A label is its name as a string, or `{"name", "positive"?, "negative"?, "group"?}`; a polarity without
    /// prompts gets the templates', a polarity without templates the papers'. Texts are trimmed and put into
    /// Unicode normalisation form C. An unknown field is an error.
    ///
    /// - Parameters:
    ///   - content: A request's body or a file's bytes, or what ``canonicalJSON()`` gave; see
    ///     ``LabelSetLimits``.
    ///   - name: The name to keep it under, checked as by ``checkName(_:)``; nil for a set that is not kept.
    ///   - version: The number of this version, if it has one.
    public init(parsing content: Data, name: String? = nil, version: Int? = nil) throws(LabelSetError) {
        if let name { try Self.checkName(name) }
        let root = try LabelSetObject(
            JSONText.value(of: content),
            at: "",
            supporting: ["description", "templates", "labels"]
        )
        let description = try root.string("description")
        let templates = try Self.templates(root.value("templates"))
        guard let labels = root.value("labels") else { throw LabelSetError(.missingField, at: "/labels") }
        self.init(
            name: name,
            version: version,
            description: try LabelSetText.description(description ?? "", at: "/description"),
            labels: try Self.labels(labels, templates: templates)
        )
    }

    /// A set of labels that came with a request and is not kept.
    ///
    /// - Parameters:
    ///   - names: 1 to 1,000 different labels of 1 to 200 Unicode scalars; the error's pointer is
    ///     `/labels/INDEX`.
    ///   - templates: What the prompts are made with.
    public static func adHoc(
        labels names: [String],
        templates: PromptTemplates = .standard
    ) throws(LabelSetError) -> LabelSet {
        LabelSet(
            name: nil,
            version: nil,
            description: "",
            labels: try labels(names as [Any], templates: templates)
        )
    }

    /// Refuses a name other than 1 to 64 characters from `A-Z a-z 0-9 . _ -`, and the path segments `.` and
    /// `..`.
    public static func checkName(_ name: String) throws(LabelSetError) {
        let isAllowed = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                return true
            default: return false
            }
        }
        let hasLength = (1...LabelSetLimits.nameLength).contains(name.utf8.count)
        guard isAllowed, hasLength, name != ".", name != ".." else { throw LabelSetError(.invalidName) }
    }

    private static func templates(_ value: Any?) throws(LabelSetError) -> PromptTemplates {
        guard let value else { return .standard }
        let object = try LabelSetObject(value, at: "/templates", supporting: ["positive", "negative"])
        return try PromptTemplates(
            positive: object.strings("positive") ?? PromptTemplates.standard.positive,
            negative: object.strings("negative") ?? PromptTemplates.standard.negative
        )
    }

    private static func labels(_ value: Any, templates: PromptTemplates) throws(LabelSetError) -> [Label] {
        guard let items = value as? [Any] else {
            throw LabelSetError(.wrongType(expected: "an array of labels"), at: "/labels")
        }
        guard !items.isEmpty else { throw LabelSetError(.noLabels, at: "/labels") }
        guard items.count <= LabelSetLimits.labels else {
            throw LabelSetError(
                .tooManyLabels(limit: LabelSetLimits.labels, received: items.count),
                at: "/labels"
            )
        }
        var labels: [Label] = []
        var positions: [String: Int] = [:]
        for (index, item) in items.enumerated() {
            let label = try Label(item, templates: templates, at: "/labels/\(index)")
            if let first = positions.updateValue(index, forKey: label.name) {
                throw LabelSetError(.duplicateLabel(first: first, second: index), at: "/labels/\(index)")
            }
            labels.append(label)
        }
        guard !labels.allSatisfy(\.isNoFinding) else { throw LabelSetError(.onlyNoFinding, at: "/labels") }
        return labels
    }
}
