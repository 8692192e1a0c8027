import GRDB

extension DatabaseFormat {
    /// Label sets: nothing committed may be lost, so every commit reaches the disk and the file is checked at
    /// start.
    static let labelSets = DatabaseFormat(
        applicationIdentifier: 0x4849_4C53,  // "HILS"
        synchronous: "FULL",
        checksIntegrity: true,
        migrator: labelSetMigrator
    )

    private static var labelSetMigrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("label set versions") { database in
            try database.execute(sql: labelSetTables)
            try database.execute(sql: "PRAGMA application_id = \(0x4849_4C53)")
        }
        migrator.registerMigration("heartbeat") { database in
            try database.execute(
                sql:
                    "CREATE TABLE heartbeat (id INTEGER PRIMARY KEY CHECK (id = 1), writtenAt INTEGER NOT NULL) STRICT"
            )
        }
        return migrator
    }

    /// The triggers make the promise that versions are immutable the database's own; `content` comes last, so
    /// that a listing reads past no large value.
    private static let labelSetTables = """
        CREATE TABLE labelSetVersion (
            name TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            digest TEXT NOT NULL,
            labelCount INTEGER NOT NULL,
            createdAt INTEGER NOT NULL,
            deletedAt INTEGER,
            content BLOB NOT NULL,
            PRIMARY KEY (name, version)
        ) STRICT;
        CREATE TRIGGER labelSetVersionIsImmutable
        BEFORE UPDATE OF name, version, content, digest, labelCount, createdAt ON labelSetVersion
        BEGIN SELECT RAISE(ABORT, 'versions are immutable'); END;
        CREATE TRIGGER labelSetVersionIsKept
        BEFORE DELETE ON labelSetVersion
        BEGIN SELECT RAISE(ABORT, 'versions are kept'); END;
        """
}
