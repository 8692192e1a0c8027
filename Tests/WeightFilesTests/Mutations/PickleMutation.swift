/// A pickle as its operations with their operands, each of which can be changed, repeated, moved or left out.
struct PickleMutation {
    private var operations: [[UInt8]] = []

    /// Operations whose operand has a fixed size.
    private static let fixed: [UInt8: Int] = [
        0x47: 8, 0x4A: 4, 0x4B: 1, 0x4D: 2, 0x68: 1, 0x6A: 4, 0x71: 1, 0x72: 4, 0x80: 1, 0x82: 1, 0x83: 2,
        0x84: 4, 0x95: 8,
    ]
    /// Operations whose operand begins with a length of so many bytes.
    private static let counted: [UInt8: Int] = [
        0x42: 4, 0x43: 1, 0x54: 4, 0x55: 1, 0x58: 4, 0x8A: 1, 0x8B: 4, 0x8C: 1, 0x8D: 8, 0x8E: 8,
    ]
    /// Operations whose operand is one line, or two.
    private static let lines: [UInt8: Int] = [0x49: 1, 0x4C: 1, 0x63: 2, 0x67: 1, 0x69: 2, 0x70: 1]

    /// Operations that need no operand, numbers, and names that are allowed.
    private static let material: [[UInt8]] = {
        let plain: [UInt8] = Array("()012NQR]abdelostu}\u{29}".utf8)
        var material = (plain + [0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8F, 0x90, 0x91, 0x92, 0x93, 0x94]).map
        {
            [$0]
        }
        for number in ByteMutation.numbers {
            material.append([0x8A, 8] + ByteMutation.bytes(number, count: 8))
        }
        material += (0..<6).flatMap { [[0x68, UInt8($0)], [0x71, UInt8($0)], [0x4B, UInt8($0)]] }
        let names = [
            "torch._utils\n_rebuild_tensor_v2", "torch._utils\n_rebuild_parameter",
            "collections\nOrderedDict",
            "torch._tensor\n_rebuild_from_type_v2", "torch\nFloatStorage", "torch\nDoubleStorage",
            "torch\nSize",
            "builtins\nset", "argparse\nNamespace", "os\nsystem", "__torch__\nX", "torch\nfloat16",
        ]
        material += names.map { Array("c\($0)\n".utf8) }
        material += ["storage", "0", "1", "cpu", "archive", "a.b", ""].map {
            [0x8C, UInt8($0.utf8.count)] + Array($0.utf8)
        }
        return material
    }()

    init(_ bytes: [UInt8]) {
        var place = 0
        while place < bytes.count {
            let length = min(Self.length(bytes, place), bytes.count - place)
            operations.append(Array(bytes[place..<place + length]))
            place += length
        }
    }

    private static func length(_ bytes: [UInt8], _ place: Int) -> Int {
        let code = bytes[place]
        if let size = fixed[code] { return 1 + size }
        if let size = counted[code] {
            let digits = bytes[(place + 1)...].prefix(size)
            let length = digits.reversed().reduce(0) { ($0 << 8 | Int($1)) & 0xFF_FFFF }
            return 1 + size + length
        }
        guard let count = lines[code] else { return 1 }
        var (end, left) = (place + 1, count)
        while end < bytes.count, left > 0 {
            if bytes[end] == 0x0A { left -= 1 }
            end += 1
        }
        return end - place
    }

    /// The pickle as it is now.
    var bytes: [UInt8] { operations.flatMap { $0 } }

    /// Changes the pickle in one way.
    mutating func apply(_ random: inout SplitMix) {
        guard !operations.isEmpty else {
            operations.append(random.pick(Self.material))
            return
        }
        let place = random.below(operations.count)
        let length = min(1 + random.below(random.pick([1, 1, 4, 30])), operations.count - place)
        switch random.below(8) {
        case 0: operations.removeSubrange(place..<place + length)
        case 1, 2: operations.insert(random.pick(Self.material), at: place)
        case 3: operations.swapAt(place, random.below(operations.count))
        case 4: operations[place] = random.pick(Self.material)
        case 5:
            let copied = operations[place..<place + length]
            operations.insert(contentsOf: copied, at: random.below(operations.count))
        default: changeOperand(place, &random)
        }
    }

    private mutating func changeOperand(_ place: Int, _ random: inout SplitMix) {
        var operation = operations[place]
        let number = random.pick(ByteMutation.numbers)
        switch operation[0] {
        // A small number becomes a long one, as shapes and strides can be.
        case 0x4A, 0x4B, 0x4D, 0x8A: operation = [0x8A, 8] + ByteMutation.bytes(number, count: 8)
        case let code where Self.fixed[code] != nil || Self.counted[code] != nil:
            let size = Self.fixed[code] ?? Self.counted[code] ?? 0
            operation.replaceSubrange(
                1..<min(1 + size, operation.count),
                with: ByteMutation.bytes(number, count: size)
            )
        default: ByteMutation.apply(to: &operation, &random)
        }
        operations[place] = operation.isEmpty ? [0x30] : operation
    }
}
