import Checkpoints
import Encoders
import Foundation
import Reports
import TestFiles
import Testing
import WeightFiles

@Suite struct TokenizerDigestTests {
    private let folder: ScratchFolder
    private let vocabulary = Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\nlung\npleura\neffusion\nno\n".utf8)
    /// Of `vocabulary`, by `sha256sum`.
    private let digest = "3145b2917369c284a8f14250032e02ccbc65ad324f85d8173ca78426ee09172c"

    init() throws {
        folder = try ScratchFolder()
    }

    private func write() throws -> ModelDescription {
        try ModelPackage.write(
            ModelDescription.read(path: SampleDescription.path),
            tensors: [NamedTensor("x", extents: [1], [1])],
            tokenizer: vocabulary,
            readme: "# A model\n",
            to: folder.path("model")
        )
    }

    @Test func isWrittenWithThePackage() throws {
        #expect(try write().tokenizer.sha256 == digest)
        let package = try ModelPackage(path: folder.path("model"))
        #expect(package.description.tokenizer.sha256 == digest)
        #expect(package.tokenizer.encode("lung").ids == [2, 4, 3])
    }

    /// Each of them makes a tokenizer, which gives texts other ids or none of their words.
    @Test(arguments: ["cut in half", "one bit flipped", "of another model"])
    func refusesAFileThatIsNotThePackages(damage: String) throws {
        _ = try write()
        let changed: [UInt8]
        switch damage {
        case "cut in half": changed = Array(vocabulary[...30])
        case "one bit flipped": changed = vocabulary.dropLast() + [vocabulary[vocabulary.count - 1] ^ 1]
        default: changed = Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\nheart\nlung\n".utf8)
        }
        _ = try folder.write(changed, as: "model/vocab.txt")
        let error = #expect(throws: CheckpointError.self) { _ = try ModelPackage(path: folder.path("model")) }
        guard case .wrongDigest(let file, let expected, let found) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(file == folder.path("model/vocab.txt") && expected == digest && found != digest)
        #expect(error?.description.contains("copy the package again") == true)
    }

    @Test func isAbsentFromOlderPackagesWhichStillOpen() throws {
        _ = try write()
        let path = folder.path("model/\(ModelDescription.fileName)")
        let json = try String(contentsOfFile: path, encoding: .utf8)
        let older = json.replacing("\"sha256\" : \"\(digest)\",", with: "")
        #expect(older != json)
        try older.write(toFile: path, atomically: true, encoding: .utf8)
        let package = try ModelPackage(path: folder.path("model"))
        #expect(package.description.tokenizer.sha256 == nil)
        #expect(package.tokenizer.encode("lung").ids == [2, 4, 3])
    }

    @Test(arguments: ["clip", "wordpiece"])
    func isReadAndWrittenWithEitherTokenizer(kind: String) throws {
        let file = kind == "clip" ? #""merges": "m""# : #""vocabulary": "v", "lowercases": true"#
        let json = #"{"kind": "\#(kind)", \#(file), "maximumTokens": 9, "sha256": "\#(digest)"}"#
        let read = try JSONDecoder().decode(ModelDescription.TokenizerDescription.self, from: Data(json.utf8))
        #expect(read.sha256 == digest && read.maximumTokens == 9)
        let again = try JSONDecoder().decode(
            ModelDescription.TokenizerDescription.self,
            from: JSONEncoder().encode(read)
        )
        #expect(again == read)
        #expect(read.withDigest("other").sha256 == "other")
    }

    @Test(arguments: [
        "", "3145b2917369c284a8f14250032e02ccbc65ad324f85d8173ca78426ee09172c0", "not a digest",
    ])
    func refusesTextThatIsNoDigest(text: String) throws {
        let json = try SampleDescription.json(setting: "tokenizer.sha256", to: "\"\(text)\"")
        let path = try folder.write(json, as: ModelDescription.fileName)
        let error = #expect(throws: CheckpointError.self) { _ = try ModelDescription.read(path: path) }
        #expect(error?.description.contains("tokenizer.sha256") == true)
    }

    @Test func isInTheModelThatTheProjectShips() throws {
        let package = try ModelPackage(path: EmbeddedPackage.folder.path)
        #expect(package.description.tokenizer.sha256 != nil)
    }
}
