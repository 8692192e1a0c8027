import Recipes

/// One run of the grid: a framework, which parts of the method are on, and a seed.
struct AblationCell {
    /// Which parts of the method of Jang, Kyung et al. are on.
    enum Variant: String, CaseIterable {
        case baseline
        case sampling
        case relaxation
        case both

        var title: String {
            switch self {
            case .baseline: "baseline"
            case .sampling: "+ sampling"
            case .relaxation: "+ relaxation"
            case .both: "both"
            }
        }
    }

    let framework: Recipe.Framework
    let variant: Variant
    let seed: Int

    static let frameworks: [Recipe.Framework] = [.clip, .slip(.init()), .uniclip]

    /// Every cell, one seed after the other, so that a grid that was stopped early has whole seeds.
    static func grid(seeds: Int) -> [AblationCell] {
        (0..<seeds).flatMap { seed in
            frameworks.flatMap { framework in
                Variant.allCases.map { AblationCell(framework: framework, variant: $0, seed: seed) }
            }
        }
    }

    /// The name of the cell's folder.
    var name: String { "\(framework.name)-\(variant.rawValue)-seed\(seed)" }

    /// A recipe that differs from another in the framework, the two parts and the seed only. Where that one leaves a part
    /// out, the paper's numbers stand in.
    func recipe(like base: Recipe) -> Recipe {
        var recipe = base
        recipe.name = name
        let hasSampling = variant == .sampling || variant == .both
        let hasRelaxation = variant == .relaxation || variant == .both
        recipe.objective.framework = framework
        recipe.objective.sentenceSampling = hasSampling ? base.objective.sentenceSampling ?? 3 : nil
        recipe.objective.relaxation = hasRelaxation ? base.objective.relaxation ?? .init() : nil
        recipe.optimization.seed = seed
        return recipe
    }
}
