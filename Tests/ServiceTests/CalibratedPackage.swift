import Foundation
import Testing

/// The embedded model with a calibration in its description, in a folder of its own.
final class CalibratedPackage: Sendable {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hilum-\(UUID().uuidString)")

    static let data = "Three hundred invented films."

    /// - Parameter labels: The labels that are calibrated with the papers' prompts, and their operating points; none
    ///   for a package without a calibration.
    init(labels: [(name: String, point: Double)]) throws {
        let original = TestService.root.appending(path: "Models/hilum-open")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for name in ["weights.safetensors", "radiology-vocabulary.txt"] {
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: name),
                withDestinationURL: original.appending(path: name)
            )
        }
        let content = try Data(contentsOf: original.appending(path: "model.json"))
        var description = try #require(try JSONSerialization.jsonObject(with: content) as? [String: Any])
        description["calibration"] =
            labels.isEmpty
            ? nil : ["data": Self.data, "method": "platt", "labels": labels.map(Self.entry)] as [String: Any]
        try JSONSerialization.data(withJSONObject: description)
            .write(to: folder.appending(path: "model.json"))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    private static func entry(_ name: String, point: Double) -> [String: Any] {
        [
            "label": name, "positivePrompts": [name], "negativePrompts": ["no \(name)"],
            "slope": 8.5, "intercept": -1.25, "positives": 60, "negatives": 240,
            "operatingPoint": [
                "softmax": point, "criterion": "mcc", "sensitivity": 0.75, "specificity": 0.625,
            ],
        ]
    }
}
