import Checkpoints
import Encoders
import Foundation
import ModelImport
import Tensors
import TestFiles
import Testing
import WeightFiles

/// What Scripts/make_fixtures.py wrote. `HILUM_IMPORT_FIXTURES` names another folder of it, with models of full size.
private enum Fixtures {
    static let fullSize = ProcessInfo.processInfo.environment["HILUM_IMPORT_FIXTURES"]
    static let folder =
        fullSize.map { URL(filePath: $0) } ?? Bundle.module.bundleURL.appending(path: "Fixtures")
    /// The largest difference of an embedding's numbers; larger models add up more roundings.
    static let tolerance: Float = fullSize == nil ? 2e-5 : 1e-4

    struct Expected: Decodable {
        let resolution: Int
        let texts: [[Int32]]
        let image: [[Float]]
        let text: [[Float]]

        /// The two images that the script made too.
        var pixels: [Float] {
            (0..<2 * 3 * resolution * resolution).map { Float(sin(Double($0) * 0.37)) }
        }
    }

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func expected() throws -> [String: Expected] {
        try JSONDecoder().decode(
            [String: Expected].self,
            from: Data(contentsOf: folder.appending(path: "expected.json"))
        )
    }
}

/// Files in the families' own formats become packages whose embeddings are those of the reference libraries.
@Suite struct ImportedModelTests {
    /// A family with its files; the answers are found under the name of the first.
    struct Case: CustomTestStringConvertible, Sendable {
        let family: String
        let file: String
        var textWeights: String?
        var tokenizer = "merges.txt"
        var expected: String
        var isAmbiguous = false

        init(
            _ family: String,
            _ file: String,
            text textWeights: String? = nil,
            vocabulary: Bool = false,
            expected: String? = nil,
            isAmbiguous: Bool = false
        ) {
            self.family = family
            self.file = file
            self.textWeights = textWeights
            tokenizer = vocabulary ? "vocab.txt" : "merges.txt"
            self.expected = expected ?? family
            self.isAmbiguous = isAmbiguous
        }

        var testDescription: String { file }

        var options: ImportOptions {
            var options = ImportOptions()
            options.family = isAmbiguous ? family : nil
            options.tokenizer = Fixtures.path(tokenizer)
            options.textWeights = textWeights.map(Fixtures.path)
            options.id = "tiny"
            return options
        }
    }

    static let cases = [
        Case("openai-clip", "openai-clip.pt"),
        Case("chexzero", "chexzero.pt", isAmbiguous: true),
        Case("cxr-cml", "cxr-cml.pt"),
        Case("slip", "slip.pt"),
        Case("hugging-face-clip", "hugging-face-clip/model.safetensors"),
        Case("hugging-face-clip", "hugging-face-clip-sharded/model.safetensors.index.json"),
        Case("open-clip", "open-clip/open_clip_model.safetensors"),
        Case("open-clip", "open-clip-custom/open_clip_model.safetensors", expected: "open-clip-custom"),
        Case("biomedclip", "biomedclip/open_clip_model.safetensors", vocabulary: true),
        Case("cxr-clip", "cxr-clip.tar", vocabulary: true),
        Case("cxr-clip", "cxr-clip-swint.tar", vocabulary: true, expected: "cxr-clip-swint"),
        Case("medclip", "medclip.bin", vocabulary: true),
        Case("medclip", "medclip-resnet.bin", vocabulary: true, expected: "medclip-resnet"),
        Case("biovil", "biovil-image.pt", text: "cxr-bert.bin", vocabulary: true),
        Case("biovil", "biovil-t-image.pt", text: "cxr-bert.bin", vocabulary: true, expected: "biovil-t"),
    ]

    @Test(arguments: cases)
    func givesTheEmbeddingsOfTheReference(_ item: Case) throws {
        let scratch = try ScratchFolder()
        let importer = try ModelImporter(path: Fixtures.path(item.file), options: item.options)
        #expect(importer.report.family == item.family)
        try importer.write(to: scratch.path("tiny"))

        let package = try ModelPackage(path: scratch.path("tiny"))
        let backend = CPUBackend(threads: 1)
        let encoder = try package.encoder(on: backend)
        let expected = try #require(try Fixtures.expected()[item.expected])
        #expect(package.description.encoders.image.resolution == expected.resolution)
        let images = try expected.pixels.withUnsafeBufferPointer {
            try encoder.embed(images: $0, batch: 2, on: backend)
        }
        let texts = try encoder.embed(texts: expected.texts, on: backend)
        expectEqual(images + texts, expected.image + expected.text)
    }

    /// Encoders by themselves, with the place of the merging in a Swin transformer that old and new timm have.
    static let backbones = [
        Case("timm-vit", "timm-vit.pt", text: "bert.bin", vocabulary: true),
        Case("timm-swin", "timm-swin.pt", text: "bert.bin", vocabulary: true),
        Case("timm-swin", "timm-swin-old.pt", text: "bert.bin", vocabulary: true),
        Case("hugging-face-swin", "hugging-face-swin.pt", text: "bert.bin", vocabulary: true),
        Case("torchvision-resnet", "torchvision-resnet.pt", text: "bert.bin", vocabulary: true),
    ]

