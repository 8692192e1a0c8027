/// Finds the tensors of a pickle and names them by the keys and attributes that lead to them.
struct TensorNames {
    /// How deep tensors may lie, and how many may be found.
    private static let depthLimit = 64
    private static let countLimit = 200_000
    /// How much may be looked at, in values that are passed over; what is shared counts each time that it is reached.
    private static let visitLimit = 8_000_000
    private static let textLimit = 256
    private static let pathLimit = 2_048
    /// Bytes of all names and texts that are kept.
    private static let keptLimit = 64 << 20

    private let objects: PickledObjects
    private var visits = 0
    private var kept = 0
    /// Every tensor found.
    private(set) var tensors: [String: PickledTensor] = [:]
    /// Numbers, truth values and short texts found.
    private(set) var values: [String: String] = [:]

    init(_ objects: PickledObjects) {
        self.objects = objects
    }

    /// Walks from the root. Circles end at the depth limit, shared values at the limit of visits.
    mutating func collect() throws(FormatProblem) {
        try visit(objects.root, path: "", depth: 0)
        guard !tensors.isEmpty else { throw FormatProblem(at: 0, "it holds no tensors") }
    }

    private mutating func visit(_ value: PickleValue, path: String, depth: Int) throws(FormatProblem) {
        guard depth <= Self.depthLimit, path.utf8.count <= Self.pathLimit else { throw Self.endless }
        // What takes longest is the making of names.
        try count(8 + path.utf8.count / 16)
        switch objects[value] {
        case .tensor(let tensor): try add(tensor, path)
        case .dictionary(let pairs):
            try count(pairs.count)
            for (key, value) in pairs {
                if let name = Self.name(key) {
                    try visit(value, path: Self.join(path, name), depth: depth + 1)
                }
            }
        case .object(_, let state): try visit(state, path: path, depth: depth + 1)
        case .list(let elements), .tuple(let elements):
            try count(elements.count)
            for (index, element) in elements.enumerated() where objects[element] != nil {
                try visit(element, path: Self.join(path, String(index)), depth: depth + 1)
            }
        case .storage: break
        case nil: try note(value, path)
        }
    }

    private static let endless = FormatProblem(
        at: 0,
        "its objects hold each other without end, or have names without end"
    )

    private mutating func count(_ values: Int) throws(FormatProblem) {
        visits += values
        guard visits <= Self.visitLimit else { throw Self.endless }
    }

    /// Counts what a name and its text take before they are kept.
    private mutating func keep(_ path: String, _ text: String = "") throws(FormatProblem) {
        kept += path.utf8.count + text.utf8.count
        guard kept <= Self.keptLimit else { throw Self.endless }
    }

    private mutating func add(_ tensor: PickledTensor, _ path: String) throws(FormatProblem) {
        guard tensors.count < Self.countLimit else {
            throw FormatProblem(at: 0, "it holds more than \(Self.countLimit) tensors")
        }
        try keep(path)
        guard tensors.updateValue(tensor, forKey: path) == nil else {
            throw FormatProblem(at: 0, "it holds two tensors named '\(path.prefix(200))'")
        }
    }

    private mutating func note(_ value: PickleValue, _ path: String) throws(FormatProblem) {
        guard !path.isEmpty, values.count < Self.countLimit else { return }
        let text: String
        switch value {
        case .integer(let number): text = String(number)
        case .number(let number): text = String(number)
        case .boolean(let truth): text = String(truth)
        case .text(let written) where written.utf8.count <= Self.textLimit: text = written
        default: return
        }
        try keep(path, text)
        values[path] = text
    }

    private static func name(_ key: PickleValue) -> String? {
        switch key {
        case .text(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }

    private static func join(_ path: String, _ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
