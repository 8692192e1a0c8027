public import Tensors

extension TorchFile {
    /// The names of all tensors, sorted.
    public var names: [String] { tensors.keys.sorted() }

    /// The extents of a tensor, outermost first, or nil where there is none of that name.
    public func extents(of name: String) -> [Int]? { tensors[name]?.tensor.extents }

    /// The element type of a tensor as PyTorch spells it, such as `float16`.
    public func elementType(of name: String) -> String? { tensors[name]?.tensor.storage.elementType.rawValue }

    /// A tensor in row-major order, or nil where there is none of that name or its numbers are no floating-point numbers.
    /// Contiguous ones of 16 and 32 bits stay where they lie in the file.
    public func parameter(_ name: String) -> Parameter? {
        guard let stored = tensors[name] else { return nil }
        let tensor = stored.tensor
        let content = UnsafeRawBufferPointer(rebasing: file.bytes[stored.content.range])
        guard let type = ElementType(tensor.storage.elementType), tensor.isContiguous else {
            return floats(of: tensor, in: content).map { Parameter($0, extents: tensor.extents) }
        }
        let start = tensor.offset * type.size
        let bytes = tensor.count == 0 ? content[0..<0] : content[start..<start + tensor.count * type.size]
        return Parameter(
            extents: tensor.extents,
            elementType: type,
            bytes: UnsafeRawBufferPointer(rebasing: bytes),
            owner: file
        )
    }

    /// The elements in row-major order, whatever the strides.
    private func floats(of tensor: PickledTensor, in content: UnsafeRawBufferPointer) -> [Float]? {
        guard let read = tensor.storage.elementType.floatReader else { return nil }
        var values: [Float] = []
        values.reserveCapacity(tensor.count)
        var place = [Int](repeating: 0, count: tensor.extents.count)
        var element = tensor.offset
        for _ in 0..<tensor.count {
            values.append(read(content, element))
            var dimension = place.count - 1
            while dimension >= 0 {
                place[dimension] += 1
                element += tensor.strides[dimension]
                guard place[dimension] == tensor.extents[dimension] else { break }
                element -= place[dimension] * tensor.strides[dimension]
                place[dimension] = 0
                dimension -= 1
            }
        }
        return values
    }
}

extension ElementType {
    fileprivate init?(_ type: TensorElementType) {
        switch type {
        case .float32: self = .float32
        case .float16: self = .float16
        case .bfloat16: self = .bfloat16
        default: return nil
        }
    }
}

extension TensorElementType {
    /// Reads the element of that index; nil for types that hold no floating-point numbers.
    fileprivate var floatReader: ((UnsafeRawBufferPointer, Int) -> Float)? {
        switch self {
        case .float64: { Float($0.loadUnaligned(fromByteOffset: $1 * 8, as: Double.self)) }
        case .float32: { $0.loadUnaligned(fromByteOffset: $1 * 4, as: Float.self) }
        case .float16: { Float($0.loadUnaligned(fromByteOffset: $1 * 2, as: Float16.self)) }
        case .bfloat16:
            { Float(bitPattern: UInt32($0.loadUnaligned(fromByteOffset: $1 * 2, as: UInt16.self)) << 16) }
        default: nil
        }
    }
}
