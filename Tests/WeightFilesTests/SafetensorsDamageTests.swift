import Tensors
import TestFiles
import Testing
import WeightFiles

/// Damaged copies of a small valid file: each is refused, or every tensor it still lists can be read.
@Suite struct SafetensorsDamageTests {
    private let folder: ScratchFolder
    private let whole = SafetensorsBytes.file(
        [
            StoredTensor("layer.weight", [3, 2], [1, 2, 3, 4, 5, 6]),
            StoredTensor("layer.bias", type: "F16", [3], bytes: [0, 0x3c, 0, 0xc0, 0, 0x38]),
            StoredTensor("steps", type: "I64", [], bytes: [7, 0, 0, 0, 0, 0, 0, 0]),
            StoredTensor("nothing", [0], []),
        ],
        metadata: #"{"format":"pt"}"#
    )

    init() throws {
        folder = try ScratchFolder()
    }

    private var headerEnd: Int { 8 + whole[..<8].reversed().reduce(0) { $0 << 8 | Int($1) } }

    /// Opens bytes as a file and reads every tensor in it; returns whether it was accepted.
    private func readAll(_ bytes: [UInt8]) throws -> Bool {
        let file: SafetensorsFile
        do throws(WeightFileError) {
            file = try SafetensorsFile(path: try scratchFile(bytes))
        } catch {
            #expect(!error.description.isEmpty)
            return false
        }
        for name in file.names {
            let extents = try #require(file.extents(of: name))
            guard let parameter = file.parameter(name) else { continue }
            #expect(parameter.floats().count == extents.reduce(1, *))
        }
        return true
    }

    private func scratchFile(_ bytes: [UInt8]) throws(WeightFileError) -> String {
        do {
            return try folder.write(bytes)
        } catch {
            throw .unreadable(file: folder.path, reason: "the test cannot write: \(error)")
        }
    }

    @Test func theWholeFileIsAccepted() throws {
        #expect(try readAll(whole))
    }

    @Test func refusesEveryTruncation() throws {
        for count in whole.indices {
            #expect(try !readAll(Array(whole[..<count])), "the first \(count) bytes")
        }
    }

    @Test(arguments: 1...4)
    func survivesAnyByteOfTheHeaderChanged(seed: UInt64) throws {
        var generator = XorShift(state: seed)
        var accepted = 0
        for _ in 0..<1_500 {
            var bytes = whole
            bytes[Int(generator.next() % UInt64(headerEnd))] = UInt8(
                truncatingIfNeeded: generator.next() >> 32
            )
            if try readAll(bytes) { accepted += 1 }
        }
        // Changed names and blanks are no damage; changed lengths, offsets, types and brackets are.
        #expect((1..<1_500).contains(accepted))
    }

    @Test(arguments: 1...4)
    func survivesDigitsOfTheHeaderChanged(seed: UInt64) throws {
        let digits = (8..<headerEnd).filter { (0x30...0x39).contains(whole[$0]) }
        var generator = XorShift(state: seed)
        for _ in 0..<500 {
            var bytes = whole
            for _ in 0..<1 + generator.next() % 3 {
                let place = digits[Int(generator.next() % UInt64(digits.count))]
                bytes[place] = 0x30 + UInt8(generator.next() % 10)
            }
            _ = try readAll(bytes)
        }
    }
}

/// Marsaglia's xorshift64 (2003): the same numbers in every run.
private struct XorShift: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_f491_4f6c_dd1d
    }
}
