import Foundation
import TestFiles

/// Makes damaged copies of a well-formed or hostile weight file, the same ones in every run.
struct DamagedFile {
    private let whole: [UInt8]
    private var archive: StoredArchive?
    private var pickle: (index: Int, operations: PickleMutation)?
    private var header: (tokens: HeaderMutation, data: [UInt8])?

    /// Takes a file of PyTorch apart as far as it goes.
    private init(archive bytes: [UInt8]) {
        whole = bytes
        archive = StoredArchive(bytes)
        if let archive, let index = archive.index(ofNameEnding: "/data.pkl") {
            pickle = (index, PickleMutation(archive.entries[index].content))
        }
    }

    /// Takes a well-formed safetensors file apart.
    private init(safetensors bytes: [UInt8]) {
        whole = bytes
        let end = 8 + bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        header = (HeaderMutation(String(decoding: bytes[8..<end], as: UTF8.self)), Array(bytes[end...]))
    }

    /// Files to begin from: what PyTorch wrote, whatever was once read wrongly, and hostile files, but for those whose
    /// objects hold each other without end: most of their copies still do and take half a second each.
    static func archives() throws -> [DamagedFile] {
        let hostile = try Fixtures.hostile().keys.filter { !["circle", "laughs"].contains($0) }.sorted()
            .map { "hostile/\($0).pt" }
        return try (["plain.pt", "nested.pt", "script.pt"] + hostile).map { name in
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: Fixtures.path(name))))
            return DamagedFile(archive: bytes)
        }
    }

    /// Small files of every element type.
    static func safetensors() -> [DamagedFile] {
        let several = SafetensorsBytes.file(
            [
                StoredTensor("layer.weight", [3, 2], [1, 2, 3, 4, 5, 6]),
                StoredTensor("layer.bias", type: "F16", [3], bytes: [0, 0x3C, 0, 0xC0, 0, 0x38]),
                StoredTensor("brain", type: "BF16", [1, 2], bytes: [0x80, 0x3F, 0, 0xC0]),
                StoredTensor("steps", type: "I64", [], bytes: [7, 0, 0, 0, 0, 0, 0, 0]),
                StoredTensor("double", type: "F64", [1], bytes: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]),
                StoredTensor("nothing", [0, 3], []),
            ],
            metadata: #"{"format":"pt","note":"a\u00e9\"b"}"#
        )
        let one = SafetensorsBytes.file([StoredTensor("x", [2], [1.5, -3])])
        return [several, one].map(DamagedFile.init(safetensors:))
    }

    /// An archive with one to eight damages.
    func damagedArchive(_ random: inout SplitMix) -> [UInt8] {
        let count = 1 + random.below(random.pick([1, 3, 8]))
        let way = random.below(8)
        guard way > 0, var archive, let pickle else {
            return Self.damaged(whole, count, &random)
        }
        if way == 1 {
            // The directory alone, with everything else as it should be.
            let target = random.below(2 * archive.entries.count + 1)
            var place = 0
            return archive.bytes { record in
                if place == target || random.once(in: 40) {
                    ByteMutation.apply(to: &record, &random)
                }
                place += 1
            }
        }
        if way == 2 {
            Self.rearrange(&archive.entries, &random)
            return archive.bytes()
        }
        let index = pickle.index
        var operations = pickle.operations
        for _ in 0..<count { operations.apply(&random) }
        archive.entries[index].content = operations.bytes
        if way == 3 { ByteMutation.apply(to: &archive.entries[index].content, &random) }
        return archive.bytes()
    }

    /// A safetensors file with one to eight damages.
    func damagedSafetensors(_ random: inout SplitMix) -> [UInt8] {
        let count = 1 + random.below(random.pick([1, 3, 8]))
        guard let header, !random.once(in: 4) else { return Self.damaged(whole, count, &random) }
        var (tokens, data) = header
        for _ in 0..<count { tokens.apply(&random) }
        if random.once(in: 8) { ByteMutation.apply(to: &data, &random) }
        return SafetensorsBytes.file(header: tokens.text, data: data)
    }

    private static func damaged(_ whole: [UInt8], _ count: Int, _ random: inout SplitMix) -> [UInt8] {
        var bytes = whole
        for _ in 0..<count { ByteMutation.apply(to: &bytes, &random) }
        return bytes
    }

    private static func rearrange(_ entries: inout [StoredArchive.Entry], _ random: inout SplitMix) {
        let place = random.below(entries.count)
        switch random.below(5) {
        case 0: entries.remove(at: place)
        case 1: entries.append(entries[place])
        case 2: entries.swapAt(place, random.below(entries.count))
        case 3: ByteMutation.apply(to: &entries[place].name, &random)
        default: ByteMutation.apply(to: &entries[place].content, &random)
        }
    }
}
