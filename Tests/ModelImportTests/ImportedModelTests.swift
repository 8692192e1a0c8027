import Checkpoints
import Encoders
import Foundation
import ModelImport
import Tensors
import TestFiles
import Testing
import WeightFiles

/// What Scripts/make_fixtures.py wrote.
private enum Fixtures {
    static let folder = Bundle.module.bundleURL.appending(path: "Fixtures")

    struct Expected: Decodable {
        let resolution: Int
        let texts: [[Int32]]
        let image: [[Float]]
        let text: [[Float]]
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
    /// A family with its file and its tokenizer's file.
    struct Case: CustomTestStringConvertible, Sendable {
        let family: String
        let file: String
        var tokenizer = "merges.txt"

        var testDescription: String { file }
    }

    static let cases = [
        Case(family: "openai-clip", file: "openai-clip.pt"), Case(family: "slip", file: "slip.pt"),
        Case(family: "hugging-face-clip", file: "hugging-face-clip/model.safetensors"),
        Case(
            family: "hugging-face-clip",
            file: "hugging-face-clip-sharded/model.safetensors.index.json"
        ),
        Case(family: "cxr-clip", file: "cxr-clip.tar", tokenizer: "vocab.txt"),
    ]

    private static func options(_ item: Case) -> ImportOptions {
        var options = ImportOptions()
        options.tokenizer = Fixtures.path(item.tokenizer)
        options.id = "tiny"
        return options
    }

    @Test(arguments: cases)
    func givesTheEmbeddingsOfTheReference(_ item: Case) throws {
        let scratch = try ScratchFolder()
        let importer = try ModelImporter(path: Fixtures.path(item.file), options: Self.options(item))
        #expect(importer.report.family == item.family)
        try importer.write(to: scratch.path("tiny"))

        let package = try ModelPackage(path: scratch.path("tiny"))
        let backend = CPUBackend(threads: 1)
        let encoder = try package.encoder(on: backend)
        let expected = try #require(try Fixtures.expected()[item.family])
        #expect(package.description.encoders.image.resolution == expected.resolution)
        let pixels = (0..<2 * 3 * expected.resolution * expected.resolution).map {
            Float(sin(Double($0) * 0.37))
        }
        let images = try pixels.withUnsafeBufferPointer {
            try encoder.embed(images: $0, batch: 2, on: backend)
        }
        let texts = try encoder.embed(texts: expected.texts, on: backend)
        #expect(images.count == expected.image.count && texts.count == expected.text.count)
        for (found, wanted) in zip(images + texts, expected.image + expected.text) {
            let difference = zip(found, wanted).map { abs($0 - $1) }.max() ?? .infinity
            #expect(found.count == wanted.count && difference <= 2e-5, "\(difference)")
        }
    }

    @Test func saysWhatItDidWithEveryTensor() throws {
        let item = try #require(Self.cases.first { $0.family == "slip" })
        let report = try ModelImporter(path: Fixtures.path(item.file), options: Self.options(item)).report
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
        var options = Self.options(Self.cases[0])
        options.family = family
        return #expect(throws: ImportError.self) { _ = try ModelImporter(path: path, options: options) }
    }

    @Test func asksWhichFamilyWhereTensorsDoNotTell() throws {
        let scratch = try ScratchFolder()
        let path = try stateDictionary(scratch) { _ in }
        #expect(refusal(of: path) == .ambiguous(file: path, families: ["openai-clip", "chexzero"]))
        var options = Self.options(Self.cases[0])
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
        let known = ["openai-clip", "slip", "hugging-face-clip", "cxr-clip"]
        #expect(refusal(of: path, family: "swin") == .unknownFamily(name: "swin", known: known))
    }
}
