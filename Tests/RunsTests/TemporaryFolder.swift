import Foundation
import Recipes
import Runs

/// A folder of its own for one test, removed with this object.
final class TemporaryFolder {
    let path = FileManager.default.temporaryDirectory.appending(path: "runs-\(UUID().uuidString)").path

    init() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The names in a folder below this one.
    func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").sorted()
    }
}

extension RunState {
    /// A run that has taken so many steps.
    static func after(steps: Int) -> RunState {
        var state = RunState(
            recipe: Recipe(name: "test", framework: .slip(.init())),
            inputs: ["manifest": "a", "package": "b"],
            softwareVersion: "1.0"
        )
        state.globalStep = steps
        return state
    }
}
