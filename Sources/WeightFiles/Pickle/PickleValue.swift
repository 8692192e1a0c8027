/// A value of a pickle. Whatever holds other values is a place in a ``PickledObjects``: a pickle may make chains of any
/// depth, and circles, which a tree of values could neither hold nor free.
enum PickleValue: Equatable {
    case none
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case bytes([UInt8])
    /// A whole number beyond 64 bits, whose value nobody needs.
    case hugeInteger
    /// A class or function by its module and name.
    case global(String)
    case node(Int)
}

/// What a pickle builds out of other values.
enum PickleNode {
    case list([PickleValue])
    case tuple([PickleValue])
    case dictionary([(key: PickleValue, value: PickleValue)])
    case tensor(PickledTensor)
    case storage(PickledStorage)
    /// An instance of a class that is kept unopened: its attributes, if they were plain.
    case object(class: String, state: PickleValue)
}

/// A run of numbers that a pickle refers to by key.
struct PickledStorage: Equatable {
    /// The element type, such as `float16`.
    let elementType: TensorElementType
    /// The name of its content beside the pickle.
    let key: String
    /// The number of elements.
    let count: Int
}

/// A view of a storage.
struct PickledTensor: Equatable {
    let storage: PickledStorage
    /// The first element's place in the storage; 0 where there is none.
    let offset: Int
    let extents: [Int]
    /// The distance of neighbours along each dimension, in elements; 0 where there are none.
    let strides: [Int]

    /// The number of elements.
    let count: Int

    /// Whether the elements lie one after the other in row-major order.
    var isContiguous: Bool {
        if count == 0 { return true }
        var expected = 1
        for (extent, stride) in zip(extents, strides).reversed() where extent != 1 {
            guard stride == expected else { return false }
            expected *= extent
        }
        return true
    }

    static let maximumRank = 8

    /// A view that lies inside its storage and names no element twice.
    init(
        _ storage: PickledStorage,
        offset: Int,
        extents: [Int],
        strides: [Int],
        at place: Int
    ) throws(FormatProblem) {
        guard extents.count <= Self.maximumRank, extents.count == strides.count else {
            throw FormatProblem(
                at: place,
                "a tensor has \(extents.count) extents and \(strides.count) strides"
            )
        }
        guard offset >= 0, extents.allSatisfy({ $0 >= 0 }), strides.allSatisfy({ $0 >= 0 }) else {
            throw FormatProblem(at: place, "a tensor has a negative offset, extent or stride")
        }
        var (last, isTooLarge) = (offset, false)
        for (extent, stride) in zip(extents, strides) {
            let step = max(extent - 1, 0).multipliedReportingOverflow(by: stride)
            let sum = last.addingReportingOverflow(step.partialValue)
            last = sum.partialValue
            isTooLarge = isTooLarge || step.overflow || sum.overflow
        }
        // An expanded view would let a small file ask for any amount of memory; no state dictionary has one.
        guard let count = elementCount(extents), count <= storage.count,
            count == 0 || (!isTooLarge && last < storage.count)
        else {
            throw FormatProblem(
                at: place,
                "a tensor of shape \(extents) reaches beyond the \(storage.count) elements of its storage"
            )
        }
        self.storage = storage
        self.count = count
        self.extents = extents
        // Where there is nothing to step over, any number may stand, and none may be reckoned with.
        self.offset = count == 0 ? 0 : offset
        self.strides = zip(extents, strides).map { $0 == 1 || count == 0 ? 0 : $1 }
    }
}

/// The types of numbers that PyTorch stores.
enum TensorElementType: String, CaseIterable {
    case float64, float32, float16, bfloat16, int64, int32, int16, int8, uint8, bool

    /// Bytes per element.
    var size: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    /// The type of a storage class such as `torch.HalfStorage`.
    init?(storageClass: String) {
        switch storageClass {
        case "torch.DoubleStorage": self = .float64
        case "torch.FloatStorage": self = .float32
        case "torch.HalfStorage": self = .float16
        case "torch.BFloat16Storage": self = .bfloat16
        case "torch.LongStorage": self = .int64
        case "torch.IntStorage": self = .int32
        case "torch.ShortStorage": self = .int16
        case "torch.CharStorage": self = .int8
        case "torch.ByteStorage": self = .uint8
        case "torch.BoolStorage": self = .bool
        default: return nil
        }
    }
}
