import Foundation
import TestFiles
import Testing

/// `hilum model verify` and `hilum model remove` through the real program.
@Suite struct ModelUpkeepTests {
    private let scratch: ScratchFolder
    private let package: String

    init() throws {
        scratch = try ScratchFolder()
        package = scratch.path("mine")
        let embedded = Program.root.appending(path: "Models/hilum-open").path
        try FileManager.default.copyItem(atPath: embedded, toPath: package)
    }

    @Test func verifiesAWholePackage() throws {
        let result = try Program.run(["model", "verify", package])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("as when the package was made"))
    }

    @Test(arguments: [(true, "radiology-vocabulary.txt"), (false, "answers otherwise")])
    func findsAChangedTokenizer(hasDigest: Bool, words: String) throws {
        let description = "\(package)/model.json"
        if !hasDigest {
            // As packages were written before they named their tokenizer's digest.
            var lines = try String(contentsOfFile: description, encoding: .utf8).split(separator: "\n")
            let tokenizer = try #require(lines.firstIndex { $0.contains("\"tokenizer\"") })
            lines.remove(at: try #require(lines[tokenizer...].firstIndex { $0.contains("\"sha256\"") }))
            try lines.joined(separator: "\n").write(toFile: description, atomically: true, encoding: .utf8)
        }
        let vocabulary = "\(package)/radiology-vocabulary.txt"
        var lines = try String(contentsOfFile: vocabulary, encoding: .utf8).split(separator: "\n")
        lines.swapAt(lines.count - 1, try #require(lines.firstIndex(of: "effusion")))
        try lines.joined(separator: "\n").write(toFile: vocabulary, atomically: true, encoding: .utf8)
        let result = try Program.run(["model", "verify", package])
        #expect(result.status == 1 && result.errors.contains(words), "\(result.errors)")
    }

    @Test func findsDamagedWeights() throws {
        let handle = try FileHandle(forUpdating: URL(filePath: "\(package)/weights.safetensors"))
        try handle.seek(toOffset: 1 << 20)
        try handle.write(contentsOf: Data([1, 2, 3, 4, 5, 6, 7, 8]))
        try handle.close()
        let result = try Program.run(["model", "verify", package])
        #expect(result.status == 1 && result.errors.contains("SHA-256"), "\(result.errors)")
    }

    @Test func removesAPackageWhenToldTo() throws {
        let refusal = try Program.run(["model", "remove", package])
        #expect(refusal.status == 1 && refusal.errors.contains("--yes"), "\(refusal.errors)")
        #expect(FileManager.default.fileExists(atPath: "\(package)/model.json"))
        let result = try Program.run(["model", "remove", package, "--yes"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(!FileManager.default.fileExists(atPath: package))
    }

    @Test func leavesWhatIsNotThePackages() throws {
        let note = "\(package)/notes.txt"
        try Data("mine".utf8).write(to: URL(filePath: note))
        #expect(try Program.run(["model", "remove", package, "--yes"]).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: package) == ["notes.txt"])
        let again = try Program.run(["model", "remove", package, "--yes"])
        #expect(again.status == 1 && again.errors.contains("no model package"), "\(again.errors)")
    }

    /// An ensemble is a folder that names its members.
    @Test func scoresWithAnEnsemble() throws {
        let list = #"{"format": 1, "description": "Twice the same.", "members": ["mine", "again"]}"#
        try Data(list.utf8).write(to: URL(filePath: scratch.path("ensemble.json")))
        try FileManager.default.copyItem(atPath: package, toPath: scratch.path("again"))
        let arguments = ["score", "Public/samples/phantom.jpg", "--label", "Edema", "--json", "--model"]
        let ensemble = try score(try Program.run(arguments + [scratch.path]))
        let single = try score(try Program.run(arguments + [package]))
        #expect((ensemble["members"] as? [Any])?.count == 2 && single["members"] == nil)
        #expect(ensemble["softmax"] as? Double == single["softmax"] as? Double)
        let similarity = try Program.run([
            "similarity", "Public/samples/phantom.jpg", "--report", "README.md", "--model", scratch.path,
        ])
        #expect(similarity.status == 1 && similarity.errors.contains("ensemble"), "\(similarity.errors)")
    }

    /// The mean of two models that differ in how they pool texts.
    @Test func scoresWithTheMeanOfSeveralPackages() throws {
        let description = "\(package)/model.json"
        let text = try String(contentsOfFile: description, encoding: .utf8)
        try text.replacing("\"pooling\" : \"firstToken\"", with: "\"pooling\" : \"average\"")
            .write(toFile: description, atomically: true, encoding: .utf8)
        let result = try Program.run([
            "score", "Public/samples/phantom.jpg", "--label", "Cardiomegaly", "--json",
            "--model", "Models/hilum-open", "--model", package,
        ])
        let item = try score(result)
        let members = try #require(item["members"] as? [[String: Any]])
        let parts = try members.map { member in
            try #require((member["score"] as? [String: Any])?["softmax"] as? Double)
        }
        #expect(parts.count == 2 && parts[0] != parts[1])
        let mean = try #require(item["softmax"] as? Double)
        #expect(abs(mean - (parts[0] + parts[1]) / 2) < 1e-6)
        #expect(item["probability"] is NSNull)
    }

    /// The only score of the only image that was scored.
    private func score(_ result: FinishedProcess) throws -> [String: Any] {
        #expect(result.status == 0, "\(result.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        )
        return try #require((object["scores"] as? [[String: Any]])?.first)
    }
}
