public import Encoders
import Foundation
public import Radiographs
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
        for (field, digest) in [
            ("weights", description.weights.sha256), ("tokenizer", description.tokenizer.sha256),
        ] {
            guard let digest, !isDigest(digest) else { continue }
            throw malformed("\(field).sha256 must have 64 lower-case hexadecimal digits")
        }
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

    private static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                default: false
                }
            }
    }
}
