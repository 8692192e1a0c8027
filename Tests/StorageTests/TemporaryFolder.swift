import Foundation
import Storage
import Synchronization

/// A folder of its own for one test, deleted with the value.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("storage-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(name)) }

    func write(_ bytes: Data, to name: String) throws {
        try bytes.write(to: url.appendingPathComponent(name))
    }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

/// The events that a database reported, in order.
final class EventLog: Sendable {
    private let stored = Mutex<[StorageEvent]>([])

    var events: [StorageEvent] { stored.withLock { $0 } }

    func record(_ event: StorageEvent) { stored.withLock { $0.append(event) } }
}

/// A clock that a test moves.
final class TestClock: Sendable {
    private let seconds = Mutex<TimeInterval>(1_800_000_000)

    var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }

    func advance(by interval: TimeInterval) { seconds.withLock { $0 += interval } }
}
