import Batching
import Foundation
import Radiographs
import Randomness
import Reports
import TestFiles

/// A folder of small images for one test, deleted with the value. Image i is all of level 10 + 5i, so that it is
/// known again in a batch, and its only sentence is the word `e{i}`.
final class ImageFolder: Sendable {
    static let side = 32

    let url: URL
    let count: Int

    init(count: Int) throws {
        self.count = count
        url = FileManager.default.temporaryDirectory.appending(path: "batching-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for index in 0..<count {
            try write(grayPNG(width: 40, height: 36) { _, _ in Self.level(index) }, to: "\(index).png")
        }
    }

    deinit { remove() }

    static func level(_ index: Int) -> UInt8 { UInt8(10 + 5 * index) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: url.appending(path: name))
    }

    func remove() { try? FileManager.default.removeItem(at: url) }

    var examples: [TrainingExample] {
        (0..<count).map { TrainingExample(image: path("\($0).png"), sentences: .written(["e\($0)"])) }
    }
}

/// Squares of `ImageFolder.side` pixels whose values are the 8-bit levels themselves.
func levelsProfile(
    _ geometry: PreprocessingProfile.Geometry = .init(
        mode: .shorterSide,
        size: ImageFolder.side,
        filter: .bilinear,
        centerCrop: ImageFolder.side
    )
) throws -> PreprocessingProfile {
    try PreprocessingProfile(
        name: "levels",
        version: 1,
        color: .grayscaleReplicated,
        geometry: geometry,
        normalization: .init(divisor: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    )
}

/// The word `e{i}` has the id 4 + i, for i below 100.
func numberedWords() throws -> WordPieceTokenizer {
    let lines = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + (0..<100).map { "e\($0)" }
    return try WordPieceTokenizer(
        vocabulary: lines.joined(separator: "\n").utf8,
        lowercases: true,
        maximumTokens: 16
    )
}

/// The tokens of the texts of examples, each of them its own word.
func tokens(of indices: [Int]) -> [[Int32]] {
    indices.map { [2, Int32(4 + $0), 3] }
}

extension PixelBlock {
    var values: [Float] { withUnsafeBufferPointer { Array($0) } }
}

extension BatchLoader {
    /// Every batch until the end.
    func all() throws(BatchingError) -> [TrainingBatch] {
        var batches: [TrainingBatch] = []
        while let batch = try next() { batches.append(batch) }
        return batches
    }
}
