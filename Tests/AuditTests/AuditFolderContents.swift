import Audit
import Foundation
import Synchronization

/// 2026-11-21T12:00:00Z.
let noon = Date(timeIntervalSince1970: 1_795_262_400)

/// The folder of one test's log, deleted with the value.
final class LogFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The log itself lies one level down, so that the log has to make it.
    var path: String { url.appending(path: "log").path }

    func open(
        _ configuration: AuditConfiguration = AuditConfiguration(),
        events: EventList = EventList()
    ) throws -> AuditLog {
        try AuditLog(folder: path, configuration: configuration, at: noon) { events.append($0) }
    }

    /// Makes a log with so many records between its start and its stop.
    func write(_ count: Int, _ configuration: AuditConfiguration = AuditConfiguration()) throws {
        let log = try open(configuration)
        for number in 1...count { log.record(.numbered(number), at: noon.addingTimeInterval(Double(number))) }
        log.close(at: noon.addingTimeInterval(Double(count + 1)))
    }

    func verify(expecting hash: String? = nil) throws -> AuditReport {
        try AuditVerifier(folder: path).verify(expecting: hash)
    }

    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

    func bytes(_ name: String = "audit-00000001.jsonl") throws -> Data {
        try Data(contentsOf: URL(filePath: path).appending(path: name))
    }

    func setBytes(_ bytes: Data, of name: String = "audit-00000001.jsonl") throws {
        try bytes.write(to: URL(filePath: path).appending(path: name))
    }

    func lines(_ name: String = "audit-00000001.jsonl") throws -> [String] {
        String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    func setLines(_ lines: [String], of name: String = "audit-00000001.jsonl") throws {
        try setBytes(Data(lines.map { $0 + "\n" }.joined().utf8), of: name)
    }

    /// The records of a file as any JSON reader sees them.
    func records(_ name: String = "audit-00000001.jsonl") throws -> [[String: Any]] {
        try lines(name).compactMap { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    }

    func actions(_ name: String = "audit-00000001.jsonl") throws -> [String] {
        try records(name).compactMap { $0["action"] as? String }
    }

    func mode(_ name: String) throws -> String? {
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(path)/\(name)")
        return (attributes[.posixPermissions] as? NSNumber).map { String($0.intValue, radix: 8) }
    }
}

extension AuditEntry {
    /// An entry that tells its number.
    static func numbered(_ number: Int) -> AuditEntry {
        AuditEntry(
            caller: "k\(number % 7)",
            action: "score",
            object: String(repeating: "ab", count: 32),
            outcome: 200,
            request: "request-\(number)"
        )
    }
}

/// Events in order.
final class EventList: Sendable {
    private let events = Mutex<[AuditEvent]>([])
    var all: [AuditEvent] { events.withLock { $0 } }
    func append(_ event: AuditEvent) { events.withLock { $0.append(event) } }
}
