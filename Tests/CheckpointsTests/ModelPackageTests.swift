import Checkpoints
import Encoders
import Reports
import Tensors
import TestFiles
import Testing
import WeightFiles

/// Packages put together from the embedded description and a weight file without tensors.
@Suite struct ModelPackageTests {
    private let folder: ScratchFolder
    private let weights = SafetensorsBytes.file(header: "{}")
    /// Of the ten bytes of `weights`, by `sha256sum`.
    private let digest = "411a485216e432ece6b9af94fa32154cf79a2a56d4f81266baa50063f45092bd"

    init() throws {
        folder = try ScratchFolder()
        _ = try folder.write(weights)
        let json = try SampleDescription.json(setting: "weights.sha256", to: "\"\(digest)\"")
        _ = try folder.write(json, as: ModelDescription.fileName)
    }

    private func writeVocabulary(_ lines: [String]) throws {
        _ = try folder.write(Array(lines.joined(separator: "\n").utf8), as: "vocab.txt")
    }

    @Test func opensWithTheRightDigestAndATokenizer() throws {
        try writeVocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "lung"])
        let package = try ModelPackage(path: folder.path)
        #expect(package.description.id == "open-resnet18")
        #expect(package.tokenizer.encode("lung").ids == [2, 4, 3])
    }

    @Test func refusesWeightsWithAnotherDigest() throws {
        try writeVocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "lung"])
        let stated = String(repeating: "0", count: 64)
        let json = try SampleDescription.json(setting: "weights.sha256", to: "\"\(stated)\"")
        _ = try folder.write(json, as: ModelDescription.fileName)
        let expected = CheckpointError.wrongDigest(
            file: folder.path("weights.safetensors"),
            expected: stated,
            found: digest
        )
        #expect(throws: expected) { _ = try ModelPackage(path: folder.path) }
    }

    @Test func refusesAPackageWithoutItsVocabulary() throws {
        let expected = CheckpointError.file(
            .unreadable(file: folder.path("vocab.txt"), reason: "No such file or directory")
        )
        #expect(throws: expected) { _ = try ModelPackage(path: folder.path) }
    }

    @Test func refusesAVocabularyWithoutSpecialTokens() throws {
        try writeVocabulary(["[PAD]", "[UNK]", "lung"])
        let error = #expect(throws: CheckpointError.self) { _ = try ModelPackage(path: folder.path) }
        guard case .tokenizer(let file, let reason) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(file == folder.path("vocab.txt"))
        #expect(reason.contains("[CLS]"))
    }

    @Test func namesTheTensorThatTheWeightsLack() throws {
        try writeVocabulary(["[PAD]", "[UNK]", "[CLS]", "[SEP]"])
        let package = try ModelPackage(path: folder.path)
        let expected = CheckpointError.encoder(
            .missingTensor(name: "image_encoder.resnet.conv1.weight"),
            file: folder.path("weights.safetensors")
        )
        #expect(throws: expected) { _ = try package.encoder(on: CPUBackend()) }
    }
}
