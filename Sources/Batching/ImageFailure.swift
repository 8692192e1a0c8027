public import Radiographs

/// Why an image cannot be used.
public enum ImageFailure: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no such file, or it cannot be read.
    case missing
    /// It is not a radiograph that can be decoded.
    case damaged(RadiographError)

    /// The cause and the remedy.
    public var description: String {
        switch self {
        case .missing: "The file cannot be read; check the path and its permissions."
        case .damaged(let error): error.description
        }
    }
}
