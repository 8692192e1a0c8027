import Audit
import Foundation
import Synchronization
import Testing

/// A disk with so much room, and no more until somebody frees some.
private final class SmallDisk: Sendable {
    private let room: Mutex<Int>

    init(room: Int) { self.room = Mutex(room) }

    func set(_ bytes: Int) { room.withLock { $0 = bytes } }

    func write(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        let count = room.withLock { room in
            let count = min(room, bytes.count)
            room -= count
            return count
        }
        guard count > 0 else {
            errno = ENOSPC
            return -1
        }
        return Foundation.write(descriptor, bytes.baseAddress, count)
    }
}

@Suite struct DiskFullTests {
    let folder: LogFolder
    let events = EventList()

    init() throws { folder = try LogFolder() }

    private func log(on disk: SmallDisk, waiting: Int) throws -> AuditLog {
        var configuration = AuditConfiguration()
        configuration.maximumWaiting = waiting
        return try AuditLog(
            folder: folder.path,
            configuration: configuration,
            at: noon,
            writing: disk.write,
            onEvent: { [events] in events.append($0) }
        )
    }

    private var failure: AuditError {
        .notWritable(path: folder.path + "/audit-00000001.jsonl", reason: "No space left on device")
    }

    @Test func recordsWaitWhileTheDiskIsFullAndAreWrittenThen() throws {
        let disk = SmallDisk(room: 1_000_000)
        let log = try log(on: disk, waiting: 100)
        // Room for a half of the next record: the other half must not stay.
        disk.set(120)
        for number in 1...5 { log.record(.numbered(number), at: noon) }
        log.flush()
        #expect(!log.isHealthy && log.lastError == failure && log.lostRecords == 0)
        #expect(try folder.verify().records == 1 && folder.verify().tornBytes == 0)
        disk.set(1_000_000)
        log.flush()
        #expect(log.isHealthy && log.lastError == failure)
        log.close(at: noon)
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 7)
        #expect(events.all == [.writingFailed(failure), .writingResumed])
    }

    @Test func whatFindsNoRoomInMemoryIsCountedAndTold() throws {
        let disk = SmallDisk(room: 1_000_000)
        let log = try log(on: disk, waiting: 4)
        disk.set(0)
        for number in 1...10 { log.record(.numbered(number), at: noon.addingTimeInterval(Double(number))) }
        log.flush()
        #expect(!log.isHealthy && log.lostRecords == 6)
        disk.set(1_000_000)
        log.flush()
        #expect(log.isHealthy && log.lostRecords == 0)
        log.close(at: noon)
        #expect(
            try folder.actions()
                == ["audit.start", "score", "score", "score", "score", "audit.records-lost", "audit.stop"]
        )
        let told = try folder.records()[5]
        #expect((told["detail"] as? [String: Any])?["lost"] as? Int == 6)
        #expect(told["time"] as? String == "2026-11-21T12:00:10.000Z")
        #expect(events.all == [.writingFailed(failure), .writingResumed, .recordsLost(6)])
        #expect(try folder.verify().firstBreak == nil)
    }

    @Test func aDiskThatIsStillFullAtTheEndLosesWhatWaits() throws {
        let disk = SmallDisk(room: 1_000_000)
        let log = try log(on: disk, waiting: 4)
        disk.set(0)
        for number in 1...10 { log.record(.numbered(number), at: noon) }
        log.close(at: noon)
        // Four waited and six did not; the record of the stop is lost too.
        #expect(log.lostRecords == 11)
        let report = try folder.verify()
        #expect(report.firstBreak == nil && report.records == 1)
    }

    @Test func aLogThatCannotBeBegunIsRefused() throws {
        #expect(throws: failure) { try log(on: SmallDisk(room: 10), waiting: 1) }
    }

    @Test func writesThatTakeAFewBytesAtATimeAreFinished() throws {
        let log = try AuditLog(
            folder: folder.path,
            configuration: AuditConfiguration(),
            at: noon,
            writing: { Foundation.write($0, $1.baseAddress, min($1.count, 7)) },
            onEvent: { _ in }
        )
        for number in 1...20 { log.record(.numbered(number), at: noon) }
        log.close(at: noon)
        #expect(try folder.verify().records == 22)
    }
}
