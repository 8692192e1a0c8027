import Foundation
import Recipes

/// A folder of its own for the files of one test, removed with this object.
final class RecipeFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "recipes-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: url.appending(path: name))
    }

    func read(_ text: String, name: String = "test.yml") throws -> Recipe {
        try write(name, text)
        return try Recipe(path: url.appending(path: name).path)
    }

    /// What is wrong with a recipe.
    func problems(_ text: String) throws -> [RecipeProblem] {
        do {
            _ = try read(text)
            return []
        } catch RecipeError.invalid(_, let problems) {
            return problems
        }
    }
}
