import Foundation
import Runs
import Testing

@Suite struct RunProgressTests {
    private let reading: ProgressReading

    init() {
        var reading = ProgressReading()
        (reading.epoch, reading.epochs) = (3, 50)
        (reading.step, reading.totalSteps) = (250, 1_000)
        (reading.loss, reading.imagesPerSecond) = (1.23456, 56.07)
        (reading.waitShare, reading.secondsLeft) = (0.021, 3_780)
        self.reading = reading
    }

    @Test func drawsABarAsWideAsTheTerminalAllows() {
        let figures = "250/1000  epoch 3/50  loss 1.2346  56.1 images/s  wait 2 %  1 h 03 min left"
        let bar = String(repeating: "█", count: 7) + String(repeating: "░", count: 23)
        #expect(reading.terminalLine(columns: 200) == "\(bar) \(figures)")
        #expect(reading.terminalLine(columns: 85).count == 85)
        #expect(reading.terminalLine(columns: 75) == String(figures.prefix(75)))
        #expect(reading.terminalLine(columns: 0).isEmpty)
    }

    @Test func writesJSONThatCanBeRead() throws {
        struct Line: Decodable {
            let event: String
            let epoch, epochs, step, totalSteps: Int
            let loss: Double?
            let imagesPerSecond, waitShare, secondsLeft: Double
        }
        let line = try JSONDecoder().decode(Line.self, from: Data(reading.jsonLine.utf8))
        #expect(line.event == "step")
        #expect(line.epoch == 3)
        #expect(line.epochs == 50)
        #expect(line.step == 250)
        #expect(line.totalSteps == 1_000)
        #expect(line.loss == 1.23456)
        #expect(line.imagesPerSecond == 56.07)
        #expect(line.waitShare == 0.021)
        #expect(line.secondsLeft == 3_780)
        var failed = reading
        failed.loss = Double.nan
        #expect(try JSONDecoder().decode(Line.self, from: Data(failed.jsonLine.utf8)).loss == nil)
    }

    /// Four steps of 2 seconds, half a second of each spent waiting, and 8 images.
    @Test func measuresSpeedWaitingAndTimeLeft() {
        var time = 100.0
        var lines: [String] = []
        let progress = RunProgress(style: .jsonLines, interval: 3, now: { time }, write: { lines.append($0) })
        progress.begin(epochs: 2, totalSteps: 10)
        var last: ProgressReading?
        for step in 1...4 {
            time += 2
            last = progress.record(step: step, epoch: 1, loss: 1, images: 8, waitSeconds: 0.5)
        }
        #expect(last?.imagesPerSecond == 4)
        #expect(last?.waitShare == 0.25)
        #expect(last?.secondsLeft == 12)
        #expect(lines.count == 2)
    }

    @Test func forgetsOldSteps() {
        var throughput = Throughput(start: 0)
        for step in 1...50 { throughput.record(images: 1, waitSeconds: 1, end: Double(step)) }
        for step in 1...50 { throughput.record(images: 4, waitSeconds: 0, end: 50 + Double(step) * 2) }
        #expect(throughput.imagesPerSecond == 2)
        #expect(throughput.waitShare == 0)
        #expect(throughput.secondsPerStep == 2)
        #expect(Throughput(start: 5).imagesPerSecond == 0)
    }

    @Test func clearsTheBarForANote() {
        var time = 0.0
        var written = ""
        let progress = RunProgress(
            style: .bar(columns: 79),
            interval: 1,
            now: { time },
            write: { written += $0 }
        )
        progress.begin(epochs: 1, totalSteps: 3)
        time = 1
        progress.record(step: 1, epoch: 1, loss: 1, images: 1, waitSeconds: 0)
        progress.note("warning", "look out")
        #expect(written.hasSuffix("\r\u{1B}[Klook out\n"))
        time = 2
        progress.record(step: 3, epoch: 1, loss: 1, images: 1, waitSeconds: 0)
        progress.finish()
        #expect(written.hasSuffix("left\n"))
    }

    @Test func writesNotesAsJSONElsewhere() {
        var written = ""
        let progress = RunProgress(style: .jsonLines, interval: 1, now: { 0 }, write: { written += $0 })
        progress.note("warning", "a \"b\"")
        #expect(written == "{\"event\":\"warning\",\"message\":\"a \\\"b\\\"\"}\n")
    }

    @Test(arguments: [
        (0.0, "0 s"), (59.2, "1 min 00 s"), (187, "3 min 07 s"), (7_500, "2 h 05 min"), (349_200, "4 d 01 h"),
        (.infinity, "?"),
    ]) func saysHowLong(_ seconds: Double, _ words: String) {
        var reading = reading
        reading.secondsLeft = seconds
        #expect(reading.terminalLine(columns: 200).hasSuffix("  \(words) left"))
    }
}
