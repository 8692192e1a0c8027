import Foundation
import HTTPTypes
import Storage
import ZeroShot

/// One version of a label set, built in or stored.
struct CatalogEntry: Sendable {
    let labelSet: LabelSet
    let isBuiltIn: Bool
    let createdAt: Date?
    /// The entity tag of this version (RFC 9110 section 8.8.3).
    let entityTag: String
}

/// The built-in label sets and the users' own under one roof.
struct LabelSetCatalog: Sendable {
    private let store: LabelSetStore
    private let builtIn: [String: LabelSet]
    private let parsed = ParsedLabelSets()
    private let queue = BlockingQueue()

    init(store: LabelSetStore) {
        self.store = store
        builtIn = Dictionary(
            uniqueKeysWithValues: LabelSet.builtIn.compactMap { set in set.name.map { ($0, set) } }
        )
    }

    /// A label set by name, in its latest version unless one is asked for.
    func entry(named name: String, version: Int? = nil) async throws -> CatalogEntry {
        if let set = builtIn[name] {
            guard version == nil || version == set.version else {
                throw APIError.unknownLabelSet(
                    "The built-in label set '\(name)' has only version \(set.version ?? 1)."
                )
            }
            return Self.entry(builtIn: set, name: name)
        }
        do throws(LabelSetError) {
            try LabelSet.checkName(name)
        } catch {
            throw APIError.unknownLabelSet("No label set can have that name. \(error.remedy)")
        }
        let entry = try await queue.run { try stored(name, version) }
        guard let entry else {
            let which = version.map { "version \($0) of '\(name)'" } ?? "'\(name)'"
            throw APIError.unknownLabelSet(
                "There is no label set \(which). GET /v1/label-sets lists the ones there are."
            )
        }
        return entry
    }

    func summaries() async throws -> [LabelSetsAnswer.Summary] {
        let stored = try await queue.run { [store] in try store.list() }
        let fixed = builtIn.sorted { $0.key < $1.key }.map { name, set in
            LabelSetsAnswer.Summary(
                name: name,
                version: set.version ?? 1,
                labels: set.labels.count,
                builtIn: true,
                createdAt: nil
            )
        }
        return fixed
            + stored.map {
                LabelSetsAnswer.Summary(
                    name: $0.name,
                    version: $0.version,
                    labels: $0.labelCount,
                    builtIn: false,
                    createdAt: $0.createdAt
                )
            }
    }

    /// Stores a label set as a new version unless it is what the latest one says already.
    func put(
        _ body: [UInt8],
        name: String,
        if precondition: LabelSetPrecondition
    ) async throws -> (entry: CatalogEntry, created: Bool) {
        try refuseBuiltIn(name)
        return try await queue.run {
            let labelSet = try LabelSet(parsing: Data(body), name: name)
            let (stored, created) = try store.put(
                name: name,
                content: try labelSet.canonicalJSON(),
                labelCount: labelSet.labels.count,
                if: precondition
            )
            return (try parsed.entry(of: stored), created)
        }
    }

    func delete(_ name: String, if precondition: LabelSetPrecondition) async throws {
        try refuseBuiltIn(name)
        let wasThere = try await queue.run { [store] in try store.delete(name, if: precondition) }
        guard wasThere else { throw APIError.unknownLabelSet("There is no label set of that name.") }
    }

    /// Whether label sets can be read.
    func isReadable() async -> Bool {
        do {
            _ = try await queue.run { [store] in try store.list() }
            return true
        } catch {
            return false
        }
    }

    private func refuseBuiltIn(_ name: String) throws {
        guard !LabelSet.isReserved(name) else {
            throw APIError(
                .conflict,
                "conflict",
                "Built-in label sets do not change",
                detail: "'\(name)' is built in. Choose another name."
            )
        }
    }

    private static func entry(builtIn set: LabelSet, name: String) -> CatalogEntry {
        CatalogEntry(
            labelSet: set,
            isBuiltIn: true,
            createdAt: nil,
            entityTag: "\"\(name)-\(set.version ?? 1)\""
        )
    }

    /// The database is asked each time which version there is, for another process may have written to it: one short
    /// row. The content is read and parsed once.
    private func stored(_ name: String, _ version: Int?) throws -> CatalogEntry? {
        guard let summary = try store.summary(of: name, version: version) else { return nil }
        if let entry = parsed.entry(of: summary) { return entry }
        return try store.version(summary.version, of: name).map(parsed.entry)
    }
}
