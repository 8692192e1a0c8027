import Foundation

/// The model package that the project ships.
enum EmbeddedPackage {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Models/hilum-open")
}
