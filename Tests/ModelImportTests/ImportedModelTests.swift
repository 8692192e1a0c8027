import Checkpoints
import Encoders
import Foundation
import ModelImport
import Tensors
import TestFiles
import Testing
import WeightFiles

/// Files in the families' own formats become packages whose embeddings are those of the reference libraries.
@Suite struct ImportedModelTests {
    @Test(arguments: ImportCase.cases)
    func givesTheEmbeddingsOfTheReference(_ item: ImportCase) throws {
        let scratch = try ScratchFolder()
        let importer = try ModelImporter(path: ImportFixtures.path(item.file), options: item.options)
        #expect(importer.report.family == item.family)
        try importer.write(to: scratch.path("tiny"))

        let package = try ModelPackage(path: scratch.path("tiny"))
        let backend = CPUBackend(threads: 1)
        let encoder = try package.encoder(on: backend)
        let expected = try #require(try ImportFixtures.expected()[item.expected])
        #expect(package.description.encoders.image.resolution == expected.resolution)
        let images = try expected.pixels.withUnsafeBufferPointer {
            try encoder.embed(images: $0, batch: 2, on: backend)
        }
        let texts = try encoder.embed(texts: expected.texts, on: backend)
        expectEqual(images + texts, expected.image + expected.text)
    }

    /// The families whose own code repairs garbled text, and what the report says of it; the others leave it.
    private static let repairs = [
        "openai-clip": "text cleaned as by openai", "chexzero": "text cleaned as by openai",
        "cxr-cml": "text cleaned as by openai", "slip": "text cleaned as by openai",
        "open-clip": "text cleaned as by open-clip", "biomedclip": "garbled text repaired",
        "hugging-face-clip": "text cleaned as by hugging-face",
    ]

    @Test(arguments: ImportCase.cases)
    func cleansTextsAsTheFamilyDoes(_ item: ImportCase) throws {
        let report = try ModelImporter(path: ImportFixtures.path(item.file), options: item.options).report
        let tokenizer = try #require(report.facts.first { $0.name == "tokenizer" }?.value)
        if let words = Self.repairs[item.family] {
            #expect(tokenizer.contains(words))
        } else {
            #expect(!tokenizer.contains("cleaned") && !tokenizer.contains("repaired"))
        }
    }

    /// Encoders by themselves, with the place of the merging in a Swin transformer that old and new timm have.
    static let backbones = [
        ImportCase("timm-vit", "timm-vit.pt", text: "bert.bin", vocabulary: true),
        ImportCase("timm-swin", "timm-swin.pt", text: "bert.bin", vocabulary: true),
        ImportCase("timm-swin", "timm-swin-old.pt", text: "bert.bin", vocabulary: true),
        ImportCase("hugging-face-swin", "hugging-face-swin.pt", text: "bert.bin", vocabulary: true),
        ImportCase("torchvision-resnet", "torchvision-resnet.pt", text: "bert.bin", vocabulary: true),
    ]

    @Test(arguments: backbones)
    func givesTheFeaturesOfABackbone(_ item: ImportCase) throws {
        let scratch = try ScratchFolder()
        let importer = try ModelImporter(path: ImportFixtures.path(item.file), options: item.options)
        try importer.write(to: scratch.path("tiny"))
        #expect(importer.report.family == item.family)
        #expect(importer.report.text.contains("projections are random"))

        let sizes = try ModelPackage(path: scratch.path("tiny")).description.encoders
        let weights = Checkpoint(
            try openWeightFile(scratch.path("tiny/weights.safetensors")),
            naming: .hilum
        )
        let backend = CPUBackend(threads: 1)
        let image = try ImageEncoder(sizes.image, projection: nil, from: weights, on: backend)
        let text = try TextEncoder(sizes.text, projection: nil, from: weights, on: backend)
        let expected = try #require(try ImportFixtures.expected()[item.expected])
        let images = try expected.pixels.withUnsafeBufferPointer {
            backend.floats(try image.embed($0, batch: 2, on: backend))
        }
        let texts = backend.floats(try text.embed(expected.texts, on: backend))
        expectEqual([images, texts], [expected.image.flatMap { $0 }, expected.text.flatMap { $0 }])
    }

    private func expectEqual(_ found: [[Float]], _ wanted: [[Float]]) {
        #expect(found.count == wanted.count)
        for (found, wanted) in zip(found, wanted) {
            let difference = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
            if ImportFixtures.fullSize != nil { print("largest difference \(difference)") }
            #expect(found.count == wanted.count && difference <= ImportFixtures.tolerance, "\(difference)")
        }
    }

    /// A folder of files becomes an ensemble, whatever their families.
    @Test func aFolderBecomesAnEnsemble() throws {
        let scratch = try ScratchFolder()
        try FileManager.default.createDirectory(
            atPath: scratch.path("files"),
            withIntermediateDirectories: false
        )
        for file in ["openai-clip.pt", "slip.pt"] {
            try FileManager.default.copyItem(
                atPath: ImportFixtures.path(file),
                toPath: scratch.path("files/\(file)")
            )
        }
        let importer = try EnsembleImporter(
            folder: scratch.path("files"),
            options: ImportCase.cases[0].options
        )
        #expect(importer.reports.map(\.family) == ["openai-clip", "slip"])
        try importer.write(to: scratch.path("both"))
        let ensemble = try #require(try EnsembleDescription.read(folder: scratch.path("both")))
        #expect(ensemble.members == ["1", "2"])
        for member in ensemble.members {
            _ = try ModelPackage(path: scratch.path("both/\(member)")).encoder(on: CPUBackend())
        }
        #expect(throws: ImportError.package(.packageExists(folder: scratch.path("both")))) {
            try importer.write(to: scratch.path("both"))
        }
    }

    @Test func aFolderWithABadFileBecomesNothing() throws {
        let scratch = try ScratchFolder()
        for (name, content) in [("a.pt", Data("no".utf8)), ("b.pt", Data())] {
            try content.write(to: URL(filePath: scratch.path(name)))
        }
        #expect(throws: ImportError.self) {
            _ = try EnsembleImporter(folder: scratch.path, options: ImportOptions())
        }
        try FileManager.default.removeItem(atPath: scratch.path("b.pt"))
        #expect(throws: ImportError.noEnsemble(folder: scratch.path, count: 1)) {
            _ = try EnsembleImporter(folder: scratch.path, options: ImportOptions())
        }
    }

    @Test func saysWhatItDidWithEveryTensor() throws {
        let item = try #require(ImportCase.cases.first { $0.family == "slip" })
        let report = try ModelImporter(path: ImportFixtures.path(item.file), options: item.options).report
        let facts = Dictionary(uniqueKeysWithValues: report.facts.map { ($0.name, $0.value) })
        #expect(facts["prefix of its names"] == "'state_dict.module.'")
        #expect(facts["image encoder"]?.contains("gelu, epsilon 1e-06") == true)
        #expect(facts["text encoder"]?.contains("quickGELU, epsilon 1e-05") == true)
        #expect(facts["tokenizer"]?.contains("merges.txt") == true)
        let ignored = Dictionary(uniqueKeysWithValues: report.ignored.map { ($0.name, $0.reason) })
        #expect(ignored["state_dict.module.image_mlp.layer1.weight"] == "inference does not use it")
        #expect(ignored["optimizer.state.0.exp_avg"] == "it stands beside the model")
        // The embeddings, six tensors of each norm and projection, and twelve of each layer.
        #expect(report.mappedCount > 30 && report.text.contains("image_mlp"))
    }
}
