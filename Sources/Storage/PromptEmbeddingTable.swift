import Foundation
import GRDB

extension DatabaseFormat {
    /// Prompt embeddings: losing the last commits in a power cut is harmless, and damage shows row by row.
    static let promptCache = DatabaseFormat(
        applicationIdentifier: 0x4849_4C50,  // "HILP"
        synchronous: "NORMAL",
        checksIntegrity: false,
        migrator: promptCacheMigrator
    )

    private static var promptCacheMigrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("prompt embeddings") { database in
            try database.execute(
                sql: """
                    CREATE TABLE promptEmbedding (
                        key BLOB NOT NULL UNIQUE,
                        lastUse INTEGER NOT NULL,
                        checksum BLOB NOT NULL,
                        embedding BLOB NOT NULL
                    ) STRICT;
                    CREATE INDEX promptEmbeddingByLastUse ON promptEmbedding (lastUse);
                    PRAGMA application_id = \(0x4849_4C50);
                    """
            )
        }
        return migrator
    }
}

/// The statements on the table of prompt embeddings.
enum PromptEmbeddingTable {
    /// The most keys that one statement names.
    static let keysPerStatement = 500

    /// The rows of the keys that are there, in no order.
    static func rows(for keys: [Data], in database: Database) throws -> [PromptEmbeddingRow] {
        try chunks(of: keys).flatMap { chunk in
            let rows = try Row.fetchAll(
                database,
                sql:
                    "SELECT key, lastUse, checksum, embedding FROM promptEmbedding WHERE key IN \(marks(chunk))",
                arguments: StatementArguments(chunk)
            )
            return rows.compactMap(PromptEmbeddingRow.init(row:))
        }
    }

    /// Writes the rows over any that are there, then drops the least recently used beyond `limit`.
    static func insert(_ rows: [PromptEmbeddingRow], limit: Int, into database: Database) throws {
        let statement = try database.makeStatement(
            sql: """
                INSERT OR REPLACE INTO promptEmbedding (key, lastUse, checksum, embedding) VALUES (?, ?, ?, ?)
                """
        )
        for row in rows {
            try statement.execute(arguments: [row.key, row.lastUse, row.checksum, row.values])
        }
        try prune(to: limit, in: database)
    }

    /// Marks the keys as used at `lastUse`.
    static func touch(_ keys: [Data], at lastUse: Int, in database: Database) throws {
        for chunk in chunks(of: keys) {
            try database.execute(
                sql: "UPDATE promptEmbedding SET lastUse = ? WHERE key IN \(marks(chunk))",
                arguments: [lastUse] + StatementArguments(chunk)
            )
        }
    }

    /// Drops a tenth of `limit` more than needed, so that a full cache is not pruned at every insertion.
    private static func prune(to limit: Int, in database: Database) throws {
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM promptEmbedding") ?? 0
        guard count > limit else { return }
        try database.execute(
            sql: """
                DELETE FROM promptEmbedding WHERE rowid IN
                (SELECT rowid FROM promptEmbedding ORDER BY lastUse, rowid LIMIT ?)
                """,
            arguments: [count - limit + limit / 10]
        )
    }

    private static func marks(_ keys: ArraySlice<Data>) -> String {
        "(" + Array(repeating: "?", count: keys.count).joined(separator: ",") + ")"
    }

    private static func chunks(of keys: [Data]) -> [ArraySlice<Data>] {
        stride(from: 0, to: keys.count, by: keysPerStatement).map { start in
            keys[start..<min(start + keysPerStatement, keys.count)]
        }
    }
}
