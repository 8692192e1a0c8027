public import Tensors

/// A tensor on its way into a weight file: a name, extents, and content that is asked for when its turn comes.
public struct NamedTensor {
    enum Content {
        case values(ElementType, () throws -> [Float])
        case parameter(Parameter)
        case bytes([UInt8])
    }

    /// The name in the file.
    public let name: String
    /// The extents, outermost first; empty for a scalar.
    public let extents: [Int]
    /// The element type as the file spells it, such as `BF16`.
    public let elementType: String
    let content: Content

    /// A tensor whose values are made when they are written, so that one tensor at a time is in memory.
    ///
    /// Values are rounded to the nearest number of the element type, ties to even.
    public init(
        _ name: String,
        extents: [Int],
        as elementType: ElementType = .float32,
        makingValues values: @escaping () throws -> [Float]
    ) {
        self.name = name
        self.extents = extents
        self.elementType = elementType.rawValue
        content = .values(elementType, values)
    }

    /// A tensor with row-major values.
    public init(_ name: String, extents: [Int], as elementType: ElementType = .float32, _ values: [Float]) {
        self.init(name, extents: extents, as: elementType) { values }
    }

    /// A tensor that is written byte for byte as it lies in memory or in a mapped file.
    public init(_ name: String, _ parameter: Parameter) {
        self.name = name
        extents = parameter.extents
        elementType = parameter.elementType.rawValue
        content = .parameter(parameter)
    }

    /// A tensor of any element type of the format, such as `I64`, as little-endian bytes.
    public init(_ name: String, extents: [Int], elementType: String, bytes: [UInt8]) {
        self.name = name
        self.extents = extents
        self.elementType = elementType
        content = .bytes(bytes)
    }
}

extension NamedTensor {
    /// The bytes that extents and element type ask for.
    func size() throws(WeightFileError) -> Int {
        guard let size = SafetensorsFile.elementSizes[elementType] else {
            throw refusal("its element type \(elementType.prefix(32)) is unknown")
        }
        guard name != SafetensorsFile.metadataName else { throw refusal("the name is reserved") }
        guard extents.count <= SafetensorsFile.maximumRank, let count = elementCount(extents),
            case let (bytes, overflow) = count.multipliedReportingOverflow(by: size), !overflow
        else { throw refusal("its shape \(extents) is impossible") }
        return bytes
    }

    func write(to output: FileOutput, size: Int) throws(WeightFileError) {
        switch content {
        case .bytes(let bytes):
            try require(bytes.count, size)
            try output.write(bytes)
        case .parameter(let parameter):
            try require(parameter.bytes.count, size)
            try output.write(parameter.bytes)
        case .values(let type, let make):
            let values: [Float]
            do { values = try make() } catch { throw refusal("its values cannot be had: \(error)") }
            try require(values.count * type.size, size)
            try write(values, as: type, to: output)
        }
    }

    private func write(
        _ values: [Float],
        as type: ElementType,
        to output: FileOutput
    ) throws(WeightFileError) {
        guard type != .float32 else {
            try output.write(values)
            return
        }
        for start in stride(from: 0, to: values.count, by: Self.chunk) {
            let part = values[start..<min(start + Self.chunk, values.count)]
            guard let halves = type == .float16 ? HalfPrecision.float16(part) : HalfPrecision.bfloat16(part)
            else { throw refusal("it has a value that is too large for \(elementType)") }
            try output.write(halves)
        }
    }

    /// Values that are rounded at a time: few enough to stay in the cache.
    private static let chunk = 1 << 16

    private func require(_ found: Int, _ expected: Int) throws(WeightFileError) {
        guard found == expected else {
            throw refusal("it has \(found) bytes where its shape and type ask for \(expected)")
        }
    }

    func refusal(_ reason: String) -> WeightFileError { .unwritableTensor(name: name, reason: reason) }
}
