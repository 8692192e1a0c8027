/// Pickles written operation by operation (CPython's `pickletools`), as no program would write them.
enum WrittenPickle {
    /// A whole number of 64 bits.
    static func number(_ number: Int) -> [UInt8] {
        [0x8A, 8] + ByteMutation.bytes(UInt64(bitPattern: Int64(number)), count: 8)
    }

    /// A short text.
    static func text(_ text: String) -> [UInt8] { [0x8C, UInt8(text.utf8.count)] + Array(text.utf8) }

    /// A class or function.
    static func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }

    /// Values between a mark and the operation that gathers them.
    static func gathered(_ values: [[UInt8]], by operation: Character = "t") -> [UInt8] {
        Array("(".utf8) + values.joined() + Array(String(operation).utf8)
    }

    /// A view of a storage.
    static func tensor(
        _ storage: String,
        count: Int,
        offset: Int,
        extents: [Int],
        strides: [Int]
    ) -> [UInt8] {
        let name = [text("storage"), global("torch", storage), text("0"), text("cpu"), number(count)]
        let arguments = [
            gathered(name) + Array("Q".utf8), number(offset), gathered(extents.map(number)),
            gathered(strides.map(number)),
        ]
        return global("torch._utils", "_rebuild_tensor_v2") + gathered(arguments) + Array("R".utf8)
    }

    /// An archive with a dictionary of values by the names "0", "1", …, and the bytes of one storage.
    static func archive(_ values: [[UInt8]], storage: [UInt8]) -> [UInt8] {
        let items = values.enumerated().flatMap { [text(String($0)), $1] }
        return archive(Array("}".utf8) + gathered(items, by: "u"), storage: storage)
    }

    /// An archive with a pickle that still lacks its protocol and its end.
    static func archive(_ pickle: [UInt8], storage: [UInt8] = []) -> [UInt8] {
        StoredArchive(entries: [
            .init(name: Array("a/data.pkl".utf8), content: [0x80, 2] + pickle + Array(".".utf8)),
            .init(name: Array("a/data/0".utf8), content: storage),
        ]).bytes()
    }
}
