/// Why a file did not become a radiograph, or a radiograph not a model's input.
///
/// No case carries anything of the file's content beyond its format and its size.
public enum RadiographError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There are no bytes.
    case empty
    /// The file is larger than `DecodingLimits.maximumBytes`.
    case bytesOverLimit(received: Int, limit: Int)
    /// The file is not of a format that is decoded; nil where its first bytes match no known format.
    case unsupportedFormat(RadiographFormat?)
    /// The format is decoded, but not the variant that this file uses (lossless or 12-bit JPEG, for example).
    case unsupportedVariant(RadiographFormat, reason: String)
    /// The header claims more pixels than `DecodingLimits.maximumPixels`.
    case pixelsOverLimit(width: Int, height: Int, limit: Int)
    /// The header claims a side longer than `DecodingLimits.maximumSide`.
    case sideOverLimit(width: Int, height: Int, limit: Int)
    /// A side is shorter than `DecodingLimits.minimumSide`.
    case tooSmall(width: Int, height: Int, minimumSide: Int)
    /// The longer side is more than `limit` times the shorter one, so that a crop would show a sliver of it.
    case tooElongated(width: Int, height: Int, limit: Int)
    /// The file ends before the picture does.
    case truncated(RadiographFormat)
    /// The file contradicts its format; the reason is the decoder's.
    case corrupt(RadiographFormat, reason: String)
    /// The decoder could not get the memory it needs.
    case outOfMemory
    /// The radiograph was decoded at a smaller size for other profiles, of which this one would get too little.
    case decodedTooSmall(profile: String)
    /// A preprocessing profile asks for something undefined; the reason names the field and its range.
    case invalidProfile(name: String, reason: String)

    /// The cause and the remedy, in plain sentences without file content.
    public var description: String {
        switch self {
        case .empty:
            "The image is empty. Send the bytes of a JPEG or PNG file."
        case .bytesOverLimit(let received, let limit):
            "The image has \(received) bytes; at most \(limit) are accepted. Send a smaller file."
        case .unsupportedFormat(let format):
            Self.describe(unsupported: format)
        case .unsupportedVariant(let format, let reason):
            "This kind of \(format.displayName) is not decoded (\(reason)). "
                + "Save the image as 8-bit baseline JPEG or as PNG."
        case .pixelsOverLimit(let width, let height, let limit):
            "The image is \(width)x\(height) pixels; at most \(limit) pixels are accepted. Send a smaller one."
        case .sideOverLimit(let width, let height, let limit):
            "The image is \(width)x\(height) pixels; no side may exceed \(limit). Send a smaller image."
        case .tooSmall(let width, let height, let minimumSide):
            "The image is \(width)x\(height) pixels; each side needs at least \(minimumSide). "
                + "Send the radiograph at its full size, not a thumbnail."
        case .tooElongated(let width, let height, let limit):
            "The image is \(width)x\(height) pixels; no side may exceed \(limit) times the other. "
                + "Send one view, cut to the film."
        case .truncated(let format):
            "The \(format.displayName) file ends before its picture does. Send the complete file again."
        case .corrupt(let format, let reason):
            "The \(format.displayName) file is damaged (\(reason)). Export the image anew and send it again."
        case .outOfMemory:
            "There was not enough memory to decode the image. Try again later or send a smaller image."
        case .decodedTooSmall(let profile):
            "The image was decoded at a size too small for the preprocessing profile \"\(profile)\". "
                + "Decode it for this profile, or whole."
        case .invalidProfile(let name, let reason):
            "The preprocessing profile \"\(name)\" is not valid: \(reason). Correct the model's description."
        }
    }

    private static func describe(unsupported format: RadiographFormat?) -> String {
        let accepted = RadiographFormat.supported.map(\.displayName).joined(separator: " and ")
        guard let format else {
            return "The image is of no known format. \(accepted) are accepted."
        }
        return
            "The image is a \(format.displayName) file. \(accepted) are accepted: convert it first."
    }
}
