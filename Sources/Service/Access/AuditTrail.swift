import Access
import Audit
import Foundation
import HTTPMessage
import Locking

/// What a request is about, collected while it is answered.
final class AuditedObjects: Sendable {
    private let objects = Guarded<[(kind: ObjectHasher.Kind, bytes: ArraySlice<UInt8>)]>([])

    func add(_ kind: ObjectHasher.Kind, _ bytes: ArraySlice<UInt8>) {
        objects.withLock { $0.append((kind, bytes)) }
    }

    func add(_ kind: ObjectHasher.Kind, _ text: String) {
        add(kind, Array(text.utf8)[...])
    }

    var all: [(kind: ObjectHasher.Kind, bytes: ArraySlice<UInt8>)] { objects.withLock(\.self) }
}

/// Notes who did what with which object, and what became of it; nothing of the object itself.
struct AuditTrail: Sendable {
    let log: AuditLog?
    private let queue = BlockingQueue()

    init(_ log: AuditLog?) {
        self.log = log
    }

    /// Notes an answered request before its answer is sent: a record for each object, or one where there is none.
    ///
    /// - Parameters:
    ///   - action: Method and route.
    ///   - caller: Nil where it is not known, as after an answer 401.
    func record(_ action: String, of caller: Caller?, on objects: AuditedObjects, outcome: Int, id: String)
        async
    {
        let name = caller.map { $0.keyID ?? $0.name } ?? "anonymous"
        await record(action, by: name, on: objects, outcome: outcome, id: id)
    }

    /// Notes that an operator had the models loaded anew without a request, as by a signal.
    ///
    /// - Parameters:
    ///   - outcome: The status that a request for the same would have been answered with.
    ///   - model: What is served since; nil where nothing has changed.
    func recordReload(outcome: Int, model: String?) async {
        let objects = AuditedObjects()
        if let model { objects.add(.model, model) }
        await record("models.reload", by: "operator", on: objects, outcome: outcome, id: nil)
    }

    private func record(
        _ action: String,
        by name: String,
        on objects: AuditedObjects,
        outcome: Int,
        id: String?
    ) async {
        guard let log else { return }
        // The keyed hash of a large image takes some milliseconds, which the threads that answer do not have.
        try? await queue.run {
            let hashes: [String?] = objects.all.map { log.objects.hash($0.kind, $0.bytes) }
            for hash in hashes.isEmpty ? [nil] : hashes {
                log.record(
                    AuditEntry(caller: name, action: action, object: hash, outcome: outcome, request: id),
                    at: Date()
                )
            }
        }
    }
}
