import Checkpoints
import Encoders
import Foundation
import Reports
import Tensors
import TestFiles
import Testing
import WeightFiles

/// Keeps what an encoder asks for, under the names it asks by.
private final class Recorder: ParameterSource {
    private let source: Checkpoint
    private(set) var tensors: [NamedTensor] = []

    init(_ source: Checkpoint) {
        self.source = source
    }

    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        let parameter = try source.parameter(name, extents: extents)
        tensors.append(NamedTensor(name, parameter))
        return parameter
    }
}

@Suite struct ModelPackageWritingTests {
    private let folder: ScratchFolder
    private let vocabulary = Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\nlung\n".utf8)
    private let description: ModelDescription

    init() throws {
        folder = try ScratchFolder()
        description = try ModelDescription.read(path: SampleDescription.path)
    }

    private var entries: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path) }
    }

    private func write(
        _ description: ModelDescription,
        _ tensors: [NamedTensor] = [NamedTensor("x", extents: [1], [1])],
        tokenizer: [UInt8]? = nil
    ) throws -> ModelDescription {
        try ModelPackage.write(
            description,
            tensors: tensors,
            tokenizer: tokenizer ?? vocabulary,
            readme: "# A model\n",
            to: folder.path("model")
        )
    }

    @Test func theEmbeddedModelWrittenAgainGivesTheSameEmbeddings() throws {
        let original = EmbeddedPackage.folder
        let description = try ModelDescription.read(
            path: original.appending(path: ModelDescription.fileName).path
        )
        let weights = try SafetensorsFile(path: original.appending(path: "weights.safetensors").path)
        let recorder = Recorder(Checkpoint(weights, naming: .hilum))
        let encoder = try DualEncoder(description.encoders, from: recorder, on: CPUBackend())

        var renamed = description
        renamed.weights = ModelDescription.Weights(file: "weights.safetensors", naming: "hilum")
        let tokenizer = Array(try Data(contentsOf: original.appending(path: description.tokenizer.file)))
        let written = try write(renamed, recorder.tensors, tokenizer: tokenizer)
        let package = try ModelPackage(path: folder.path("model"))
        #expect(package.description == written && written.weights.sha256.count == 64)
        let copy = try package.encoder(on: CPUBackend())

        let ids = package.tokenizer.encode("pleural effusion").ids
        let texts = try [encoder, copy].map { try $0.embed(texts: [ids], on: CPUBackend()) }
        #expect(texts[0] == texts[1])
        let side = description.encoders.image.resolution
        let pixels = (0..<3 * side * side).map { Float($0 % 97) / 97 }
        let images = try [encoder, copy].map { encoder in
            try pixels.withUnsafeBufferPointer { pixels in
                try encoder.embed(images: pixels, batch: 1, on: CPUBackend())
            }
        }
        #expect(images[0] == images[1])
        #expect(copy.logitScale == encoder.logitScale)
    }

    @Test func readsBackTheDescriptionWithItsCalibration() throws {
        var calibrated = description
        let point = ModelCalibration.OperatingPoint(
            softmax: 0.513,
            criterion: .youden,
            sensitivity: 0.75,
            specificity: 2.0 / 3
        )
        let label = ModelCalibration.Label(
            label: "Edema",
            positivePrompts: ["Edema", "œdème/lung \"wet\""],
            negativePrompts: ["no Edema"],
            slope: 1 / 3.0,
            intercept: -4.2,
            positives: 3,
            negatives: 9,
            operatingPoint: point
        )
        calibrated.calibration = ModelCalibration(data: "Twelve films.", labels: [label])
        var expected = try write(calibrated)
        #expect(try ModelPackage(path: folder.path("model")).description == expected)
        expected.weights.sha256 = calibrated.weights.sha256
        expected.tokenizer = calibrated.tokenizer
        #expect(expected == calibrated)
    }

    @Test func holdsTheFourFilesAndNothingElse() throws {
        _ = try write(description)
        #expect(try entries == ["model"])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("model")).sorted()
        #expect(files == ["README.md", "model.json", "vocab.txt", "weights.safetensors"])
        #expect(try folder.content("model/vocab.txt") == vocabulary)
        #expect(try folder.content("model/README.md") == Array("# A model\n".utf8))
    }

    @Test func refusesAnExistingFolderAndLeavesItAsItWas() throws {
        let first = try write(description)
        let error = #expect(throws: CheckpointError.packageExists(folder: folder.path("model"))) {
            _ = try write(description, [NamedTensor("x", extents: [1], [2])])
        }
        #expect(error?.description.contains("Name another folder") == true)
        #expect(try ModelPackage(path: folder.path("model")).description == first)
    }

    @Test(arguments: ["an empty folder", "a file", "a link to nothing"])
    func refusesWhateverIsThere(what: String) throws {
        let path = folder.path("model")
        let manager = FileManager.default
        switch what {
        case "an empty folder": try manager.createDirectory(atPath: path, withIntermediateDirectories: false)
        case "a file": _ = try folder.write([1], as: "model")
        default: try manager.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
        }
        #expect(throws: CheckpointError.packageExists(folder: path)) { _ = try write(description) }
        #expect(try entries == ["model"])
    }

    @Test func aFolderThatAppearsMeanwhileIsNotWrittenOver() throws {
        let path = folder.path("model")
        let tensor = NamedTensor("x", extents: [1]) {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            _ = try folder.write([1], as: "model/mine")
            return [1]
        }
        #expect(throws: CheckpointError.packageExists(folder: path)) { _ = try write(description, [tensor]) }
        #expect(try entries == ["model"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["mine"])
    }

    @Test func aHalfWrittenPackageIsNeverVisible() throws {
        var seen: [Bool] = []
        let tensors = ["a", "b"].map { name in
            NamedTensor(name, extents: [1]) {
                seen.append(FileManager.default.fileExists(atPath: folder.path("model")))
                if name == "b" { throw CancellationError() }
                return [1]
            }
        }
        #expect(throws: CheckpointError.self) { _ = try write(description, tensors) }
        #expect(seen == [false, false])
        #expect(try entries.isEmpty)
    }

    @Test func aPackageThatCouldNotBeOpenedIsNotWritten() throws {
        let error = #expect(throws: CheckpointError.self) {
            _ = try write(description, tokenizer: Array("lung\n".utf8))
        }
        guard case .tokenizer(let file, let reason) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(file == folder.path("model/vocab.txt") && reason.contains("[UNK]"))
        #expect(try entries.isEmpty)
    }

    @Test func namesTheFieldOfAnUnusableDescription() throws {
        var broken = description
        broken.id = "No Good"
        try expectRefusal(of: broken, "id 'No Good'")
        broken = description
        broken.weights.file = "model.json"
        try expectRefusal(of: broken, "the same name")
        broken = description
        let point = ModelCalibration.OperatingPoint(
            softmax: 0.5,
            criterion: .f1,
            sensitivity: 1,
            specificity: 1
        )
        broken.calibration = ModelCalibration(
            data: "Films.",
            labels: [
                ModelCalibration.Label(
                    label: "Edema",
                    positivePrompts: ["Edema"],
                    negativePrompts: ["no Edema"],
                    slope: .nan,
                    intercept: 0,
                    positives: 1,
                    negatives: 1,
                    operatingPoint: point
                )
            ]
        )
        try expectRefusal(of: broken, "calibration.labels[0].slope")
    }

    @Test func namesAParentThatIsNotThere() {
        let path = folder.path("missing/model")
        #expect(throws: CheckpointError.file(.unwritable(file: path, reason: "No such file or directory"))) {
            try ModelPackage.write(description, tensors: [], tokenizer: vocabulary, readme: "", to: path)
        }
    }

    private func expectRefusal(of description: ModelDescription, _ words: String) throws {
        let error = #expect(throws: CheckpointError.self) { _ = try write(description) }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
        #expect(error?.description.contains(folder.path("model/model.json")) == true)
        #expect(try entries.isEmpty)
    }
}
