import Foundation

/// The files that Scripts/make_fixtures.py wrote.
enum Fixtures {
    static let folder = Bundle.module.bundleURL.appending(path: "Fixtures")

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    /// A tensor as PyTorch has it.
    struct Expected: Decodable {
        let type: String
        let shape: [Int]
        let values: [Double]?
    }

    static func expected() throws -> [String: [String: Expected]] {
        try JSONDecoder().decode(
            [String: [String: Expected]].self,
            from: Data(contentsOf: folder.appending(path: "expected.json"))
        )
    }

    /// What the error of each hostile file must say.
    static func hostile() throws -> [String: String] {
        try JSONDecoder().decode(
            [String: String].self,
            from: Data(contentsOf: folder.appending(path: "hostile.json"))
        )
    }
}
