internal import CKernels

/// How the numbers of a stored tensor are written.
public enum ElementType: String, Sendable {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"

    /// Bytes per element.
    public var size: Int { self == .float32 ? 4 : 2 }
}

/// Memory whose content can be had again, such as that of a mapped file.
public protocol DiscardableMemory: AnyObject, Sendable {
    /// Gives the memory of some bytes back; reading them again is slow but right.
    func discard(_ bytes: UnsafeRawBufferPointer)
}

/// One trained tensor as it lies in memory or in a mapped file, before a backend prepares it.
///
/// `bytes` stay valid as long as `owner` lives. They are little-endian and row-major.
public struct Parameter: @unchecked Sendable {
    // Unchecked because of the raw pointer: the bytes are never written after creation and are kept
    // alive by `owner`.

    /// Its place in the encoders, such as `image.layers.0.norm1.weight`; empty until it is known.
    public let name: String

    /// The extents, outermost first; empty for a scalar.
    public let extents: [Int]

    /// The element type of `bytes`.
    public let elementType: ElementType

    /// `extents.product * elementType.size` bytes.
    public let bytes: UnsafeRawBufferPointer

    private let owner: any AnyObject & Sendable

    /// Describes bytes kept alive by an owner.
    ///
    /// - Precondition: `bytes` holds exactly as many elements as `extents` say.
    public init(
        name: String = "",
        extents: [Int],
        elementType: ElementType,
        bytes: UnsafeRawBufferPointer,
        owner: any AnyObject & Sendable
    ) {
        self.name = name
        precondition(extents.reduce(1, *) * elementType.size == bytes.count)
        self.extents = extents
        self.elementType = elementType
        self.bytes = bytes
        self.owner = owner
    }

    /// A float32 parameter holding the given values.
    public init(_ values: [Float], extents: [Int]) {
        let storage = TensorStorage(capacity: max(values.count, 1))
        values.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            storage.base.update(from: base, count: source.count)
        }
        self.init(
            extents: extents,
            elementType: .float32,
            bytes: UnsafeRawBufferPointer(start: storage.base, count: values.count * 4),
            owner: storage
        )
    }

    /// The same elements under other extents.
    ///
    /// - Precondition: the number of elements is the same.
    public func reshaped(to extents: [Int]) -> Parameter {
        Parameter(name: name, extents: extents, elementType: elementType, bytes: bytes, owner: owner)
    }

    /// The same elements under a name.
    public func named(_ name: String) -> Parameter {
        Parameter(name: name, extents: extents, elementType: elementType, bytes: bytes, owner: owner)
    }

    /// Some of its rows, the extents but the first being one row.
    ///
    /// - Precondition: the range lies within the first extent.
    func rows(_ range: Range<Int>) -> Parameter {
        precondition(range.lowerBound >= 0 && range.upperBound <= extents[0])
        let size = bytes.count / extents[0]
        return Parameter(
            name: name,
            extents: [range.count] + extents.dropFirst(),
            elementType: elementType,
            bytes: UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound * size..<range.upperBound * size]),
            owner: owner
        )
    }

    /// Says that the bytes will hardly be read again, so that a mapped file's memory can be given back.
    func discardSource() {
        (owner as? any DiscardableMemory)?.discard(bytes)
    }

    /// The number of elements.
    public var count: Int { bytes.count / elementType.size }

    /// The values widened to float32, in row-major order.
    public func floats() -> [Float] {
        [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            if let base = buffer.baseAddress { write(to: base) }
            initialized = count
        }
    }

    /// The values as float32 storage: the bytes themselves where they are float32 and aligned, else a
    /// widened copy.
    func storage() -> TensorStorage {
        if elementType == .float32, let base = bytes.baseAddress,
            Int(bitPattern: base) % MemoryLayout<Float>.alignment == 0
        {
            let floats = UnsafeMutablePointer(mutating: base.assumingMemoryBound(to: Float.self))
            return TensorStorage(viewing: floats, count: count, owner: owner)
        }
        let storage = TensorStorage(capacity: count)
        write(to: storage.base)
        return storage
    }

    private func write(to floats: UnsafeMutablePointer<Float>) {
        guard let base = bytes.baseAddress else { return }
        switch elementType {
        case .float32:
            UnsafeMutableRawPointer(floats).copyMemory(from: base, byteCount: bytes.count)
        case .float16, .bfloat16:
            withHalves(base) { halves in
                if elementType == .float16 {
                    kernel_widen_f16(halves, floats, count)
                } else {
                    kernel_widen_bf16(halves, floats, count)
                }
            }
        }
    }

    private func withHalves(_ base: UnsafeRawPointer, _ body: (UnsafePointer<UInt16>) -> Void) {
        if Int(bitPattern: base) % MemoryLayout<UInt16>.alignment == 0 {
            body(base.assumingMemoryBound(to: UInt16.self))
        } else {
            [UInt16](unsafeUninitializedCapacity: count) { buffer, initialized in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                initialized = count
            }.withUnsafeBufferPointer { buffer in
                if let base = buffer.baseAddress { body(base) }
            }
        }
    }
}
