import Foundation
import Testing

/// The committed token fixtures, written by Scripts/token_fixtures.py.
enum TokenFixtures {
    struct Case: Decodable {
        let text: String
        let cased: [Int32]
        let casedDropped: Int
        let lowercased: [Int32]
        let lowercasedDropped: Int
        let clip: [Int32]
        let clipDropped: Int
    }

    struct OpenIDigests: Decodable {
        let texts: Int
        let limit: Int
        let cased: String
        let lowercased: String
        let clip: String
        let checkpoint: String
    }

    static func bytes(_ name: String) throws -> Data {
        let directory = try #require(Bundle.module.resourceURL)
        return try Data(contentsOf: directory.appending(path: "Fixtures/\(name)"))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from name: String) throws -> Value {
        try JSONDecoder().decode(type, from: bytes(name))
    }

    static func cases() throws -> [Case] {
        try decode([Case].self, from: "strings.json")
    }
}

/// Files of the project and beside it, which may be absent.
enum ProjectFiles {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let checkpointVocabulary = root.appending(path: "../shared/checkpoints/open-resnet18/vocab.txt")
    static let expectedTokens = root.appending(path: "../shared/checkpoints/open-resnet18/expected.json")
    static let openIManifest = root.appending(path: "../shared/data/openi/manifest.csv")

    static func exist(_ urls: URL...) -> Bool {
        urls.allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
    }
}
