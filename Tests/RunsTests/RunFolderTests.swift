import Foundation
import Recipes
import Runs
import Testing

@Suite struct RunFolderTests {
    let temporary: TemporaryFolder
    let run: RunFolder

    init() throws {
        temporary = try TemporaryFolder()
        run = try RunFolder(path: temporary.path)
    }

    struct Broken: Error, CustomStringConvertible {
        let description = "the pen broke"
    }

    private func save(steps: Int, isBest: Bool = false, keep: Int = 3) throws {
        try run.save(.after(steps: steps), isBest: isBest, keep: keep) { folder in
            try Data("weights \(steps)".utf8).write(to: URL(filePath: folder + "/weights.bin"))
            try FileManager.default.createDirectory(
                atPath: folder + "/package",
                withIntermediateDirectories: false
            )
            try Data("{}".utf8).write(to: URL(filePath: folder + "/package/model.json"))
        }
    }

    private var checkpoints: [String] {
        get throws { try temporary.names().filter { $0 != "lock" } }
    }

    @Test func findsWhatItWrote() throws {
        var state = RunState.after(steps: 7)
        state.epoch = 2
        state.stepInEpoch = 3
        state.wallSeconds = 12.25
        state.counts = ["skippedImages": 4]
        _ = state.earlyStopping.record(.init(metric: 0.75, epoch: 1, step: 4))
        let saved = try run.save(state, isBest: true, keep: 3) { folder in
            try Data("weights".utf8).write(to: URL(filePath: folder + "/weights.bin"))
        }
        let search = run.latest()
        #expect(search.checkpoint == saved)
        #expect(search.damaged.isEmpty)
        #expect(search.checkpoint?.state == state)
        #expect(search.checkpoint?.isBest == true)
        #expect(try temporary.names("checkpoint-000001") == ["run.json", "state.json", "weights.bin"])
    }

    @Test func hasNoneAtFirst() throws {
        #expect(run.latest().checkpoint == nil)
        #expect(run.best().checkpoint == nil)
        #expect(throws: RunError.noCheckpoint(path: run.path, damaged: [])) { try run.checkpointToResume() }
        try run.requireUnbegun()
    }

    @Test func refusesToBeginWhereARunIs() throws {
        try save(steps: 1)
        #expect(throws: RunError.alreadyBegun(path: run.path)) { try run.requireUnbegun() }
    }

    @Test func keepsTheNewestAndTheBest() throws {
        try save(steps: 1, isBest: true)
        try save(steps: 2, isBest: true, keep: 2)
        for steps in 3...5 { try save(steps: steps, keep: 2) }
        #expect(try checkpoints == ["checkpoint-000002", "checkpoint-000004", "checkpoint-000005"])
        #expect(run.latest().checkpoint?.state.globalStep == 5)
        #expect(run.best().checkpoint?.state.globalStep == 2)
        try save(steps: 6, isBest: true, keep: 1)
        #expect(try checkpoints == ["checkpoint-000006"])
    }

    @Test(arguments: [
        "changed", "shortened", "missing", "no seal", "broken seal", "empty", "nested", "state",
    ]) func passesOverADamagedCheckpoint(_ damage: String) throws {
        try save(steps: 1)
        try save(steps: 2)
        let newest = temporary.path + "/checkpoint-000002"
        switch damage {
        case "changed": try Data("Weights 2".utf8).write(to: URL(filePath: newest + "/weights.bin"))
        case "shortened": try Data("weights".utf8).write(to: URL(filePath: newest + "/weights.bin"))
        case "missing": try FileManager.default.removeItem(atPath: newest + "/weights.bin")
        case "no seal": try FileManager.default.removeItem(atPath: newest + "/state.json")
        case "broken seal": try Data("{\"format\":1,".utf8).write(to: URL(filePath: newest + "/state.json"))
        case "nested": try Data("[]".utf8).write(to: URL(filePath: newest + "/package/model.json"))
        case "state": try Data("{}".utf8).write(to: URL(filePath: newest + "/run.json"))
        default:
            try FileManager.default.removeItem(atPath: newest)
            try FileManager.default.createDirectory(atPath: newest, withIntermediateDirectories: false)
        }
        let search = try run.checkpointToResume()
        #expect(search.checkpoint?.state.globalStep == 1)
        #expect(search.damaged.map(\.name) == ["checkpoint-000002"])
        try save(steps: 3)
        #expect(run.latest().checkpoint?.number == 3)
    }

