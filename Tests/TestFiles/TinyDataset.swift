package import Foundation

/// A folder with a tiny data set, whose findings show as bright halves, and recipes that learn it in seconds.
package struct TinyDataset {
    /// Where everything lies.
    package let folder: URL

    /// Makes 56 images of 32 × 32 pixels, a manifest of 32, 12 and 12 patients, and a vocabulary of 9 words.
    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "hilum-tiny-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var table = ["image,patient,study,view,split,text,label:Edema,label:Fracture"]
        for index in 0..<56 {
            let (left, right) = (index % 2 == 0, (index / 2) % 2 == 0)
            let image = grayPNG(width: 32, height: 32) { x, y in
                UInt8(
                    40 + (x < 16 && left || x >= 16 && right ? 150 : 0) + (x * 7 + y * 13 + index * 29) % 31
                )
            }
            let name = "image\(index).png"
            try Data(image).write(to: folder.appending(path: name))
            let split = index < 32 ? "train" : index < 44 ? "validation" : "test"
            let text = "\(left ? "" : "No ")edema. \(right ? "" : "No ")fracture."
            table.append(
                "\(name),patient\(index),study\(index),frontal,\(split),\(text),\(left ? 1 : 0),\(right ? 1 : 0)"
            )
        }
        try write(table.joined(separator: "\n") + "\n", to: "manifest.csv")
        let words = "[PAD] [UNK] [CLS] [SEP] [MASK] . no edema fracture"
        try write(words.replacing(" ", with: "\n"), to: "vocab.txt")
    }

    /// Removes the folder.
    package func remove() { try? FileManager.default.removeItem(at: folder) }

    /// The path of a file in the folder.
    package func path(_ name: String) -> String { folder.appending(path: name).path }

    /// The manifest's path.
    package var manifest: String { path("manifest.csv") }

    @discardableResult
    private func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: folder.appending(path: name))
        return path(name)
    }

    /// Writes a recipe.
    ///
    /// - Parameters:
    ///   - objective: YAML for `objective`.
    ///   - image: YAML for the image encoder, or nil for a recipe that starts from a package.
    ///   - optimization: YAML for `optimization`.
    ///   - validation: YAML for `validation`.
    /// - Returns: Its path.
    package func recipe(
        objective: String = "{framework: clip, sentenceSampling: 1, relaxation: null}",
        image: String? = transformer,
        optimization: String =
            "{optimizer: adam, learningRate: 3e-3, warmUpIterations: 2, batchSize: 8, epochs: 2}",
        validation: String = "{labels: [Edema, Fracture]}"
    ) throws -> String {
        let scratch = image.map { image in
            """
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
            """
        }
        return try write(
            """
            name: tiny
            objective: \(objective)
            augmentation: {weak: weak, flip: false}
            initialization:
              \(scratch ?? "from: pretrained")
            optimization: \(optimization)
            validation: \(validation)
            resources: {threads: 1, workers: 1, imageCacheMegabytes: 1}

            """,
            to: "recipe-\(UUID().uuidString).yml"
        )
    }

    private static let layers =
        "{width: 16, layers: 1, heads: 2, hiddenWidth: 32, activation: gelu, layerNormEpsilon: 1e-5}"
    /// A vision transformer of one layer.
    package static let transformer =
        "{architecture: vision-transformer, resolution: 24, patchSize: 8, transformer: \(layers), "
        + "normalizesInput: true, patchBias: true}"
    /// A residual network of two blocks.
    package static let residual =
        "{architecture: resnet, resolution: 24, block: basic, stemWidth: 4, depths: [1, 1], widths: [4, 8], "
        + "batchNormEpsilon: 1e-5}"
}
