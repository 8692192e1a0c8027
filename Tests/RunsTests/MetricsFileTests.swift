import Foundation
import Runs
import Testing

@Suite struct MetricsFileTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/metrics.csv"
    }

    private var text: String {
        get throws { try String(contentsOfFile: path, encoding: .utf8) }
    }

    private func write(_ steps: ClosedRange<Int>, keepingThrough step: Int) throws {
        let file = try MetricsFile<ValidationRow>(path: path, keepingThrough: step)
        for step in steps {
            try file.append(ValidationRow(step: step, epoch: 1, macroAUROC: 0.5))
        }
        try file.synchronize()
    }

    @Test func writesAHeaderAndRows() throws {
        let file = try MetricsFile<TrainingStepRow>(path: path, keepingThrough: 0)
        var row = TrainingStepRow(step: 12, epoch: 2, loss: 1.5)
        row.learningRate = 0.0001
        row.temperature = 0.07
        row.imagesPerSecond = 31.25
        row.waitSeconds = 0.5
        try file.append(row)
        row.step = 13
        row.loss = .nan
        row.gradientNorm = 3
        try file.append(row)
        #expect(
            try text == """
                step,epoch,loss,learningRate,temperature,gradientNorm,imagesPerSecond,waitSeconds
                12,2,1.5,0.0001,0.07,,31.25,0.5
                13,2,,0.0001,0.07,3,31.25,0.5

                """
        )
    }

    @Test func cutsTheRowsBeyondTheCheckpoint() throws {
        try write(1...5, keepingThrough: 0)
        try write(4...6, keepingThrough: 3)
        let steps = try text.split(separator: "\n").dropFirst().map { $0.prefix(1) }
        #expect(steps == ["1", "2", "3", "4", "5", "6"])
    }

    @Test(arguments: ["4,1,0.", "4", ",", "x,y,z\n5,1,0.5\n"])
    func cutsARowThatAKilledProcessLeft(_ rest: String) throws {
        try write(1...3, keepingThrough: 0)
        try (text + rest).write(toFile: path, atomically: false, encoding: .utf8)
        try write(4...4, keepingThrough: 9)
        #expect(try text == "step,epoch,macroAUROC\n1,1,0.5\n2,1,0.5\n3,1,0.5\n4,1,0.5\n")
    }

    @Test(arguments: ["", "step,ep"]) func beginsAnewWhereTheHeaderIsIncomplete(_ start: String) throws {
        try start.write(toFile: path, atomically: false, encoding: .utf8)
        try write(1...1, keepingThrough: 9)
        #expect(try text == "step,epoch,macroAUROC\n1,1,0.5\n")
    }

    @Test(arguments: ["a,b\n1,2\n", "letter to a friend"]) func leavesAForeignFileAlone(_ content: String)
        throws
    {
        try content.write(toFile: path, atomically: false, encoding: .utf8)
        #expect(throws: RunError.self) { try write(1...1, keepingThrough: 0) }
        #expect(try text == content)
    }

    @Test func saysThatTheDiskIsFull() throws {
        do {
            _ = try MetricsFile<ValidationRow>(path: "/dev/full", keepingThrough: 0)
            Issue.record("it was written")
        } catch {
            #expect("\(error)".contains("/dev/full: writing a row: No space left on device"))
        }
    }
}
