import Crypto
import Foundation
import GRDB

/// One cached embedding as it lies in the file: Float32 values, little-endian, with a checksum over key and
/// values.
struct PromptEmbeddingRow {
    let key: Data
    let values: Data
    let checksum: Data
    let lastUse: Int

    /// A row for new values, or nil where they are not `dimensions` finite numbers.
    init?(key: Data, embedding: [Float], dimensions: Int, lastUse: Int) {
        guard embedding.count == dimensions, embedding.allSatisfy(\.isFinite) else { return nil }
        var values = Data(capacity: embedding.count * 4)
        for value in embedding {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { values.append(contentsOf: $0) }
        }
        self.key = key
        self.values = values
        self.checksum = Self.checksum(key: key, values: values)
        self.lastUse = lastUse
    }

    /// A row as read, or nil where a column is not of its type.
    init?(row: Row) {
        guard let key = Data.fromDatabaseValue(row["key"]),
            let values = Data.fromDatabaseValue(row["embedding"]),
            let checksum = Data.fromDatabaseValue(row["checksum"]),
            let lastUse = Int.fromDatabaseValue(row["lastUse"])
        else { return nil }
        self.key = key
        self.values = values
        self.checksum = checksum
        self.lastUse = lastUse
    }

    /// The numbers, or nil where their count or the checksum is not right.
    func embedding(dimensions: Int) -> [Float]? {
        guard dimensions >= 0, values.count / 4 == dimensions, values.count % 4 == 0,
            checksum == Self.checksum(key: key, values: values)
        else { return nil }
        return values.withUnsafeBytes { bytes in
            (0..<dimensions).map { index in
                Float(
                    bitPattern: UInt32(
                        littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
                    )
                )
            }
        }
    }

    /// The first eight bytes of SHA-256: enough against damage, which is all that it is for.
    private static func checksum(key: Data, values: Data) -> Data {
        var hash = SHA256()
        hash.update(data: key)
        hash.update(data: values)
        return Data(hash.finalize().prefix(8))
    }
}
