import Crypto
import Foundation
import TestFiles
import Testing

/// What the program says when it cannot start: a message with the remedy and an exit code, no trace.
@Suite struct StartTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func serve(_ arguments: [String]) throws -> FinishedProcess {
        try Program.run(["serve", "--port", "0"] + arguments)
    }

    private var database: [String] { ["--database", folder.url.appending(path: "hilum.sqlite").path] }

    /// A copy of the embedded package with one file replaced.
    private func package(replacing file: String, with content: Data?) throws -> String {
        let copy = folder.url.appending(path: "package")
        try FileManager.default.copyItem(at: Program.root.appending(path: "Models/hilum-open"), to: copy)
        let target = copy.appending(path: file)
        try FileManager.default.removeItem(at: target)
        try content?.write(to: target)
        return copy.path
    }

    @Test func aMissingModelPackage() throws {
        let result = try serve(["--model", "Models/nowhere"] + database)
        #expect(result.status == 1)
        #expect(result.errors.contains("Models/nowhere") && result.errors.contains("No such file"))
        #expect(result.output.isEmpty)
    }

    @Test(arguments: ["model.json", "weights.safetensors", "radiology-vocabulary.txt"])
    func aPackageWithoutAFile(file: String) throws {
        let result = try serve(["--model", try package(replacing: file, with: nil)] + database)
        #expect(result.status == 1 && result.errors.contains(file))
    }

    @Test func damagedWeights() throws {
        var weights = try Data(
            contentsOf: Program.root.appending(path: "Models/hilum-open/weights.safetensors")
        )
        weights[weights.count - 1] ^= 1
        let result = try serve(
            ["--model", try package(replacing: "weights.safetensors", with: weights)] + database
        )
        #expect(result.status == 1 && result.errors.contains("SHA-256"))
    }

    @Test func truncatedWeights() throws {
        let weights = try Data(
            contentsOf: Program.root.appending(path: "Models/hilum-open/weights.safetensors")
        )
        let result = try serve(
            ["--model", try package(replacing: "weights.safetensors", with: weights.prefix(1_000_000))]
                + database
        )
        #expect(result.status == 1 && result.errors.contains("safetensors"))
    }

    @Test func weightsThatGiveNoNumbers() throws {
        let model = Program.root.appending(path: "Models/hilum-open")
        var weights = try Data(contentsOf: model.appending(path: "weights.safetensors"))
        let headerSize = weights.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
        let header = try #require(
            try JSONSerialization.jsonObject(with: weights[8..<8 + headerSize]) as? [String: Any]
        )
        let bias = try #require(header["textProjection.bias"] as? [String: Any])
        let start = 8 + headerSize + (try #require((bias["data_offsets"] as? [Int])?.first))
        weights.replaceSubrange(start..<start + 4, with: [0x00, 0x00, 0xC0, 0x7F])
        let digest = SHA256.hash(data: weights).map { String(format: "%02x", $0) }.joined()
        let folder = try package(replacing: "weights.safetensors", with: weights)
        let description = URL(filePath: folder).appending(path: "model.json")
        let original = SHA256.hash(data: try Data(contentsOf: model.appending(path: "weights.safetensors")))
            .map { String(format: "%02x", $0) }.joined()
        try String(contentsOf: description, encoding: .utf8).replacing(original, with: digest)
            .write(to: description, atomically: true, encoding: .utf8)
        let result = try serve(["--model", folder] + database)
        #expect(result.status == 1 && result.errors.contains("not numbers"))
        #expect(result.output.isEmpty)
    }

    @Test func aDescriptionWithAMisspeltField() throws {
        let path = Program.root.appending(path: "Models/hilum-open/model.json")
        let text = try String(contentsOf: path, encoding: .utf8).replacing("\"heads\"", with: "\"haeds\"")
        let result = try serve(
            ["--model", try package(replacing: "model.json", with: Data(text.utf8))] + database
        )
        #expect(result.status == 1 && result.errors.contains("encoders.text.transformer.heads"))
    }

    @Test func aDescriptionThatDoesNotFitTheWeights() throws {
        let path = Program.root.appending(path: "Models/hilum-open/model.json")
        let text = try String(contentsOf: path, encoding: .utf8).replacing(
            "\"layers\" : 3",
            with: "\"layers\" : 2"
        )
        let result = try serve(
            ["--model", try package(replacing: "model.json", with: Data(text.utf8))] + database
        )
        #expect(result.status == 1 && result.errors.contains("text.layers.2."))
    }

    @Test func aDatabaseThatCannotBeWritten() throws {
        let result = try serve(["--database", "/proc/hilum.sqlite"])
        #expect(result.status == 1 && result.errors.contains("/proc/hilum.sqlite"))
        let missing = try serve(["--database", folder.url.appending(path: "no/such/folder/x.sqlite").path])
        #expect(missing.status == 1 && missing.errors.contains("folder"))
    }

    @Test func aDatabaseThatIsSomethingElseIsLeftUntouched() throws {
        let path = folder.url.appending(path: "notes.txt")
        try Data(repeating: 0x41, count: 5_000).write(to: path)
        let result = try serve(["--database", path.path])
        #expect(result.status == 1 && result.errors.contains("notes.txt"))
        #expect(try Data(contentsOf: path) == Data(repeating: 0x41, count: 5_000))
    }

    @Test func aPortInUse() throws {
        let first = try ServiceProcess(in: folder.url)
        let port = try #require(first.address.split(separator: ":").last.map(String.init))
        let other = try TemporaryFolder()
        let result = try Program.run([
            "serve", "--port", port, "--database", other.url.appending(path: "hilum.sqlite").path,
        ])
        #expect(result.status == 1 && result.errors.contains(port))
        #expect(result.output.isEmpty)
    }

    @Test(arguments: [["serve", "--prot", "1"], ["serve", "--port", "70000"], ["nonsense"], ["score"]])
    func aWrongFlag(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains("Usage:") || result.errors.contains("--help"))
    }

    @Test(arguments: [
        ["--help"], ["serve", "--help"], ["score", "--help"], ["similarity", "--help"], ["model", "--help"],
        ["benchmark", "--help"],
    ])
    func explainsItself(arguments: [String]) throws {
        let result = try Program.run(arguments)
        #expect(result.status == 0 && result.output.contains("USAGE:"))
    }
}
