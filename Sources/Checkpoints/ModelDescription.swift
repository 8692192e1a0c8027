public import Encoders
import Foundation
public import Radiographs
public import Reports
import WeightFiles

/// What `model.json` says: everything needed to run a set of weights, and what they may be used for.
public struct ModelDescription: Codable, Sendable, Equatable {
    /// Where the weights are and how their tensors are named.
    public struct Weights: Codable, Sendable, Equatable {
        /// File name within the package.
        public var file: String
        /// SHA-256 of the file, 64 lower-case hexadecimal digits. It names the model in every cache.
        public var sha256: String
        /// A key of ``NamingScheme/all``.
        public var naming: String

        /// Names a weight file; ``ModelPackage/write(_:tensors:tokenizer:readme:to:)`` fills in the digest.
        public init(file: String, sha256: String = "", naming: String) {
            self.file = file
            self.sha256 = sha256
            self.naming = naming
        }
    }

    /// How texts become token ids.
    public enum TokenizerDescription: Sendable, Equatable {
        /// WordPiece with one vocabulary entry a line, in whose texts what is garbled may be repaired first.
        case wordPiece(
            vocabulary: String,
            lowercases: Bool,
            maximumTokens: Int,
            repairsText: Bool = false
        )
        /// CLIP's byte-pair encoding with one merge a line.
        case clip(merges: String, maximumTokens: Int, cleaning: CLIPCleaning = .huggingFace)

        /// The most tokens that a text may have, special ones included.
        public var maximumTokens: Int {
            switch self {
            case .wordPiece(_, _, let maximum, _), .clip(_, let maximum, _): maximum
            }
        }

        /// File names within the package.
        public var file: String {
            switch self {
            case .wordPiece(let vocabulary, _, _, _): vocabulary
            case .clip(let merges, _, _): merges
            }
        }
    }

    /// Version of this format; 1.
    public var format: Int
    /// Short name, `[a-z0-9.-]`, at most 64 characters.
    public var id: String
    /// One sentence on what the model is.
    public var description: String
    /// Terms of the weights and attributions of the data.
    public var license: String
    /// What the model must not be trusted with, one sentence each.
    public var limits: [String]
    /// The weight file.
    public var weights: Weights
    /// The architecture with every size.
    public var encoders: DualEncoderConfiguration
    /// The tokenizer.
    public var tokenizer: TokenizerDescription
    /// From decoded pixels to the image encoder's input.
    public var preprocessing: PreprocessingProfile
    /// How scores become probabilities, and where to decide; nil for a model that is not calibrated.
    public var calibration: ModelCalibration?
    /// What narrower arithmetic changes in its answers; nil where that was not measured.
    public var precision: PrecisionRecord?

    /// Describes a model in format 1; the fields are checked when the description is written or read.
    public init(
        id: String,
        description: String,
        license: String,
        limits: [String],
        weights: Weights,
        encoders: DualEncoderConfiguration,
        tokenizer: TokenizerDescription,
        preprocessing: PreprocessingProfile,
        calibration: ModelCalibration? = nil,
        precision: PrecisionRecord? = nil
    ) {
        format = 1
        self.id = id
        self.description = description
        self.license = license
        self.limits = limits
        self.weights = weights
        self.encoders = encoders
        self.tokenizer = tokenizer
        self.preprocessing = preprocessing
        self.calibration = calibration
        self.precision = precision
    }

    /// The name of the description within a package.
    public static let fileName = "model.json"

    /// The largest description: room for the prompts of a thousand calibrated labels.
    private static let maximumSize = 8 << 20

