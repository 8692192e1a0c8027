/// An image that could not be used.
public struct SkippedImage: Error, Equatable, Sendable, Encodable, CustomStringConvertible {
    /// The path as the manifest has it.
    public let image: String
    /// The cause and the remedy.
    public let reason: String

    /// Names an image and what is wrong with it.
    public init(image: String, reason: String) {
        self.image = image
        self.reason = reason
    }

    /// The path and the reason.
    public var description: String { "\(image): \(reason)" }
}
