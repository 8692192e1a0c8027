import Foundation
import GRDB

/// What the database holds under one name, deleted versions included.
struct LabelSetHistory {
    /// The latest version, or nil where the name is not in use.
    let latest: StoredLabelSet?
    /// The highest number ever given, 0 where the name is new.
    let highestVersion: Int

    init(of name: String, in database: Database) throws {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT * FROM labelSetVersion WHERE name = ? ORDER BY version DESC LIMIT 1",
            arguments: [name]
        )
        highestVersion = try row.map { try $0.value("version") } ?? 0
        // Deleting hides every version, so the newest row alone tells whether the name is in use.
        let isInUse = row.map { ($0["deletedAt"] as DatabaseValue).isNull } ?? false
        latest = isInUse ? try row.map(StoredLabelSet.init(row:)) : nil
    }
}

/// A column that does not hold what the schema says.
private struct UnreadableColumn: Error {}

extension Row {
    /// The column's value, thrown about instead of trapped on where a damaged file holds something else.
    fileprivate func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
        guard let value = Value.fromDatabaseValue(self[column]) else { throw UnreadableColumn() }
        return value
    }
}

extension StoredLabelSet {
    init(row: Row) throws {
        try self.init(
            name: row.value("name"),
            version: row.value("version"),
            content: row.value("content"),
            digest: row.value("digest"),
            labelCount: row.value("labelCount"),
            createdAt: LabelSetStore.date(row.value("createdAt"))
        )
    }
}

extension LabelSetSummary {
    init(row: Row) throws {
        try self.init(
            name: row.value("name"),
            version: row.value("version"),
            digest: row.value("digest"),
            labelCount: row.value("labelCount"),
            createdAt: LabelSetStore.date(row.value("createdAt"))
        )
    }
}
