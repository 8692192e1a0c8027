import Datasets
import Foundation
import Recipes
import Runs
import TestImages
import Training

/// A folder with a tiny data set, whose findings show as bright halves, and a recipe that learns it in seconds.
struct TrainingGround {
    let folder: URL
    let manifest: Manifest

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hilum-training-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var rows: [ManifestRow] = []
        for index in 0..<56 {
            let (left, right) = (index % 2 == 0, (index / 2) % 2 == 0)
            let image = grayPNG(width: 32, height: 32) { x, y in
                UInt8(
                    40 + (x < 16 && left || x >= 16 && right ? 150 : 0) + (x * 7 + y * 13 + index * 29) % 31
                )
            }
            let name = "image\(index).png"
            try Data(image).write(to: folder.appending(path: name))
            var row = ManifestRow(
                image: name,
                patient: "patient\(index)",
                study: "study\(index)",
                view: .frontal,
                split: index < 32 ? .train : index < 44 ? .validation : .test
            )
            row.text = "\(left ? "" : "No ")edema. \(right ? "" : "No ")fracture."
            row.labels = ["Edema": left ? .present : .absent, "Fracture": right ? .present : .absent]
            rows.append(row)
        }
        manifest = Manifest(rows: rows, labelNames: ["Edema", "Fracture"], folder: folder)
        let words = "[PAD] [UNK] [CLS] [SEP] [MASK] . no edema fracture"
        try Data(words.replacing(" ", with: "\n").utf8).write(to: folder.appending(path: "vocab.txt"))
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// - Parameters:
    ///   - objective: YAML for `objective`.
    ///   - optimization: YAML lines for `optimization`.
    func recipe(
        objective: String = "{framework: clip, sentenceSampling: 1, relaxation: null}",
        image: String = transformer,
        optimization: String =
            "{optimizer: adam, learningRate: 3e-3, warmUpIterations: 2, batchSize: 8, epochs: 2}",
        validation: String = "{labels: [Edema, Fracture]}"
    ) throws -> Recipe {
        let yaml = """
            name: tiny
            objective: \(objective)
            augmentation: {weak: weak, flip: false}
            initialization:
              from: scratch
              architecture:
                image: \(image)
                text:
                  architecture: bert
                  vocabulary: 9
                  positions: 16
                  pooling: firstToken
                  transformer: \(Self.layers)
                projection: {dimensions: 16, bias: true}
              tokenizer: {kind: wordpiece, file: vocab.txt, lowercases: true, maximumTokens: 16}
            optimization: \(optimization)
            validation: \(validation)
            resources: {threads: 1, workers: 1, imageCacheMegabytes: 1}
            """
        let file = folder.appending(path: "recipe-\(UUID().uuidString).yml")
        try Data(yaml.utf8).write(to: file)
        return try Recipe(path: file.path)
    }

    static let layers =
        "{width: 16, layers: 1, heads: 2, hiddenWidth: 32, activation: gelu, layerNormEpsilon: 1e-5}"
    static let transformer =
        "{architecture: vision-transformer, resolution: 24, patchSize: 8, transformer: \(layers), "
        + "normalizesInput: true, patchBias: true}"
    static let residual =
        "{architecture: resnet, resolution: 24, block: basic, stemWidth: 4, depths: [1, 1], widths: [4, 8], "
        + "batchNormEpsilon: 1e-5}"

    /// A trainer for a recipe, on a run folder of this name.
    func trainer(_ recipe: Recipe, run: RunFolder, from checkpoint: StoredCheckpoint? = nil) throws -> Trainer
    {
        let trainer = try Trainer(
            state: checkpoint?.state ?? RunState(recipe: recipe, inputs: [:], softwareVersion: "test"),
            start: StartingPoint(recipe, package: nil),
            data: TrainingData(manifest, recipe: recipe),
            run: run,
            progress: RunProgress(style: .jsonLines, interval: 1_000, now: { 0 }, write: { _ in })
        )
        if let checkpoint { try trainer.restore(checkpoint) }
        return trainer
    }
}
