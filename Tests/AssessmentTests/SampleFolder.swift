import Assessment
import Checkpoints
import Datasets
import Foundation
import TestFiles

/// The package that is committed with the project.
enum CommittedModel {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func load(threads: Int = 2) throws -> PackageModel {
        try PackageModel(
            ModelPackage(path: root.appending(path: "Models/hilum-open").path),
            threads: threads
        )
    }
}

/// A folder of generated pictures that goes with the test.
final class SampleFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "assessment-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try write(grayPNG(width: 96, height: 80) { x, y in UInt8(x + y) }, to: "slope.png")
        try write(grayPNG(width: 80, height: 90) { x, _ in x % 20 < 10 ? 30 : 220 }, to: "stripes.png")
        try write(
            grayPNG(width: 64, height: 64) { x, y in
                (x - 32) * (x - 32) + (y - 32) * (y - 32) < 400 ? 200 : 40
            },
            to: "disc.png"
        )
        try write([1, 2, 3], to: "broken.png")
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: url.appending(path: name))
    }

    func path(_ name: String) -> String { url.appending(path: name).path }
}

/// A row of the test split; each image is of a patient of its own.
func row(_ image: String, _ labels: [String: LabelState] = [:], findings: String? = nil) -> ManifestRow {
    var row = ManifestRow(image: image, patient: image, study: image, split: .test)
    row.labels = labels
    row.findings = findings
    return row
}
