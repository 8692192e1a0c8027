import Foundation
import TestFiles
import Testing

@Suite struct CommandTests {
    private static let phantom = "Public/samples/phantom.jpg"

    @Test func scoreWritesATable() throws {
        let result = try Program.run(["score", Self.phantom, "--label", "Cardiomegaly"])
        #expect(result.status == 0)
        #expect(result.output.contains("Cardiomegaly") && result.output.contains("research use only"))
    }

    @Test func scoreWritesJSONLines() throws {
        let result = try Program.run([
            "score", Self.phantom, Self.phantom, "--labels", "CheXpert-5", "--json",
        ])
        let lines = result.output.split(separator: "\n")
        #expect(result.status == 0 && lines.count == 2)
        for line in lines {
            let object = try #require(
                try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            )
            #expect(
                (object["scores"] as? [Any])?.count == 5 && object["intendedUse"] as? String == "research"
            )
        }
    }

    @Test func scoreWritesCSV() throws {
        let result = try Program.run(["score", Self.phantom, "--label", "a, b", "--csv"])
        let lines = result.output.split(separator: "\n")
        let columns = [
            "image", "label", "positiveSimilarity", "negativeSimilarity", "softmax", "calibratedProbability",
            "operatingPoint", "isAboveOperatingPoint",
        ]
        #expect(try #require(lines.first).split(separator: ",").map(String.init) == columns)
        #expect(lines.last?.hasPrefix("Public/samples/phantom.jpg,\"a, b\",") == true)
    }

    @Test func aBadImageIsReportedAndTheOthersAreScored() throws {
        let result = try Program.run(["score", "Package.swift", Self.phantom, "missing.jpg", "--csv"])
        #expect(result.status == 1)
        #expect(result.errors.contains("Package.swift") && result.errors.contains("missing.jpg"))
        #expect(result.output.split(separator: "\n").count == 6)
    }

    @Test func scoreTakesALabelSetFile() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "labels.json")
        try Data(
            #"{"labels": ["Edema", {"name": "Tube", "positive": ["a tube"], "negative": ["no tube"]}]}"#.utf8
        )
        .write(to: file)
        let result = try Program.run(["score", Self.phantom, "--labels", file.path, "--csv"])
        #expect(result.status == 0 && result.output.contains(",Tube,"))
        let unknown = try Program.run(["score", Self.phantom, "--labels", "CheXpert-6"])
        #expect(unknown.status == 1 && unknown.errors.contains("CheXpert-5"))
    }

    @Test func similarityComparesEachSentence() throws {
        let folder = try TemporaryFolder()
        let report = folder.url.appending(path: "report.txt")
        try Data("FINDINGS: The heart is large. No effusion.\n".utf8).write(to: report)
        let result = try Program.run(["similarity", Self.phantom, "--report", report.path])
        #expect(result.status == 0)
        #expect(result.output.contains("The heart is large.") && result.output.contains("No effusion."))
    }

    @Test func modelCommandsListShowAndInspect() throws {
        #expect(try Program.run(["model", "list"]).output.contains("Models/hilum-open"))
        #expect(
            try Program.run(["model", "show", "Models/hilum-open"]).output.contains(
                "every tensor is in place"
            )
        )
        let weights = try Program.run(["model", "inspect", "Models/hilum-open/weights.safetensors"])
        #expect(weights.output.contains("logitScale"))
        let wrong = try Program.run(["model", "inspect", Self.phantom])
        #expect(wrong.status == 1 && wrong.errors.contains("not a usable weight file"))
    }
}
