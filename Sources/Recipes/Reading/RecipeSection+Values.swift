import Yams

extension RecipeSection {
    /// Reads a number into a property that keeps its value where the key is absent.
    func read(_ key: String, into property: inout Double, in range: NumberRange) {
        let reading = reading(key) { (node) throws(Rejection) in try Self.number(node, range) }
        if case .value(let number) = reading { property = number }
    }

    /// Reads a number or null.
    func read(_ key: String, into property: inout Double?, in range: NumberRange) {
        apply(
            reading(key, allowsNull: true) { (node) throws(Rejection) in try Self.number(node, range) },
            to: &property
        )
    }

    /// Reads a whole number.
    func read(_ key: String, into property: inout Int, in range: ClosedRange<Int>) {
        let reading = reading(key) { (node) throws(Rejection) in try Self.integer(node, range) }
        if case .value(let number) = reading { property = number }
    }

    /// Reads a whole number or null.
    func read(_ key: String, into property: inout Int?, in range: ClosedRange<Int>) {
        apply(
            reading(key, allowsNull: true) { (node) throws(Rejection) in try Self.integer(node, range) },
            to: &property
        )
    }

    /// Reads a switch.
    func read(_ key: String, into property: inout Bool) {
        let reading = reading(key) { (node) throws(Rejection) -> Bool in
            switch node.plainText {
            case "true": return true
            case "false": return false
            default: throw .type("true or false")
            }
        }
        if case .value(let flag) = reading { property = flag }
    }

    /// Reads one of several words.
    func read<Choice: RawRepresentable & CaseIterable>(
        _ key: String,
        into property: inout Choice
    ) where Choice.RawValue == String {
        let reading = reading(key) { (node) throws(Rejection) in try Self.choice(node, of: Choice.self) }
        if case .value(let choice) = reading { property = choice }
    }

    /// Reads a list of different words.
    func read<Choice: RawRepresentable & CaseIterable & Equatable>(
        _ key: String,
        into property: inout [Choice]
    ) where Choice.RawValue == String {
        let reading = reading(key) { (node) throws(Rejection) -> [Choice] in
            guard case .sequence(let items) = node else {
                throw .type("a list, possibly empty, of \(Self.words(Choice.self))")
            }
            var choices: [Choice] = []
            for item in items {
                let choice = try Self.choice(item, of: Choice.self)
                if !choices.contains(choice) { choices.append(choice) }
            }
            return choices
        }
        if case .value(let choices) = reading { property = choices }
    }

    /// Reads a text.
    func read(_ key: String, into property: inout String) {
        let reading = reading(key) { (node) throws(Rejection) -> String in
            guard let text = node.text else { throw .type("a text") }
            return text
        }
        if case .value(let text) = reading { property = text }
    }

    /// Reads a list of at least one text.
    func read(_ key: String, into property: inout [String]) {
        let reading = reading(key) { (node) throws(Rejection) in try Self.texts(node) }
        if case .value(let texts) = reading { property = texts }
    }

    /// Reads the name of a file and, for its digest, the file; null is no file.
    func read(_ key: String, into property: inout Recipe.FileReference?) {
        let folder = folder
        apply(
            reading(key, allowsNull: true) { (node) throws(Rejection) -> Recipe.FileReference in
                guard let name = node.text else { throw .type("the name of a file") }
                return try Recipe.FileReference(named: name, relativeTo: folder)
            },
            to: &property
        )
    }

    static func texts(_ node: Node) throws(Rejection) -> [String] {
        guard case .sequence(let items) = node, !items.isEmpty else { throw .type("a list of texts") }
        var texts: [String] = []
        for item in items {
            guard let text = item.text else { throw .type("a list of texts") }
            texts.append(text)
        }
        return texts
    }

    private func apply<Value>(_ reading: Reading<Value>, to property: inout Value?) {
        switch reading {
        case .absent: break
        case .null: property = nil
        case .value(let value): property = value
        }
    }

    private static func number(_ node: Node, _ range: NumberRange) throws(Rejection) -> Double {
        guard let text = node.plainText, text.utf8.allSatisfy(isNumberByte), let number = Double(text),
            number.isFinite
        else { throw .type("a number \(range)") }
        guard range.contains(number) else { throw .value(text, allowed: "\(range)") }
        return number
    }

    /// Keeps out what Swift reads as a number and YAML does not: `nan`, `inf`, `0x1p3`.
    private static func isNumberByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.eE".utf8.contains(byte)
    }

    private static func integer(_ node: Node, _ range: ClosedRange<Int>) throws(Rejection) -> Int {
        let allowed = "from \(range.lowerBound) to \(range.upperBound)"
        guard let text = node.plainText, let number = Int(text) else {
            throw .type("a whole number \(allowed)")
        }
        guard range.contains(number) else { throw .value(text, allowed: allowed) }
        return number
    }

    private static func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: Node,
        of type: Choice.Type
    ) throws(Rejection) -> Choice where Choice.RawValue == String {
        guard let text = node.text else { throw .type(words(type)) }
        guard let choice = Choice(rawValue: text) else { throw .value("'\(text)'", allowed: words(type)) }
        return choice
    }

    private static func words<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) -> String where Choice.RawValue == String {
        type.allCases.map { "\($0.rawValue)" }.joined(separator: " or ")
    }
}
