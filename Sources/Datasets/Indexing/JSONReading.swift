import Foundation

/// Decodes JSON and says where it is not as expected.
enum JSONReading {
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from json: Data,
        file: String
    ) throws(DatasetError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: json)
        } catch let error as DecodingError {
            throw Self.error(error, file: file)
        } catch {
            throw .invalidJSON(file: file, path: "/", expected: "JSON")
        }
    }

    private static func error(_ error: DecodingError, file: String) -> DatasetError {
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            .invalidJSON(file: file, path: path(context.codingPath), expected: "a value of type \(type)")
        case .keyNotFound(let key, let context):
            .invalidJSON(file: file, path: path(context.codingPath + [key]), expected: "a value")
        case .dataCorrupted(let context):
            .invalidJSON(file: file, path: path(context.codingPath), expected: context.debugDescription)
        @unknown default:
            .invalidJSON(file: file, path: "/", expected: "JSON")
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.isEmpty ? "/" : keys.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }.joined()
    }
}
