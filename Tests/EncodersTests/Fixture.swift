import Checkpoints
import Encoders
import Foundation
import Tensors
import Testing
import WeightFiles

/// A tiny model with random weights made by a reference library, its inputs and the library's answers;
/// `Scripts/make_fixtures.py` wrote it.
struct Fixture {
    let weights: SafetensorsFile
    private let arrays: SafetensorsFile
    private let header: [String: Any]
    private let dataStart: Int

    init(_ name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
        weights = try SafetensorsFile(path: folder.appending(path: "\(name).safetensors").path)
        arrays = try SafetensorsFile(path: folder.appending(path: "\(name)-io.safetensors").path)
        let size = Int(arrays.content.loadUnaligned(as: UInt64.self))
        dataStart = 8 + size
        let json = try JSONSerialization.jsonObject(with: Data(arrays.content[8..<dataStart]))
        header = json as? [String: Any] ?? [:]
    }

    func floats(_ name: String) throws -> [Float] {
        try #require(arrays.parameter(name)).floats()
    }

    /// The token ids of each text, without padding.
    func texts() throws -> [[Int32]] {
        let lengths = try integers("lengths")
        let ids = try integers("tokenIds")
        let width = ids.count / lengths.count
        return lengths.enumerated().map { Array(ids[$0 * width..<$0 * width + Int($1)]) }
    }

    private func integers(_ name: String) throws -> [Int32] {
        let entry = try #require(header[name] as? [String: Any])
        let offsets = try #require(entry["data_offsets"] as? [Int])
        return stride(from: dataStart + offsets[0], to: dataStart + offsets[1], by: 4).map {
            arrays.content.loadUnaligned(fromByteOffset: $0, as: Int32.self)
        }
    }
}

/// The largest absolute difference of two lists of numbers.
func largestDifference(_ a: [Float], _ b: [Float]) -> Float {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).map { $0.isFinite && $1.isFinite ? abs($0 - $1) : .infinity }.max() ?? 0
}