    @Test(arguments: backbones)
    func givesTheFeaturesOfABackbone(_ item: Case) throws {
        let scratch = try ScratchFolder()
        let importer = try ModelImporter(path: Fixtures.path(item.file), options: item.options)
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
        let expected = try #require(try Fixtures.expected()[item.expected])
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
            if Fixtures.fullSize != nil { print("largest difference \(difference)") }
            #expect(found.count == wanted.count && difference <= Fixtures.tolerance, "\(difference)")
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
                atPath: Fixtures.path(file),
                toPath: scratch.path("files/\(file)")
            )
        }
        let importer = try EnsembleImporter(folder: scratch.path("files"), options: Self.cases[0].options)
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
        let item = try #require(Self.cases.first { $0.family == "slip" })
        let report = try ModelImporter(path: Fixtures.path(item.file), options: item.options).report
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

    // MARK: Refusals

    /// A state dictionary with CLIP's names and some of them changed.
    private func stateDictionary(
        _ scratch: ScratchFolder,
        _ change: (inout [NamedTensor]) -> Void
    ) throws -> String {
        let file = try openWeightFile(Fixtures.path("openai-clip.pt"))
        var tensors: [NamedTensor] = []
        for name in file.names {
            if let parameter = file.parameter(name) { tensors.append(NamedTensor(name, parameter)) }
        }
        change(&tensors)
        try SafetensorsFile.write(tensors, to: scratch.path("state.safetensors"))
        return scratch.path("state.safetensors")
    }

    private func refusal(of path: String, family: String? = nil) -> ImportError? {
        var options = Self.cases[0].options
        options.family = family
        return #expect(throws: ImportError.self) { _ = try ModelImporter(path: path, options: options) }
    }

    @Test func asksWhichFamilyWhereTensorsDoNotTell() throws {
        let scratch = try ScratchFolder()
        let path = try stateDictionary(scratch) { _ in }
        #expect(refusal(of: path) == .ambiguous(file: path, families: ["openai-clip", "chexzero"]))
        var options = Self.cases[0].options
        options.family = "openai-clip"
        #expect(try ModelImporter(path: path, options: options).report.family == "openai-clip")
    }

    @Test func refusesAModelWithATensorTooMany() throws {
        let scratch = try ScratchFolder()
        let path = try stateDictionary(scratch) { $0.append(NamedTensor("visual.extra", extents: [1], [1])) }
        let expected = ImportError.unexpectedTensors(
            file: path,
            family: "openai-clip",
            names: ["visual.extra"]
        )
        #expect(refusal(of: path, family: "openai-clip") == expected)
    }

    @Test func refusesAModelWithATensorTooFew() throws {
        let scratch = try ScratchFolder()
        let path = try stateDictionary(scratch) { $0.removeAll { $0.name == "visual.ln_pre.bias" } }
        let error = refusal(of: path, family: "openai-clip")
        #expect(error?.description.contains("visual.ln_pre.bias") == true, "\(String(describing: error))")
    }

    @Test func namesWhatIsMissingBesideTheFile() throws {
        let scratch = try ScratchFolder()
        let item = try #require(Self.cases.first { $0.family == "hugging-face-clip" })
        let copy = try scratch.write([UInt8](Data(contentsOf: URL(filePath: Fixtures.path(item.file)))))
        #expect(refusal(of: copy)?.description.contains("config.json") == true)

        var options = ImportOptions()
        options.tokenizer = nil
        let error = #expect(throws: ImportError.self) {
            _ = try ModelImporter(path: Fixtures.path("openai-clip.pt"), options: options)
        }
        #expect(error?.description.contains("--tokenizer") == true)
    }

    @Test func refusesWhatIsNoModel() throws {
        let scratch = try ScratchFolder()
        let path = try scratch.write(SafetensorsBytes.file([StoredTensor("x", [1], [2])]))
        #expect(refusal(of: path)?.description.contains("'x'") == true)
        let known = ModelImporter.families.map(\.name)
        #expect(refusal(of: path, family: "swin") == .unknownFamily(name: "swin", known: known))
        #expect(known.count == 14)
    }

    @Test func asksForTheTextEncoderWhereItIsPublishedApart() throws {
        let path = Fixtures.path("biovil-t-image.pt")
        #expect(refusal(of: path)?.description.contains("--text-weights") == true)
        var options = Self.cases[0].options
        options.textWeights = Fixtures.path("cxr-bert.bin")
        let error = #expect(throws: ImportError.self) {
            _ = try ModelImporter(path: Fixtures.path("openai-clip.pt"), options: options)
        }
        #expect(error == .superfluousTextWeights(family: "openai-clip"))
        options.textWeights = Fixtures.path("bert.bin")
        let other = #expect(throws: ImportError.self) {
            _ = try ModelImporter(path: path, options: options)
        }
        #expect(other?.description.contains("cls_projection_head") == true)
    }

    @Test func saysWhatWasJoinedAndWhatIsUnused() throws {
        let item = try #require(Self.cases.first { $0.expected == "biovil-t" })
        let report = try ModelImporter(path: Fixtures.path(item.file), options: item.options).report
        #expect(report.text.contains("'imageProjection.hidden.weight' joins linear layers"))
        let ignored = report.ignored.map(\.name)
        #expect(ignored.contains("image.encoder.vit_pooler.norm_post.weight"))
        #expect(ignored.contains("text.cls.predictions.bias"))
        #expect(!ignored.contains("image.projector.model.0.weight"))
    }
}
