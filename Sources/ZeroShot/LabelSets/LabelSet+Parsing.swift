public import Foundation

extension LabelSet {
    /// Reads a label set from JSON: an object with `labels` and, optionally, `description`, `templates`,
    /// `expressions` and `descriptors`.
    ///
    /// A label is its name as a string, or an object with `name` and optional members:
    /// - `positive` and `negative`, its prompts; a polarity without gets the templates', a polarity without
    ///   templates the papers'.
    /// - `expressions`, lists by name that go before the file's of the same name. Where a file or a label has
    ///   them, every prompt and template of the file is one of a grammar: `{NAME}` is a slot that each expression
    ///   of its list is put into, `{label}` the label's name. The order of the prompts is that of nested loops over
    ///   the slots, equal prompts are left out, gaps that empty expressions leave are closed.
    /// - `descriptors`, signs that the label is scored by one by one instead: texts, or objects with `text`,
    ///   `positive` and `negative`. The file's `descriptors` says with which templates and `temperature`.
    /// - `noFinding`, `true` for a label whose score is 1 − the highest of the others.
    /// - `group`, `base` or `rare`.
    ///
    /// Texts are trimmed and put into Unicode normalisation form C. An unknown field is an error. An object of
    /// objects without `labels` is read as the published prompts of CXR-CLIP (`{LABEL: {"pos", "neg", "unc"}}`, `unc`
    /// left out) or GLoRIA (`{LABEL: {LIST: [EXPRESSION]}}`, one expression of each list in the lists' order).
    ///
    /// - Parameters:
    ///   - content: A request's body or a file's bytes, or what ``canonicalJSON()`` gave; see
    ///     ``LabelSetLimits``.
    ///   - name: The name to keep it under, checked as by ``checkName(_:)``; nil for a set that is not kept.
    ///   - version: The number of this version, if it has one.
    public init(parsing content: Data, name: String? = nil, version: Int? = nil) throws(LabelSetError) {
        if let name { try Self.checkName(name) }
        let value = try JSONText.value(of: content)
        if let published = PublishedPrompts(value, in: content) {
            self.init(name: name, version: version, description: "", labels: try published.labels())
            return
        }
        let root = try LabelSetObject(
            value,
            at: "",
            supporting: ["description", "templates", "expressions", "descriptors", "labels"]
        )
        let description = try root.string("description")
        guard let items = root.value("labels") else { throw LabelSetError(.missingField, at: "/labels") }
        let labels = try Self.labels(items, defaults: try LabelDefaults(root, labels: items))
        self.init(
            name: name,
            version: version,
            description: try LabelSetText.description(description ?? "", at: "/description"),
            labels: labels.labels,
            descriptorTemperature: labels.descriptorTemperature
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
            labels: try labels(names as [Any], defaults: LabelDefaults(templates)).labels
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

    private static func labels(
        _ value: Any,
        defaults: LabelDefaults
    ) throws(LabelSetError) -> (labels: [Label], descriptorTemperature: Double?) {
        guard let items = value as? [Any] else {
            throw LabelSetError(.wrongType(expected: "an array of labels"), at: "/labels")
        }
        var budget = PromptBudget()
        let labels = try checked(items, at: items.indices.map { "/labels/\($0)" }) {
            item,
            pointer throws(LabelSetError) in
            try Label(item, defaults: defaults, at: pointer, within: &budget)
        }
        let findings = labels.filter { !$0.isNoFinding }
        let described = findings.count { !$0.descriptors.isEmpty }
        guard described == 0 || described == findings.count else {
            throw LabelSetError(.mixedScoring, at: "/labels")
        }
        return (labels, described == 0 ? nil : defaults.descriptors.temperature)
    }

    /// Labels with different names, one at least a finding.
    ///
    /// - Parameters:
    ///   - items: What the labels are read from.
    ///   - pointers: The items' places.
    static func checked<Item>(
        _ items: [Item],
        at pointers: [String],
        read: (Item, String) throws(LabelSetError) -> Label
    ) throws(LabelSetError) -> [Label] {
        guard !items.isEmpty else { throw LabelSetError(.noLabels, at: "/labels") }
        guard items.count <= LabelSetLimits.labels else {
            throw LabelSetError(
                .tooManyLabels(limit: LabelSetLimits.labels, received: items.count),
                at: "/labels"
            )
        }
        var labels: [Label] = []
        var positions: [String: Int] = [:]
        for (index, (item, pointer)) in zip(items, pointers).enumerated() {
            let label = try read(item, pointer)
            if let first = positions.updateValue(index, forKey: label.name) {
                throw LabelSetError(.duplicateLabel(first: first, second: index), at: pointer)
            }
            labels.append(label)
        }
        guard !labels.allSatisfy(\.isNoFinding) else { throw LabelSetError(.onlyNoFinding, at: "/labels") }
        return labels
    }
}
