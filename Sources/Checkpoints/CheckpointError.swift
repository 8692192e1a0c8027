public import Encoders
public import WeightFiles

/// What can be wrong with a weight file or a model package.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A weight file, or another file of a package, cannot be read or written.
    case file(WeightFileError)
    /// The weights hold tensors that the model description has no place for.
    case unexpectedTensors(file: String, names: [String])
    /// The description in `model.json` is not usable.
    case malformedDescription(file: String, reason: String)
    /// A file of a package has other content than its description says.
    case wrongDigest(file: String, expected: String, found: String)
    /// The description and the weights do not fit each other, or a size is out of range.
    case encoder(EncoderError, file: String)
    /// The tokenizer's files cannot be used.
    case tokenizer(file: String, reason: String)
    /// Where a package is to be written there is something already.
    case packageExists(folder: String)

    /// The cause and the remedy in one or two sentences.
    public var description: String {
        switch self {
        case .file(let error):
            error.description
        case .unexpectedTensors(let file, let names):
            "\(file) holds \(names.count) tensors that the model description has no place for: "
                + names.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 8 ? ", …" : "")
                + ". Correct the architecture or the naming scheme in the description."
        case .malformedDescription(let file, let reason):
            "\(file) does not describe a model: \(reason)."
        case .wrongDigest(let file, let expected, let found):
            "\(file) has the SHA-256 \(found), but the model description says \(expected). "
                + "The file was changed or damaged; copy the package again."
        case .encoder(let error, let file):
            "\(file): \(error)"
        case .tokenizer(let file, let reason):
            "The tokenizer file \(file) cannot be used: \(reason)."
        case .packageExists(let folder):
            "There is something at \(folder) already, and a package is never written over. "
                + "Name another folder, or move this one away."
        }
    }
}

/// What a weight file throws, as a failure of the package that it belongs to.
func withFiles<Result>(
    _ body: () throws(WeightFileError) -> Result
) throws(CheckpointError) -> Result {
    do throws(WeightFileError) {
        return try body()
    } catch {
        throw .file(error)
    }
}
