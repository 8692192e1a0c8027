import Checkpoints
import Foundation
import TestFiles
import Testing

/// A package knows what it answered when it was made.
@Suite struct GoldenAnswersTests {
    private let scratch: ScratchFolder
    private let path: String

    init() throws {
        scratch = try ScratchFolder()
        path = scratch.path("model")
        try FileManager.default.copyItem(atPath: EmbeddedPackage.folder.path, toPath: path)
    }

    @Test func theEmbeddedModelAnswersAsWhenItWasMade() throws {
        let kept = try #require(try ModelPackage.keptGoldenAnswers(path: path))
        let answers = try ModelPackage(path: path).goldenAnswers()
        #expect(answers.smallestCosine(with: kept) >= GoldenAnswers.leastCosine)
        #expect(answers.texts.count == GoldenAnswers.sentences.count)
        #expect(answers.image != answers.texts[0])
    }

    /// The digest does not cover the description; the answers do.
    @Test(arguments: [
        ["\"lowercases\" : true", "\"lowercases\" : false"],
        ["\"pooling\" : \"firstToken\"", "\"pooling\" : \"average\""],
        ["\"filter\" : \"bilinear\"", "\"filter\" : \"lanczos\""],
    ])
    func answersOtherwiseWhenTheDescriptionWasChanged(_ change: [String]) throws {
        let description = "\(path)/\(ModelDescription.fileName)"
        let text = try String(contentsOfFile: description, encoding: .utf8)
        let changed = text.replacing(change[0], with: change[1])
        #expect(changed != text)
        try changed.write(toFile: description, atomically: true, encoding: .utf8)
        let kept = try #require(try ModelPackage.keptGoldenAnswers(path: path))
        let answers = try ModelPackage(path: path).goldenAnswers()
        #expect(answers.smallestCosine(with: kept) < GoldenAnswers.leastCosine)
    }

    @Test func keepsNothingForAPackageWithoutAnswers() throws {
        try FileManager.default.removeItem(atPath: "\(path)/\(GoldenAnswers.fileName)")
        #expect(try ModelPackage.keptGoldenAnswers(path: path) == nil)
        try ModelPackage.keepGoldenAnswers(path: path)
        #expect(try ModelPackage.keptGoldenAnswers(path: path) != nil)
    }

    @Test func refusesAnswersThatAreNone() throws {
        try Data("{}".utf8).write(to: URL(filePath: "\(path)/\(GoldenAnswers.fileName)"))
        let error = #expect(throws: CheckpointError.self) {
            _ = try ModelPackage.keptGoldenAnswers(path: path)
        }
        #expect(error?.description.contains(GoldenAnswers.fileName) == true)
    }
}
