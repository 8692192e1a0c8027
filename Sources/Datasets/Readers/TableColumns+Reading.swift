import Foundation

extension TableColumns: Decodable {
    private static let maximumBytes = 1 << 20

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case image, patient, study, view, split, text, findings, impression, labels, mesh, filters
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { return nil }
    }

    /// Reads the columns from a JSON file: an object with this type's properties, such as
    /// `{"image": "path", "patient": "id", "labels": [{"column": "Effusion", "name": "Pleural effusion"}]}`.
    ///
    /// - Throws: ``DatasetError/invalidJSON(file:path:expected:)`` for a property that is not known or not of its
    ///   type, and the errors of reading.
    public init(path: String) throws(DatasetError) {
        let content = try FileInput.content(of: path, limit: Self.maximumBytes)
        self = try JSONReading.decode(TableColumns.self, from: Data(content), file: path)
    }

    /// Reads an object with this type's properties; only `image` and `patient` are needed, others are refused.
    public init(from decoder: any Decoder) throws {
        let known = CodingKeys.allCases.map(\.rawValue)
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue)
        {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath + [key],
                    debugDescription: "one of " + known.joined(separator: ", ")
                )
            )
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            image: try container.decode(String.self, forKey: .image),
            patient: try container.decode(String.self, forKey: .patient)
        )
        study = try container.decodeIfPresent(String.self, forKey: .study)
        view = try container.decodeIfPresent(String.self, forKey: .view)
        split = try container.decodeIfPresent(String.self, forKey: .split)
        text = try container.decodeIfPresent(String.self, forKey: .text)
        findings = try container.decodeIfPresent(String.self, forKey: .findings)
        impression = try container.decodeIfPresent(String.self, forKey: .impression)
        mesh = try container.decodeIfPresent(String.self, forKey: .mesh)
        labels = try container.decodeIfPresent([Label].self, forKey: .labels) ?? []
        filters = try container.decodeIfPresent([Filter].self, forKey: .filters) ?? []
    }
}
