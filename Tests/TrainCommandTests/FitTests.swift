import Foundation
import TestFiles
import Testing

/// Whole runs of the real program on a tiny data set.
@Suite(.serialized, .enabled(if: TrainProgram.isBuilt, "hilum-train is built where LibTorch is"))
struct FitTests {
    private static func fit(_ data: TinyDataset, _ recipe: String, run: String, _ more: String...) -> [String]
    {
        [
            "fit", recipe, "--manifest", data.manifest, "--run", data.path(run), "--output",
            data.path("\(run)-package"), "--license", "None.", "--data", "Generated pictures.",
        ] + more
    }

    private static func weights(_ data: TinyDataset, of run: String) throws -> Data {
        try Data(contentsOf: URL(filePath: data.path("\(run)-package/weights.safetensors")))
    }

    /// Stopped by `kill -9`, then by a file system that takes no checkpoint, the run ends with the weights of one that
    /// nothing has stopped.
    @Test func survivesAKillAndAFullDiskBitForBit() throws {
        let data = try TinyDataset()
        defer { data.remove() }
        let recipe = try data.recipe(
            optimization:
                "{optimizer: adam, learningRate: 3e-3, warmUpIterations: 2, batchSize: 8, epochs: 60, averagingDecay: 0.9}"
        )
        let straight = try TrainProgram.run(Self.fit(data, recipe, run: "straight"))
        #expect(straight.status == 0, "\(straight.errors)")

        let first = try TrainProgram.start(Self.fit(data, recipe, run: "stopped"))
        let checkpoint = data.path("stopped/checkpoint-000001")
        while first.isRunning, !FileManager.default.fileExists(atPath: checkpoint) { usleep(500) }
        kill(first.processIdentifier, SIGKILL)
        first.waitUntilExit()
        #expect(first.terminationReason == .uncaughtSignal, "it had ended before it was killed")

        let resumed = Self.fit(data, recipe, run: "stopped", "--resume")
        let full = try TrainProgram.run(resumed, fileSizeLimitKilobytes: 8)
        #expect(full.status == 1)
        #expect(full.errors.contains("A checkpoint could not be written"), "\(full.errors)")
        #expect(full.errors.contains("is still there; free space"), "\(full.errors)")

        let last = try TrainProgram.run(resumed)
        #expect(last.status == 0, "\(last.errors)")
        #expect(try Self.weights(data, of: "straight") == Self.weights(data, of: "stopped"))
    }

    @Test func refusesToGoOnWithAnotherRecipe() throws {
        let data = try TinyDataset()
        defer { data.remove() }
        let run = try TrainProgram.run(Self.fit(data, data.recipe(), run: "run"))
        #expect(run.status == 0, "\(run.errors)")
        try FileManager.default.removeItem(atPath: data.path("run-package"))
        let other = try data.recipe(
            optimization:
                "{optimizer: adam, learningRate: 1e-3, warmUpIterations: 2, batchSize: 8, epochs: 2}"
        )
        let resumed = try TrainProgram.run(Self.fit(data, other, run: "run", "--resume"))
        #expect(resumed.status == 1)
        #expect(resumed.errors.contains("learningRate"), "\(resumed.errors)")
        #expect(FileManager.default.fileExists(atPath: data.path("run/checkpoint-000002")))
    }

    /// The images go away after the first epoch: what was learnt until then is kept.
    @Test func keepsWhatItLearntWhenTheImagesGo() throws {
        let data = try TinyDataset()
        defer { data.remove() }
        let recipe = try data.recipe(
            optimization:
                "{optimizer: adam, learningRate: 3e-3, warmUpIterations: 2, batchSize: 8, epochs: 500}",
            validation: "{labels: null}"
        )
        // Too large for what stays in memory, so that images are read again.
        let text = try String(contentsOfFile: recipe, encoding: .utf8)
            .replacing("imageCacheMegabytes: 1", with: "imageCacheMegabytes: 0")
        try Data(text.utf8).write(to: URL(filePath: recipe))
        let process = try TrainProgram.start(Self.fit(data, recipe, run: "run"))
        while process.isRunning, !FileManager.default.fileExists(atPath: data.path("run/checkpoint-000001")) {
            usleep(500)
        }
        for index in 0..<56 {
            try FileManager.default.removeItem(atPath: data.path("image\(index).png"))
        }
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 1)
        let kept = try FileManager.default.contentsOfDirectory(atPath: data.path("run"))
        #expect(kept.contains { $0.hasPrefix("checkpoint-") })
    }

    @Test func comparesTheFrameworksAndPartsOfTheMethod() throws {
        let data = try TinyDataset()
        defer { data.remove() }
        let base = try TrainProgram.run(Self.fit(data, data.recipe(image: TinyDataset.residual), run: "base"))
        #expect(base.status == 0, "\(base.errors)")
        let recipe = try data.recipe(
            image: nil,
            optimization:
                "{optimizer: adam, learningRate: 1e-3, warmUpIterations: 1, batchSize: 16, epochs: 1}"
        )
        let arguments = [
            "ablate", recipe, "--manifest", data.manifest, "--from", data.path("base-package"), "--output",
            data.path("grid"), "--seeds", "1", "--minimum-positives", "3", "--resamples", "20",
        ]
        let grid = try TrainProgram.run(arguments)
        #expect(grid.status == 0, "\(grid.errors)")
        let table = try String(contentsOfFile: data.path("grid/manifest.md"), encoding: .utf8)
        for framework in ["clip", "slip", "uniclip"] {
            #expect(table.split(separator: "\n").filter { $0.hasPrefix("| \(framework) ") }.count == 4)
        }
        let picture = try String(contentsOfFile: data.path("grid/manifest.svg"), encoding: .utf8)
        #expect(picture.contains("<svg"))

        // A second time it only measures again.
        let again = try TrainProgram.run(arguments)
        #expect(again.status == 0 && !again.output.contains("1 of 12"))
        #expect(try String(contentsOfFile: data.path("grid/manifest.md"), encoding: .utf8) == table)
    }

    @Test func timesAStep() throws {
        let data = try TinyDataset()
        defer { data.remove() }
        let result = try TrainProgram.run(["benchmark", data.recipe(), "--tokens", "8", "--steps", "2"])
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("imagesPerSecond") })
        let wrong = try TrainProgram.run(["benchmark", data.recipe(), "--tokens", "17"])
        #expect(wrong.status == 1 && wrong.errors.contains("1 to 16"), "\(wrong.errors)")
    }
}