    @Test func namesTheDamagedOnesWhereNoneIsWhole() throws {
        try save(steps: 1)
        try FileManager.default.removeItem(atPath: temporary.path + "/checkpoint-000001/weights.bin")
        do {
            _ = try run.checkpointToResume()
            Issue.record("there is one")
        } catch {
            #expect("\(error)".contains("checkpoint-000001 is damaged"))
        }
        #expect(throws: RunError.self) { try run.requireUnbegun() }
    }

    @Test func leavesEarlierOnesWhenFillingFails() throws {
        try save(steps: 1)
        let before = run.latest()
        do {
            try run.save(.after(steps: 2), isBest: true, keep: 1) { folder in
                try Data("half".utf8).write(to: URL(filePath: folder + "/weights.bin"))
                throw Broken()
            }
            Issue.record("it was written")
        } catch .checkpointNotWritten(let path, let reason, let kept) {
            #expect(path == run.path)
            #expect(reason == "the pen broke")
            #expect(kept == "checkpoint-000001")
        }
        #expect(run.latest() == before)
        #expect(try checkpoints == ["checkpoint-000001"])
    }

    @Test func saysWhatTheSystemSaid() throws {
        do {
            try run.save(.after(steps: 1), isBest: false, keep: 1) { folder in
                try Data("weights".utf8).write(to: URL(filePath: folder + "/missing/weights.bin"))
            }
            Issue.record("it was written")
        } catch {
            #expect("\(error)".contains("No such file or directory"))
            #expect("\(error)".contains("There is none yet"))
        }
    }

    @Test(arguments: ["run.json", "state.json"])
    func leavesEarlierOnesWhenItsOwnFilesCannotBeWritten(_ name: String) throws {
        try save(steps: 1)
        let before = run.latest()
        #expect(throws: RunError.self) {
            try run.save(.after(steps: 2), isBest: false, keep: 1) { folder in
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)",
                    withIntermediateDirectories: false
                )
            }
        }
        #expect(run.latest() == before)
        #expect(try checkpoints == ["checkpoint-000001"])
    }

    @Test func refusesLinksInACheckpoint() throws {
        #expect(throws: RunError.self) {
            try run.save(.after(steps: 2), isBest: false, keep: 1) { folder in
                try FileManager.default.createSymbolicLink(
                    atPath: folder + "/weights.bin",
                    withDestinationPath: "/dev/full"
                )
            }
        }
        #expect(try checkpoints.isEmpty)
    }

    @Test func ignoresNamesThatAreNotItsOwn() throws {
        for name in ["checkpoint-9223372036854775807", "checkpoint-1", "checkpoint-abc", "checkpoint--00001"]
        {
            try FileManager.default.createDirectory(
                atPath: "\(temporary.path)/\(name)",
                withIntermediateDirectories: false
            )
        }
        try save(steps: 1)
        #expect(run.latest().checkpoint?.number == 1)
        #expect(run.latest().damaged.isEmpty)
    }

    @Test func saysWhyAFolderCannotBeUsed() throws {
        let file = temporary.path + "/file"
        try Data().write(to: URL(filePath: file))
        do {
            _ = try RunFolder(path: file + "/run")
            Issue.record("it was made")
        } catch .unusableFolder(let path, let reason) {
            #expect(path == file + "/run")
            #expect(!reason.isEmpty)
        }
    }
}

@Suite struct RunLockTests {
    @Test func holdsTheFolderForOneRun() throws {
        let temporary = try TemporaryFolder()
        var first: RunFolder? = try RunFolder(path: temporary.path)
        #expect(first != nil)
        #expect(throws: RunError.inUse(path: temporary.path, process: Int(getpid()))) {
            try RunFolder(path: temporary.path)
        }
        first = nil
        _ = try RunFolder(path: temporary.path)
    }

    @Test func removesWhatAKilledProcessLeftHalfWritten() throws {
        let temporary = try TemporaryFolder()
        let half = temporary.path + "/.unfinished-000001"
        try FileManager.default.createDirectory(atPath: half, withIntermediateDirectories: false)
        try Data("half".utf8).write(to: URL(filePath: half + "/weights.bin"))
        let run = try RunFolder(path: temporary.path)
        #expect(try temporary.names() == ["lock"])
        #expect(run.latest().checkpoint == nil)
    }
}
