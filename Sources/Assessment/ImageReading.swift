public import Datasets
import Dispatch
public import Foundation
import Locking
public import Radiographs

/// Reads, decodes and prepares the images of a manifest's rows on several threads.
public struct ImageReading: Sendable {
    /// The prepared images of some rows.
    public struct Chunk: Sendable {
        /// The rows whose images can be used, in their order.
        public var rows: [ManifestRow] = []
        /// The images of `rows`.
        public var inputs: [ModelInput] = []
        /// The images that are missing or broken, in their order.
        public var skipped: [SkippedImage] = []
    }

    /// The rows whose images are read.
    public let rows: [ManifestRow]
    private let folder: URL
    private let preprocessing: PreprocessingProfile
    private let threads: Int
    private let limits = DecodingLimits()

    /// Reads the images of rows.
    ///
    /// - Parameters:
    ///   - folder: What relative paths start in.
    ///   - threads: How many images are read at a time, 1 or more.
    public init(rows: [ManifestRow], folder: URL, preprocessing: PreprocessingProfile, threads: Int) {
        self.rows = rows
        // A relative path would start beside a folder that is not marked as one.
        self.folder = URL(filePath: folder.path, directoryHint: .isDirectory)
        self.preprocessing = preprocessing
        self.threads = max(threads, 1)
    }

    /// Reads the images of the rows at `range`, which lies within the rows.
    public func chunk(_ range: Range<Int>) -> Chunk {
        let wanted = Array(rows[range])
        let results = Guarded([Result<ModelInput, SkippedImage>?](repeating: nil, count: wanted.count))
        let lanes = min(threads, wanted.count)
        DispatchQueue.concurrentPerform(iterations: lanes) { lane in
            for index in stride(from: lane, to: wanted.count, by: lanes) {
                let result = input(of: wanted[index])
                results.withLock { $0[index] = result }
            }
        }
        var chunk = Chunk()
        for (row, result) in zip(wanted, results.withLock { $0 }) {
            switch result {
            case .success(let input):
                chunk.rows.append(row)
                chunk.inputs.append(input)
            case .failure(let skipped): chunk.skipped.append(skipped)
            case nil: break
            }
        }
        return chunk
    }

    private func input(of row: ManifestRow) -> Result<ModelInput, SkippedImage> {
        let path = URL(filePath: row.image, relativeTo: folder).path
        // No more of a file is read than an image may have.
        guard let file = FileHandle(forReadingAtPath: path),
            let content = try? file.read(upToCount: limits.maximumBytes + 1)
        else {
            let reason = "The file cannot be read; check the path and its permissions."
            return .failure(SkippedImage(image: row.image, reason: reason))
        }
        do throws(RadiographError) {
            let radiograph = try Radiograph(decoding: content, limits: limits)
            return .success(try preprocessing.apply(to: radiograph))
        } catch {
            return .failure(SkippedImage(image: row.image, reason: error.description))
        }
    }
}
