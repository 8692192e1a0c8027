import Foundation
import ModelImport
import Tensors
import TestFiles
import Testing
import WeightFiles

/// What cannot be imported is refused with the reason.
@Suite struct ImportRefusalTests {
    /// A state dictionary with CLIP's names and some of them changed.
    private func stateDictionary(
        _ scratch: ScratchFolder,
        _ change: (inout [NamedTensor]) -> Void
    ) throws -> String {
        let file = try openWeightFile(ImportFixtures.path("openai-clip.pt"))
        var tensors: [NamedTensor] = []
        for name in file.names {
            if let parameter = file.parameter(name) { tensors.append(NamedTensor(name, parameter)) }
        }
        change(&tensors)
        try SafetensorsFile.write(tensors, to: scratch.path("state.safetensors"))
        return scratch.path("state.safetensors")
    }

    private func refusal(of path: String, family: String? = nil) -> ImportError? {
        var options = ImportCase.cases[0].options
        options.family = family
        return #expect(throws: ImportError.self) { _ = try ModelImporter(path: path, options: options) }
    }

    @Test func asksWhichFamilyWhereTensorsDoNotTell() throws {
        let scratch = try ScratchFolder()
        let path = try stateDictionary(scratch) { _ in }
        #expect(refusal(of: path) == .ambiguous(file: path, families: ["openai-clip", "chexzero"]))
        var options = ImportCase.cases[0].options
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

    /// The byte in the middle of the file belongs to a tensor; its archive has a checksum of it.
    @Test func writesNoPackageOfADamagedFile() throws {
        let scratch = try ScratchFolder()
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: ImportFixtures.path("openai-clip.pt"))))
        bytes[bytes.count / 2] ^= 1
        var options = ImportCase.cases[0].options
        options.family = "openai-clip"
        let importer = try ModelImporter(path: scratch.write(bytes), options: options)
        let error = #expect(throws: ImportError.self) { try importer.write(to: scratch.path("package")) }
        #expect(error?.description.contains("checksum") == true, "\(String(describing: error))")
        #expect(!FileManager.default.fileExists(atPath: scratch.path("package")))
    }

    @Test func namesWhatIsMissingBesideTheFile() throws {
        let scratch = try ScratchFolder()
        let item = try #require(ImportCase.cases.first { $0.family == "hugging-face-clip" })
        let copy = try scratch.write([UInt8](Data(contentsOf: URL(filePath: ImportFixtures.path(item.file)))))
        #expect(refusal(of: copy)?.description.contains("config.json") == true)

        var options = ImportOptions()
        options.tokenizer = nil
        let error = #expect(throws: ImportError.self) {
            _ = try ModelImporter(path: ImportFixtures.path("openai-clip.pt"), options: options)
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
        let path = ImportFixtures.path("biovil-t-image.pt")
        #expect(refusal(of: path)?.description.contains("--text-weights") == true)
        var options = ImportCase.cases[0].options
        options.textWeights = ImportFixtures.path("cxr-bert.bin")
        let error = #expect(throws: ImportError.self) {
            _ = try ModelImporter(path: ImportFixtures.path("openai-clip.pt"), options: options)
        }
        #expect(error == .superfluousTextWeights(family: "openai-clip"))
        options.textWeights = ImportFixtures.path("bert.bin")
        let other = #expect(throws: ImportError.self) {
            _ = try ModelImporter(path: path, options: options)
        }
        #expect(other?.description.contains("cls_projection_head") == true)
    }

    @Test func saysWhatWasJoinedAndWhatIsUnused() throws {
        let item = try #require(ImportCase.cases.first { $0.expected == "biovil-t" })
        let report = try ModelImporter(path: ImportFixtures.path(item.file), options: item.options).report
        #expect(report.text.contains("'imageProjection.hidden.weight' joins linear layers"))
        let ignored = report.ignored.map(\.name)
        #expect(ignored.contains("image.encoder.vit_pooler.norm_post.weight"))
        #expect(ignored.contains("text.cls.predictions.bias"))
        #expect(!ignored.contains("image.projector.model.0.weight"))
    }
}
