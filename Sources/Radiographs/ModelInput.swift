/// The pixels as an image encoder takes them, with a receipt of every step since the file.
public struct ModelInput: Sendable, Equatable {
    /// Always 3.
    public let channels: Int

    /// Rows.
    public let height: Int

    /// Columns.
    public let width: Int

    /// Normalised samples of shape (channels, height, width): `channels * height * width` values, plane by
    /// plane.
    public let values: [Float]

    /// The radiograph's steps, then the profile's.
    public let steps: [String]

    /// The radiograph's warnings, then the profile's.
    public let warnings: [String]
}
