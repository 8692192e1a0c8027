import Foundation
import Radiographs
import Testing

/// Films beside the package where they are available.
private enum Films {
    static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "../shared/data")

    static let areAvailable = FileManager.default.fileExists(atPath: folder.appending(path: "open").path)

    /// Every file where RADIOGRAPHS_ALL is set, else every hundredth.
    static func files() throws -> [URL] {
        let all = ["odd", "open/images", "openi/images"].flatMap { name in
            let paths = try? FileManager.default.subpathsOfDirectory(
                atPath: folder.appending(path: name).path
            )
            return (paths ?? []).filter { $0.hasSuffix("jpg") || $0.hasSuffix("jpeg") }.sorted()
                .map { folder.appending(path: "\(name)/\($0)") }
        }
        let step = ProcessInfo.processInfo.environment["RADIOGRAPHS_ALL"] == nil ? 100 : 1
        return stride(from: 0, to: all.count, by: step).map { all[$0] }
    }
}

/// What scaled decoding changes in the inputs made of the films beside the package.
@Suite(.enabled(if: Films.areAvailable, "needs ../shared/data"))
struct ScaledFilmTests {
    @Test func changesLevelsLittle() throws {
        let geometry = PreprocessingProfile.Geometry(
            mode: .shorterSide,
            size: 64,
            filter: .bilinear,
            centerCrop: 64
        )
        let profile = try samplesProfile(.grayscaleReplicated, geometry)
        var (fileCount, scaledCount, total) = (0, 0, 0.0)
        for file in try Films.files() {
            let bytes = try Data(contentsOf: file)
            guard let whole = try? Radiograph(decoding: bytes) else { continue }
            let scaled = try Radiograph(decoding: bytes, for: [profile], .scaled)
            scaledCount += scaled.decodedWidth < scaled.width ? 1 : 0
            let differences = zip(try profile.apply(to: whole).levels, try profile.apply(to: scaled).levels)
                .map { abs(Int($0) - Int($1)) }
            let mean = Double(differences.reduce(0, +)) / Double(differences.count)
            #expect(mean < 1, "\(file.lastPathComponent)")
            #expect((differences.max() ?? 0) <= 32, "\(file.lastPathComponent)")
            total += mean
            fileCount += 1
        }
        #expect(total / Double(fileCount) < 0.3)
        #expect(scaledCount > 50)
    }
}
