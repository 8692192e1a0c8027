/// Reads Python's pickles, protocols 0 to 5 (PEP 307, 3154, 574 and the comments of CPython's `pickletools`), as far as
/// weight files use them, without running anything.
///
/// Each step takes at least one byte of input and makes at most one object; stack, memo and objects are bounded.
struct PickleReader {
    private static let stackLimit = 1_000_000
    private static let memoLimit = 1_000_000
    private static let textLimit = 16 << 20
    private static let nameLimit = 4_096

    private var reader: ByteReader
    private var stack: [PickleValue] = []
    private var marks: [Int] = []
    private var memo: [Int: PickleValue] = [:]
    private var objects = PickledObjects()
    // Where the step began that is being taken.
    private var place = 0

    /// The objects of the pickle at the beginning of `bytes`.
    static func read(_ bytes: UnsafeRawBufferPointer) throws(FormatProblem) -> PickledObjects {
        var length = 0
        return try read(bytes, length: &length)
    }

    /// The objects of the first pickle, and how many bytes it took.
    static func read(_ bytes: UnsafeRawBufferPointer, length: inout Int) throws(FormatProblem)
        -> PickledObjects
    {
        var pickle = PickleReader(reader: ByteReader(bytes))
        while try pickle.step() {}
        length = pickle.reader.position
        return pickle.objects
    }

    private init(reader: ByteReader) {
        self.reader = reader
    }

    private func problem(_ reason: String) -> FormatProblem { FormatProblem(at: place, reason) }

    // MARK: Stack and memo

    private mutating func push(_ value: PickleValue) throws(FormatProblem) {
        guard stack.count < Self.stackLimit else { throw problem("the pickle's stack grows without end") }
        stack.append(value)
    }

    private mutating func push(_ node: PickleNode) throws(FormatProblem) {
        try push(objects.add(node, at: place))
    }

