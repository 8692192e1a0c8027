/// All values that a pickle built, and the one that it stands for.
struct PickledObjects {
    /// Nodes that a pickle may make. Optimisers of large models have some hundred thousand.
    static let nodeLimit = 1_000_000
    /// Values that all lists, tuples and dictionaries may hold together.
    static let elementLimit = 8_000_000

    private var elements = 0
    private(set) var nodes: [PickleNode] = []
    /// What the pickle stands for.
    var root = PickleValue.none

    subscript(_ value: PickleValue) -> PickleNode? {
        if case .node(let place) = value { nodes[place] } else { nil }
    }

    mutating func add(_ node: PickleNode, at offset: Int) throws(FormatProblem) -> PickleValue {
        guard nodes.count < Self.nodeLimit else {
            throw FormatProblem(at: offset, "the pickle makes more than \(Self.nodeLimit) objects")
        }
        switch node {
        case .list(let values), .tuple(let values): try count(values.count, at: offset)
        case .dictionary(let pairs): try count(2 * pairs.count, at: offset)
        case .tensor, .storage, .object: break
        }
        nodes.append(node)
        return .node(nodes.count - 1)
    }

    /// Calls can make containers out of others, so that a short pickle could hold any number of values.
    private mutating func count(_ values: Int, at offset: Int) throws(FormatProblem) {
        elements += values
        guard elements <= Self.elementLimit else {
            throw FormatProblem(at: offset, "the pickle holds more than \(Self.elementLimit) values")
        }
    }

    mutating func append(_ values: ArraySlice<PickleValue>, to list: PickleValue, at offset: Int)
        throws(FormatProblem)
    {
        guard case .node(let place) = list, case .list(var elements) = nodes[place] else {
            throw FormatProblem(at: offset, "values are appended to what is no list")
        }
        try count(values.count, at: offset)
        // The list is taken out of its place so that it grows in place instead of being copied each time.
        nodes[place] = .list([])
        elements.append(contentsOf: values)
        nodes[place] = .list(elements)
    }

    mutating func set(_ items: ArraySlice<PickleValue>, in dictionary: PickleValue, at offset: Int)
        throws(FormatProblem)
    {
        guard case .node(let place) = dictionary, case .dictionary(var pairs) = nodes[place],
            items.count.isMultiple(of: 2)
        else { throw FormatProblem(at: offset, "items are set in what is no dictionary") }
        try count(items.count, at: offset)
        nodes[place] = .dictionary([])
        var rest = items
        while let key = rest.popFirst(), let value = rest.popFirst() { pairs.append((key, value)) }
        nodes[place] = .dictionary(pairs)
    }

    /// Gives an object its attributes. What is set on a dictionary or tensor besides its content is forgotten.
    mutating func setState(_ state: PickleValue, of object: PickleValue, at offset: Int) throws(FormatProblem)
    {
        guard case .node(let place) = object else {
            throw FormatProblem(at: offset, "attributes are given to what is no object")
        }
        if case .object(let name, _) = nodes[place] { nodes[place] = .object(class: name, state: state) }
    }

    func tuple(_ value: PickleValue) -> [PickleValue]? {
        if case .tuple(let elements)? = self[value] { elements } else { nil }
    }

    /// Whole numbers in a tuple or list, such as a shape.
    func integers(_ value: PickleValue) -> [Int]? {
        let elements: [PickleValue]
        switch self[value] {
        case .tuple(let values), .list(let values): elements = values
        default: return nil
        }
        guard elements.count <= PickledTensor.maximumRank else { return nil }
        var numbers: [Int] = []
        for case .integer(let number) in elements { numbers.append(number) }
        return numbers.count == elements.count ? numbers : nil
    }
}
