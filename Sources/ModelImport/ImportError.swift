public import Checkpoints
public import WeightFiles

/// Why a published checkpoint cannot become a model package.
public enum ImportError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file itself cannot be read.
    case file(WeightFileError)
    /// No family fits, or the named one does not; some names of the file.
    case unrecognized(file: String, families: [String], names: [String])
    /// There is no family of that name.
    case unknownFamily(name: String, known: [String])
    /// Weights that look alike belong to models that want different pixels.
    case ambiguous(file: String, families: [String])
    /// A tensor that the family has is not there.
    case missingTensor(file: String, family: String, name: String)
    /// A tensor has a shape that the family cannot have.
    case misshapenTensor(name: String, extents: [Int], expected: String)
    /// Tensors are left over that could change an answer.
    case unexpectedTensors(file: String, family: String, names: [String])
    /// The family needs a file or setting that was not given.
    case needs(family: String, what: String, remedy: String)
    /// A text encoder's file was given beside a file that holds both encoders.
    case superfluousTextWeights(family: String)
    /// A folder holds too few or too many weight files to be an ensemble.
    case noEnsemble(folder: String, count: Int)
    /// The package cannot be written or does not load.
    case package(CheckpointError)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .unrecognized(let file, let families, let names):
            "\(file) is no model of a known family (\(families.joined(separator: ", "))). Its tensors begin with: "
                + names.map { "'\($0)'" }.joined(separator: ", ") + "."
        case .unknownFamily(let name, let known):
            "There is no family '\(name)'. Known are \(known.joined(separator: ", "))."
        case .ambiguous(let file, let families):
            "\(file) may be of the family \(families.joined(separator: " or ")): their tensors have the same names, but "
                + "they want different pixels. Say which with --family."
        case .missingTensor(let file, let family, let name):
            "\(file) lacks the tensor '\(name)', which a model of the family \(family) has. It is cut off, or of another family."
        case .misshapenTensor(let name, let extents, let expected):
            "The tensor '\(name)' has the shape \(extents) where \(expected) is needed."
        case .unexpectedTensors(let file, let family, let names):
            "\(file) holds \(names.count) tensors that the family \(family) has no place for, so its answers would be wrong: "
                + names.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + (names.count > 8 ? ", …" : "")
                + "."
        case .needs(let family, let what, let remedy):
            "A model of the family \(family) needs \(what). \(remedy)"
        case .superfluousTextWeights(let family):
            "Files of the family \(family) hold both encoders. Leave --text-weights out."
        case .noEnsemble(let folder, let count):
            "\(folder) holds \(count) weight files, and an ensemble has \(EnsembleDescription.memberCounts.lowerBound) to "
                + "\(EnsembleDescription.memberCounts.upperBound). For a single model name its file."
        case .package(let error): error.description
        }
    }
}
