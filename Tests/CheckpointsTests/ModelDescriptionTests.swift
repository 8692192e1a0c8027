import Checkpoints
import Encoders
import Foundation
import Radiographs
import Reports
import Tensors
import TestFiles
import Testing
import WeightFiles

/// One change to the description of the embedded model, and words that the refusal must hold.
struct BrokenDescription: Sendable, CustomTestStringConvertible {
    let field: String
    /// JSON in place of the field's value; nil removes the field.
    let value: String?
    let reason: String

    init(_ field: String, _ value: String?, _ reason: String) {
        self.field = field
        self.value = value
        self.reason = reason
    }

    var testDescription: String { value.map { "\(field) = \($0.prefix(40))" } ?? "without \(field)" }

    static let missing = [
        "format", "id", "description", "license", "limits", "weights", "weights.sha256", "encoders.image",
        "encoders.image.architecture", "encoders.image.depths", "encoders.text.positions",
        "encoders.text.transformer.heads", "encoders.projection.bias", "tokenizer.kind",
        "tokenizer.lowercases",
        "preprocessing.geometry.filter",
    ].map { Self($0, nil, "the field '\($0)' is missing") }

    static let mistyped = [
        Self("format", #""1""#, "'format' has the wrong type"), Self("id", "7", "'id' has the wrong type"),
        Self("limits", #""none""#, "'limits' has the wrong type"),
        Self("encoders", "[]", "'encoders' has the wrong type"),
        Self("encoders.text.vocabulary", "true", "'encoders.text.vocabulary' has the wrong type"),
        Self("encoders.text.vocabulary", "null", "'encoders.text.vocabulary' is null"),
        // The decoder says of these only that the document is not valid.
        Self("encoders.text.vocabulary", "1.5", "a number in it does not fit its field"),
        Self("encoders.text.vocabulary", "1e40", "a number in it does not fit its field"),
        Self("encoders.image.batchNormEpsilon", "1e50", "a number in it does not fit its field"),
        Self("encoders.image.architecture", #""alexnet""#, "'encoders.image.architecture': 'alexnet' is not"),
        Self("encoders.text.architecture", #""t5""#, "'encoders.text.architecture': 't5' is not"),
        Self("encoders.text.transformer.activation", #""tanh""#, "'encoders.text.transformer.activation'"),
        Self("tokenizer.kind", #""sentencepiece""#, "'tokenizer.kind': 'sentencepiece' is not"),
    ]

    static let unknown = [
        "note", "weights.size", "encoders.dropout", "encoders.image.widht",
        "encoders.text.transformer.dropout",
        "tokenizer.merges", "preprocessing.geometry.angle", "preprocessing.normalization.scale",
    ].map { Self($0, "1", "the field '\($0)' is unknown") }

    static let outOfRange = [
        Self("format", "2", "format is 2"), Self("format", "-1", "format is -1"), Self("id", #""""#, "id ''"),
        Self("id", #""a/b""#, "id 'a/b'"), Self("id", #""Model""#, "id 'Model'"),
        Self("id", #""é""#, "id 'é'"),
        Self("id", "\"\(String(repeating: "a", count: 65))\"", "id 'aaa"),
        Self("weights.file", #""../weights.safetensors""#, "'../weights.safetensors' must be the name"),
        Self("weights.file", #""/etc/passwd""#, "'/etc/passwd' must be the name"),
        Self("weights.file", #""..""#, "'..' must be the name"),
        Self("weights.file", #""""#, "'' must be the name"),
        Self("tokenizer.vocabulary", #""../vocab.txt""#, "'../vocab.txt' must be the name"),
        Self("weights.sha256", #""695fe26d""#, "weights.sha256"),
        Self("weights.sha256", "\"\(String(repeating: "A", count: 64))\"", "weights.sha256"),
        Self("weights.sha256", "\"\(String(repeating: "g", count: 64))\"", "weights.sha256"),
        Self("weights.naming", #""open-clip""#, "weights.naming is 'open-clip'"),
        Self("tokenizer.maximumTokens", "257", "tokenizer.maximumTokens"),
        Self("tokenizer.maximumTokens", "1", "tokenizer.maximumTokens"),
        Self("tokenizer.maximumTokens", "-9223372036854775808", "tokenizer.maximumTokens"),
        Self("encoders.text.positions", "1", "text.positions"),
        Self("encoders.text.positions", "0", "text.positions"),
        Self("encoders.text.positions", "-5", "text.positions"),
        Self("preprocessing.geometry.centerCrop", "191", "gives 191 pixels"),
        Self("encoders.image.resolution", "224", "takes 224"),
        Self("preprocessing.normalization.mean", "[0.5]", "mean has 1 values"),
        Self("preprocessing.normalization.divisor", "0", "divisor"),
    ]
}

@Suite struct ModelDescriptionTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func theEmbeddedModelDescribesItself() throws {
        let description = try ModelDescription.read(
            path: EmbeddedPackage.folder.appending(path: ModelDescription.fileName).path
        )
        #expect(description.format == 1)
        #expect(description.id == "hilum-open")
        #expect(description.weights.file == "weights.safetensors")
        #expect(description.encoders.image.architecture == "resnet")
        #expect(description.encoders.image.resolution == description.preprocessing.inputSize)
        #expect(description.encoders.text.architecture == "bert")
        #expect(description.tokenizer.file == "radiology-vocabulary.txt")
        #expect(!description.limits.isEmpty)
        #expect(description.calibration?.labels.isEmpty == false)
    }

    @Test(
        arguments: BrokenDescription.missing + BrokenDescription.mistyped + BrokenDescription.unknown
            + BrokenDescription.outOfRange
    )
    func namesTheFieldThatIsWrong(broken: BrokenDescription) throws {
        let json = try SampleDescription.json(setting: broken.field, to: broken.value)
        try expectRefusal(of: json, broken.reason)
    }

    @Test(arguments: ["", "{", "[]", "null", "{} {}", String(repeating: "[", count: 50_000)])
    func refusesWhatIsNoJSONObject(text: String) throws {
        let path = try folder.write(Array(text.utf8), as: ModelDescription.fileName)
        #expect(throws: CheckpointError.self) { try ModelDescription.read(path: path) }
    }

    @Test func refusesADescriptionOfMoreThanEightMebibytes() throws {
        let json = try SampleDescription.json() + [UInt8](repeating: 0x20, count: 8 << 20)
        try expectRefusal(of: json, "larger than 8 MiB")
    }

    @Test func encodesAndDecodesToItself() throws {
        let description = try ModelDescription.read(path: SampleDescription.path)
        #expect(try copy(of: description) == description)
    }

    @Test func otherArchitecturesEncodeAndDecodeToThemselves() throws {
        let sizes = TransformerSizes(
            width: 64,
            layers: 2,
            heads: 4,
            hiddenWidth: 128,
            activation: .quickGELU,
            layerNormEpsilon: 1e-5
        )
        var description = try ModelDescription.read(path: SampleDescription.path)
        description.weights.naming = "hugging-face-clip"
        description.encoders = DualEncoderConfiguration(
            image: .visionTransformer(
                VisionTransformerConfiguration(
                    resolution: 192,
                    patchSize: 16,
                    transformer: sizes,
                    normalizesInput: true,
                    patchBias: false
                )
            ),
            text: .clip(
                CLIPTextConfiguration(vocabulary: 1_000, positions: 77, transformer: sizes, endOfText: 999)
            ),
            projection: ProjectionConfiguration(dimensions: 32, bias: false)
        )
        for cleaning in CLIPCleaning.allCases {
            description.tokenizer = .clip(merges: "merges.txt", maximumTokens: 77, cleaning: cleaning)
            #expect(try copy(of: description) == description)
        }
    }

    @Test func tokenizersWithoutACleaningAreThoseOfHuggingFace() throws {
        func decode(_ json: String) throws -> ModelDescription.TokenizerDescription {
            try JSONDecoder().decode(ModelDescription.TokenizerDescription.self, from: Data(json.utf8))
        }
        #expect(
            try decode(#"{"kind": "clip", "merges": "m.txt", "maximumTokens": 77}"#)
                == .clip(merges: "m.txt", maximumTokens: 77, cleaning: .huggingFace)
        )
        #expect(
            try decode(#"{"kind": "wordpiece", "vocabulary": "v", "lowercases": true, "maximumTokens": 9}"#)
                == .wordPiece(vocabulary: "v", lowercases: true, maximumTokens: 9, repairsText: false)
        )
        let error = #expect(throws: DecodingError.self) {
            _ = try decode(#"{"kind": "clip", "merges": "m", "maximumTokens": 7, "cleaning": "ftfy"}"#)
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(
            context.debugDescription == "'ftfy' is not a cleaning; use one of hugging-face, openai, open-clip"
        )
    }

    @Test(arguments: [0, 3, 257, -4])
    func headsThatDoNotDivideTheWidthAreRefusedWithTheEncoder(heads: Int) throws {
        let json = try SampleDescription.json(
            setting: "encoders.text.transformer.heads",
            to: "\(heads)"
        )
        let path = try folder.write(json, as: ModelDescription.fileName)
        let text = try ModelDescription.read(path: path).encoders.text
        let checkpoint = Checkpoint(try folder.weights([]), naming: .cxrCLIPResNet)
        let error = #expect(throws: EncoderError.self) {
            _ = try TextEncoder(text, projection: nil, from: checkpoint, on: CPUBackend())
        }
        guard case .invalidConfiguration("text.transformer.heads", "\(heads)", _) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
    }

    private func copy(of description: ModelDescription) throws -> ModelDescription {
        let json = Array(try JSONEncoder().encode(description))
        return try ModelDescription.read(path: try folder.write(json, as: ModelDescription.fileName))
    }

    private func expectRefusal(of json: [UInt8], _ words: String) throws {
        let path = try folder.write(json, as: ModelDescription.fileName)
        let error = #expect(throws: CheckpointError.self) { try ModelDescription.read(path: path) }
        guard case .malformedDescription(path, let reason) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(reason.contains(words))
    }
}