    private mutating func pop() throws(FormatProblem) -> PickleValue {
        guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
            throw problem("the pickle takes a value that is not there")
        }
        return value
    }

    private func top() throws(FormatProblem) -> PickleValue {
        guard stack.count > (marks.last ?? 0), let value = stack.last else {
            throw problem("the pickle looks at a value that is not there")
        }
        return value
    }

    private mutating func popToMark() throws(FormatProblem) -> [PickleValue] {
        guard let mark = marks.popLast() else {
            throw problem("the pickle goes back to a mark that is not there")
        }
        defer { stack.removeSubrange(mark...) }
        return Array(stack[mark...])
    }

    private mutating func remember(_ key: Int) throws(FormatProblem) {
        guard memo.count < Self.memoLimit else { throw problem("the pickle remembers more than it may") }
        memo[key] = try top()
    }

    private mutating func recall(_ key: Int) throws(FormatProblem) {
        guard let value = memo[key] else { throw problem("the pickle recalls what it never remembered") }
        try push(value)
    }

    // MARK: Steps

    /// Takes a step; false after the last one.
    private mutating func step() throws(FormatProblem) -> Bool {
        place = reader.position
        let code = try reader.uint8()
        if code == UInt8(ascii: ".") {
            objects.root = try pop()
            return false
        }
        guard let operation = PickleOperation(rawValue: code) else {
            throw problem("it has the unknown operation \(code)")
        }
        if try takePlain(operation) { return true }
        if try takeStructure(operation) { return true }
        try takeObject(operation)
        return true
    }

    /// Numbers, texts, and the pickle's own bookkeeping.
    private mutating func takePlain(_ operation: PickleOperation) throws(FormatProblem) -> Bool {
        switch operation {
        case .proto:
            let version = try reader.uint8()
            guard version <= 5 else { throw problem("it has the unknown pickle protocol \(version)") }
        case .frame: try reader.skip(8)
        case .none: try push(.none)
        case .newTrue: try push(.boolean(true))
        case .newFalse: try push(.boolean(false))
        case .binInt: try push(.integer(Int(Int32(bitPattern: try reader.uint32()))))
        case .binInt1: try push(.integer(Int(try reader.uint8())))
        case .binInt2: try push(.integer(Int(try reader.uint16())))
        case .long1: try push(longInteger(Int(try reader.uint8())))
        case .long4: try push(longInteger(Int(try reader.uint32())))
        case .binFloat: try push(.number(Double(bitPattern: try reader.uint64().byteSwapped)))
        case .int: try push(written(try reader.line(limit: 32)))
        case .long: try push(written(try reader.line(limit: Self.nameLimit)))
        case .shortBinUnicode: try push(text(Int(try reader.uint8())))
        case .binUnicode: try push(text(Int(try reader.uint32())))
        case .binUnicode8: try push(text(length(try reader.uint64())))
        case .shortBinString, .shortBinBytes: try push(bytes(Int(try reader.uint8())))
        case .binString, .binBytes: try push(bytes(Int(try reader.uint32())))
        case .binBytes8: try push(bytes(length(try reader.uint64())))
        default: return false
        }
        return true
    }

    private func length(_ number: UInt64) throws(FormatProblem) -> Int {
        guard let length = Int(exactly: number), length <= reader.left else {
            throw problem("a value of \(number) bytes is announced where \(reader.left) are left")
        }
        return length
    }

    private mutating func text(_ count: Int) throws(FormatProblem) -> PickleValue {
        .text(try reader.text(count, limit: Self.textLimit))
    }

    private mutating func bytes(_ count: Int) throws(FormatProblem) -> PickleValue {
        guard count <= Self.textLimit else {
            throw problem("a value of \(count) bytes is longer than it may be")
        }
        return .bytes([UInt8](try reader.slice(count)))
    }

    /// Little-endian, in two's complement.
    private mutating func longInteger(_ count: Int) throws(FormatProblem) -> PickleValue {
        let digits = try reader.slice(count)
        guard count <= 8 else { return .hugeInteger }
        var number = Int(truncatingIfNeeded: digits.last.map { Int8(bitPattern: $0) } ?? 0)
        for digit in digits.dropLast().reversed() { number = number << 8 | Int(digit) }
        return .integer(number)
    }

    private func written(_ line: String) throws(FormatProblem) -> PickleValue {
        if line == "00" || line == "01" { return .boolean(line == "01") }
        let digits = line.hasSuffix("L") ? line.dropLast() : Substring(line)
        if let number = Int(digits) { return .integer(number) }
        let isNumber = digits.drop { $0 == "-" }.allSatisfy { $0.isASCII && $0.isWholeNumber }
        guard isNumber else { throw problem("a number is not written as one") }
        return .hugeInteger
    }

    /// Lists, tuples, dictionaries, the stack and the memo.
    private mutating func takeStructure(_ operation: PickleOperation) throws(FormatProblem) -> Bool {
        switch operation {
        case .mark:
            guard marks.count < Self.stackLimit else { throw problem("the pickle sets marks without end") }
            marks.append(stack.count)
        case .emptyList, .emptySet: try push(PickleNode.list([]))
        case .emptyTuple: try push(PickleNode.tuple([]))
        case .emptyDictionary: try push(PickleNode.dictionary([]))
        case .list, .frozenSet: try push(PickleNode.list(popToMark()))
        case .tuple: try push(PickleNode.tuple(popToMark()))
        case .tuple1: try pushTuple(of: 1)
        case .tuple2: try pushTuple(of: 2)
        case .tuple3: try pushTuple(of: 3)
        case .dictionary:
            let items = try popToMark()
            try push(PickleNode.dictionary([]))
            try objects.set(items[...], in: top(), at: place)
        case .append:
            let value = try pop()
            try objects.append([value], to: top(), at: place)
        case .appends, .addItems: try objects.append(popToMark()[...], to: top(), at: place)
        case .setItem:
            let (value, key) = (try pop(), try pop())
            try objects.set([key, value], in: top(), at: place)
        case .setItems: try objects.set(popToMark()[...], in: top(), at: place)
        case .pop:
            if stack.count > (marks.last ?? 0) { _ = try pop() } else { _ = try popToMark() }
        case .popMark: _ = try popToMark()
        case .duplicate: try push(top())
        case .memoize: try remember(memo.count)
        case .binPut: try remember(Int(try reader.uint8()))
        case .longBinPut: try remember(Int(try reader.uint32()))
        case .put: try remember(index(try reader.line(limit: 32)))
        case .binGet: try recall(Int(try reader.uint8()))
        case .longBinGet: try recall(Int(try reader.uint32()))
        case .get: try recall(index(try reader.line(limit: 32)))
        default: return false
        }
        return true
    }

    private func index(_ line: String) throws(FormatProblem) -> Int {
        guard let number = Int(line), number >= 0 else {
            throw problem("a place in the memo is not a number")
        }
        return number
    }

    private mutating func pushTuple(of count: Int) throws(FormatProblem) {
        var elements: [PickleValue] = []
        for _ in 0..<count { elements.append(try pop()) }
        try push(PickleNode.tuple(elements.reversed()))
    }

    /// Names of classes, calls, and references to storages.
    private mutating func takeObject(_ operation: PickleOperation) throws(FormatProblem) {
        switch operation {
        case .global:
            let module = try reader.line(limit: Self.nameLimit)
            try pushGlobal(module, try reader.line(limit: Self.nameLimit))
        case .stackGlobal:
            guard case .text(let name) = try pop(), case .text(let module) = try pop() else {
                throw problem("a class is named by other than texts")
            }
            try pushGlobal(module, name)
        case .reduce, .newObject: try callTop()
        case .newObjectWithKeywords:
            _ = try pop()
            try callTop()
        case .object:
            let values = try popToMark()
            guard case .global(let name)? = values.first else { throw problem("what is called is no class") }
            try push(PickleGlobals.call(name, Array(values.dropFirst()), in: &objects, at: place))
        case .build:
            let state = try pop()
            try objects.setState(state, of: top(), at: place)
        case .persistentID:
            let id = try pop()
            try push(PickleNode.storage(storage(id)))
        default:
            throw problem("it has the operation '\(operation)', which no weight file needs")
        }
    }

    private mutating func pushGlobal(_ module: String, _ name: String) throws(FormatProblem) {
        let path = "\(module).\(name)"
        try PickleGlobals.require(path, at: place)
        try push(.global(path))
    }

    private mutating func callTop() throws(FormatProblem) {
        let (arguments, callable) = (try pop(), try pop())
        guard case .global(let name) = callable, let values = objects.tuple(arguments) else {
            throw problem("what is called is no class, or its arguments are no tuple")
        }
        try push(PickleGlobals.call(name, values, in: &objects, at: place))
    }

    /// `('storage', storage class, key, location, count[, view])`
    private func storage(_ id: PickleValue) throws(FormatProblem) -> PickledStorage {
        guard let parts = objects.tuple(id), parts.count >= 5, case .text("storage") = parts[0],
            case .global(let name) = parts[1], case .text(let key) = parts[2],
            case .integer(let count) = parts[4]
        else { throw problem("it refers to something other than a storage") }
        guard let type = TensorElementType(storageClass: name) else {
            throw problem(
                "a storage has the class '\(name.prefix(200))', which holds no numbers that are read here"
            )
        }
        guard count >= 0, count <= Int.max / 8 else { throw problem("a storage claims \(count) elements") }
        return PickledStorage(elementType: type, key: key, count: count)
    }
}
