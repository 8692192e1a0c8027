import Foundation
import Recipes
import Testing

@Suite struct ShippedRecipeTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Recipes")

    private func recipe(_ name: String) throws -> Recipe {
        try Recipe(path: Self.folder.appending(path: name + ".yml").path)
    }

    @Test func canAllBeRead() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".yml") }
        #expect(names.count >= 6)
        for name in names {
            let recipe = try Recipe(path: Self.folder.appending(path: name).path)
            #expect(recipe.name + ".yml" == name)
            // The cells of a grid have the same budget, so nothing is validated on the way.
            #expect(try (recipe.validation.labelSet() == nil) == (name == "ablation.yml"))
        }
    }

    /// Scientific Reports 2024, section "Implementation details".
    @Test(arguments: ["clip", "slip", "uniclip"]) func havePapersNumbers(_ framework: String) throws {
        let recipe = try recipe("jang-kyung-\(framework)")
        #expect(recipe.objective.framework.name == framework)
        #expect(recipe.objective.sentenceSampling == 3)
        #expect(recipe.objective.relaxation == .init())
        #expect(recipe.optimization.optimizer == .adam)
        #expect(recipe.optimization.learningRate == 1e-4)
        #expect(recipe.optimization.schedule == .cosine)
        #expect(recipe.optimization.warmUpIterations == 100)
        #expect(recipe.optimization.batchSize == 1024)
        #expect(recipe.optimization.epochs == 50)
        #expect(recipe.augmentation.weak == .affine)
        #expect(recipe.data.views == .all)
        #expect(recipe.validation.labels == .builtIn("CheXpert-5"))
        if case .slip(let term) = recipe.objective.framework {
            #expect(term == .init())
        }
    }
}