    /// The description as it stands in a package: JSON with sorted keys.
    ///
    /// - Throws: ``CheckpointError/malformedDescription(file:reason:)`` where a number is not finite.
    func json(path: String) throws(CheckpointError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
        } catch {
            throw .malformedDescription(file: path, reason: "a number in it is not finite")
        }
    }

    /// Reads and checks a description.
    ///
    /// - Throws: ``CheckpointError/malformedDescription(file:reason:)`` naming the field.
    public static func read(path: String) throws(CheckpointError) -> ModelDescription {
        let file = try withFiles { () throws(WeightFileError) in try MappedFile(path: path) }
        func malformed(_ reason: String) -> CheckpointError {
            .malformedDescription(file: path, reason: reason)
        }
        guard file.bytes.count <= maximumSize else { throw malformed("it is larger than 8 MiB") }
        let data = Data(file.bytes)
        let description: ModelDescription
        do {
            description = try JSONDecoder().decode(ModelDescription.self, from: data)
        } catch let error as DecodingError {
            throw malformed(error.fieldDescription)
        } catch {
            throw malformed("\(error)")
        }
        if let unknown = UnknownFields.first(
            in: data,
            notIn: description,
            optional: ["calibration", "precision"]
        ) {
            throw malformed("the field '\(unknown)' is unknown")
        }
        try description.validate(malformed)
        try description.weights.validateDigest(malformed)
        return description
    }

    func validate(_ malformed: (String) -> CheckpointError) throws(CheckpointError) {
        guard format == 1 else { throw malformed("its format is \(format); this version reads format 1") }
        try precision?.validate(malformed)
        guard (1...64).contains(id.utf8.count), id.utf8.allSatisfy(Self.isIdentifierByte) else {
            throw malformed(
                "the id '\(id.prefix(64))' must be 1 to 64 of the characters a-z, 0-9, '.' and '-'"
            )
        }
        for name in [weights.file, tokenizer.file] where name.isEmpty || name.contains("/") || name == ".." {
            throw malformed("'\(name)' must be the name of a file within the package")
        }
        guard NamingScheme.all[weights.naming] != nil else {
            let known = NamingScheme.all.keys.sorted().joined(separator: ", ")
            throw malformed("weights.naming is '\(weights.naming)'; known schemes are \(known)")
        }
        guard tokenizer.maximumTokens >= 2, tokenizer.maximumTokens <= encoders.text.positions else {
            throw malformed("tokenizer.maximumTokens must lie between 2 and text.positions")
        }
        guard preprocessing.inputSize == encoders.image.resolution else {
            throw malformed(
                "preprocessing gives \(preprocessing.inputSize) pixels a side, but the image encoder "
                    + "takes \(encoders.image.resolution)"
            )
        }
        try calibration?.validate(malformed)
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension ModelDescription.Weights {
    fileprivate func validateDigest(_ malformed: (String) -> CheckpointError) throws(CheckpointError) {
        guard sha256.utf8.count == 64, sha256.utf8.allSatisfy(Self.isHexadecimalByte) else {
            throw malformed("weights.sha256 must have 64 lower-case hexadecimal digits")
        }
    }

    private static func isHexadecimalByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }
}

extension ModelDescription.TokenizerDescription: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, vocabulary, lowercases, merges, maximumTokens, cleaning, repairsText
    }

    /// Reads the fields that belong to the value of `kind`; `cleaning` and `repairsText` may be missing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let maximum = try container.decode(Int.self, forKey: .maximumTokens)
        switch try container.decode(String.self, forKey: .kind) {
        case "wordpiece":
            self = .wordPiece(
                vocabulary: try container.decode(String.self, forKey: .vocabulary),
                lowercases: try container.decode(Bool.self, forKey: .lowercases),
                maximumTokens: maximum,
                repairsText: try container.decodeIfPresent(Bool.self, forKey: .repairsText) ?? false
            )
        case "clip":
            self = .clip(
                merges: try container.decode(String.self, forKey: .merges),
                maximumTokens: maximum,
                cleaning: try Self.cleaning(container)
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
        switch self {
        case .wordPiece(let vocabulary, let lowercases, _, let repairsText):
            try container.encode("wordpiece", forKey: .kind)
            try container.encode(vocabulary, forKey: .vocabulary)
            try container.encode(lowercases, forKey: .lowercases)
            try container.encode(repairsText, forKey: .repairsText)
        case .clip(let merges, _, let cleaning):
            try container.encode("clip", forKey: .kind)
            try container.encode(merges, forKey: .merges)
            try container.encode(cleaning, forKey: .cleaning)
        }
    }
}
