/// A text file of one name a line.
enum NameList {
    private static let maximumBytes = 64 << 20

    /// The names, empty lines left out.
    static func names(in path: String) throws(DatasetError) -> Set<String> {
        let content = try FileInput.content(of: path, limit: maximumBytes)
        return Set(
            content.split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
                .compactMap { String(decoding: $0, as: UTF8.self).contentIfAny }
        )
    }
}
