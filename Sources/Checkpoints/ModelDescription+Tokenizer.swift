public import Reports

extension ModelDescription {
    /// How texts become token ids.
    public enum TokenizerDescription: Sendable, Equatable {
        /// WordPiece with one vocabulary entry a line, in whose texts what is garbled may be repaired first.
        case wordPiece(
            vocabulary: String,
            lowercases: Bool,
            maximumTokens: Int,
            repairsText: Bool = false,
            sha256: String? = nil
        )
        /// CLIP's byte-pair encoding with one merge a line.
        case clip(
            merges: String,
            maximumTokens: Int,
            cleaning: CLIPCleaning = .huggingFace,
            sha256: String? = nil
        )

        /// The most tokens that a text may have, special ones included.
        public var maximumTokens: Int {
            switch self {
            case .wordPiece(_, _, let maximum, _, _), .clip(_, let maximum, _, _): maximum
            }
        }

        /// File name within the package.
        public var file: String {
            switch self {
            case .wordPiece(let vocabulary, _, _, _, _): vocabulary
            case .clip(let merges, _, _, _): merges
            }
        }

        /// SHA-256 of the file, 64 lower-case hexadecimal digits; nil in packages that do not state it.
        public var sha256: String? {
            switch self {
            case .wordPiece(_, _, _, _, let digest), .clip(_, _, _, let digest): digest
            }
        }

        /// The same tokenizer from a file of this SHA-256.
        public func withDigest(_ digest: String) -> TokenizerDescription {
            switch self {
            case .wordPiece(let vocabulary, let lowercases, let maximum, let repairsText, _):
                .wordPiece(
                    vocabulary: vocabulary,
                    lowercases: lowercases,
                    maximumTokens: maximum,
                    repairsText: repairsText,
                    sha256: digest
                )
            case .clip(let merges, let maximum, let cleaning, _):
                .clip(merges: merges, maximumTokens: maximum, cleaning: cleaning, sha256: digest)
            }
        }
    }
}

extension ModelDescription.TokenizerDescription: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, vocabulary, lowercases, merges, maximumTokens, cleaning, repairsText, sha256
    }

    /// Reads the fields that belong to the value of `kind`; `cleaning`, `repairsText` and `sha256` may be
    /// missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let maximum = try container.decode(Int.self, forKey: .maximumTokens)
        let digest = try container.decodeIfPresent(String.self, forKey: .sha256)
        switch try container.decode(String.self, forKey: .kind) {
        case "wordpiece":
            self = .wordPiece(
                vocabulary: try container.decode(String.self, forKey: .vocabulary),
                lowercases: try container.decode(Bool.self, forKey: .lowercases),
                maximumTokens: maximum,
                repairsText: try container.decodeIfPresent(Bool.self, forKey: .repairsText) ?? false,
                sha256: digest
            )
        case "clip":
            self = .clip(
                merges: try container.decode(String.self, forKey: .merges),
                maximumTokens: maximum,
                cleaning: try Self.cleaning(container),
                sha256: digest
            )
        case let kind:
            throw DecodingError.dataCorruptedError(
                forKey: .kind,
                in: container,
                debugDescription: "'\(kind)' is not a tokenizer; use wordpiece or clip"
            )
        }
    }

    private static func cleaning(_ container: KeyedDecodingContainer<CodingKeys>) throws -> CLIPCleaning {
        guard let name = try container.decodeIfPresent(String.self, forKey: .cleaning) else {
            return .huggingFace
        }
        if let cleaning = CLIPCleaning(rawValue: name) { return cleaning }
        let known = CLIPCleaning.allCases.map(\.rawValue).joined(separator: ", ")
        throw DecodingError.dataCorruptedError(
            forKey: .cleaning,
            in: container,
            debugDescription: "'\(name)' is not a cleaning; use one of \(known)"
        )
    }

    /// Writes the kind beside its fields.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(maximumTokens, forKey: .maximumTokens)
        try container.encodeIfPresent(sha256, forKey: .sha256)
        switch self {
        case .wordPiece(let vocabulary, let lowercases, _, let repairsText, _):
            try container.encode("wordpiece", forKey: .kind)
            try container.encode(vocabulary, forKey: .vocabulary)
            try container.encode(lowercases, forKey: .lowercases)
            try container.encode(repairsText, forKey: .repairsText)
        case .clip(let merges, _, let cleaning, _):
            try container.encode("clip", forKey: .kind)
            try container.encode(merges, forKey: .merges)
            try container.encode(cleaning, forKey: .cleaning)
        }
    }
}
