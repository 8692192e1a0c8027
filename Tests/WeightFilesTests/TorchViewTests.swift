import Tensors
import TestFiles
import Testing
import WeightFiles

/// Views with numbers that PyTorch would not write but that mean something, or nothing.
@Suite struct TorchViewTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func open(_ tensor: [UInt8], storage: [UInt8]) throws -> TorchFile {
        try TorchFile(path: folder.write(WrittenPickle.archive([tensor], storage: storage), as: "view.pt"))
    }

    private static let floats: [UInt8] = [0, 0, 0x80, 0x3F, 0, 0, 0, 0x40]
    private static let doubles: [UInt8] = [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40]

    /// Where nothing is read, an offset may be anything, and reckoning with it must not overflow.
    @Test(arguments: [0, 1 << 61, .max])
    func readsAViewOfNothingAnywhere(offset: Int) throws {
        let view = WrittenPickle.tensor(
            "FloatStorage",
            count: 2,
            offset: offset,
            extents: [0, 3],
            strides: [3, 1]
        )
        let parameter = try open(view, storage: Self.floats).parameter("0")
        #expect(parameter?.extents == [0, 3] && parameter?.floats() == [])
    }

    /// The stride of a single element is never taken, and reckoning with it must not overflow.
    @Test(arguments: ["FloatStorage", "DoubleStorage"])
    func ignoresTheStrideOfASingleElement(storage: String) throws {
        let view = WrittenPickle.tensor(storage, count: 2, offset: 1, extents: [1], strides: [.max])
        let file = try open(view, storage: storage == "FloatStorage" ? Self.floats : Self.doubles)
        #expect(file.parameter("0")?.floats() == [2])
    }

    /// Nobody may multiply the extents that stand beside a zero.
    @Test(arguments: [[0, 2, 1 << 62], [1 << 62, 4, 0], [1 << 62, 0, 1 << 62]])
    func refusesExtentsThatOverflowBesideAZero(extents: [Int]) throws {
        let strides = [1, 1 << 62, 1]
        let view = WrittenPickle.tensor(
            "FloatStorage",
            count: 2,
            offset: 0,
            extents: extents,
            strides: strides
        )
        let error = #expect(throws: WeightFileError.self) { _ = try open(view, storage: Self.floats) }
        #expect(error?.description.contains("reaches beyond") == true)
    }
}

/// Small pickles that would take all memory or time if every object that they ask for were made or looked at.
@Suite struct PickleBombTests {
    private func expectRefusal(_ pickle: [UInt8], _ reason: String) throws {
        let folder = try ScratchFolder()
        let file = try folder.write(WrittenPickle.archive(pickle), as: "bomb.pt")
        let error = #expect(throws: WeightFileError.self) { _ = try TorchFile(path: file) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    private func repeated(_ operations: String, _ count: Int) -> [UInt8] {
        Array(String(repeating: operations, count: count).utf8)
    }

    /// Each call makes another dictionary of the same hundred thousand pairs.
    @Test func refusesDictionariesMadeOfOneListAgainAndAgain() throws {
        let pair = Array("NN".utf8) + [0x86, 0x71, 0]
        let list =
            Array("]q".utf8) + [1] + Array("(".utf8) + (0..<100_000).flatMap { _ in [0x68, 0] as [UInt8] }
        let call = WrittenPickle.global("collections", "OrderedDict") + [0x71, 2, 0x68, 1, 0x85, 0x71, 3]
        let again = (0..<10_000).flatMap { _ in [0x68, 2, 0x68, 3, 0x52, 0x30] as [UInt8] }
        try expectRefusal(pair + list + Array("e".utf8) + call + again, "more than 8000000 values")
    }

    /// A list of nothing, named by another list a hundred thousand times.
    @Test func refusesALongListThatIsReachedAgainAndAgain() throws {
        let inner = Array("](".utf8) + repeated("N", 100_000) + Array("eq".utf8) + [0]
        let outer = Array("](".utf8) + (0..<100_000).flatMap { _ in [0x68, 0] as [UInt8] } + Array("e".utf8)
        try expectRefusal(inner + outer, "without end")
    }

    /// Pairs without a name are passed over, which takes time as well.
    @Test func refusesADictionaryWithoutNamesThatIsReachedAgainAndAgain() throws {
        let inner = Array("}(".utf8) + repeated("N", 100_000) + Array("uq".utf8) + [0]
        let outer = Array("](".utf8) + (0..<100_000).flatMap { _ in [0x68, 0] as [UInt8] } + Array("e".utf8)
        try expectRefusal(inner + outer, "without end")
    }

    /// A thousand numbers under each of two hundred names of two thousand letters.
    @Test func refusesShortValuesUnderLongNames() throws {
        let numbers = (0..<1_000).flatMap { WrittenPickle.text(String($0)) + [0x4B, 1] as [UInt8] }
        let inner = Array("}(".utf8) + numbers + Array("uq".utf8) + [0, 0x30]
        let outer = (0..<200).flatMap { index -> [UInt8] in
            let name = String(repeating: "x", count: 1_900) + String(index)
            return [0x58] + ByteMutation.bytes(UInt64(name.utf8.count), count: 4) + Array(name.utf8) + [
                0x68, 0,
            ]
        }
        try expectRefusal(inner + Array("}(".utf8) + outer + Array("u".utf8), "without end")
    }
}
