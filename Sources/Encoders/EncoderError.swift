/// What can be wrong with a description of an encoder, its weights or its input.
public enum EncoderError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A size is outside what an encoder can be built with.
    case invalidConfiguration(field: String, value: String, remedy: String)
    /// The weights lack a tensor that the description asks for.
    case missingTensor(name: String)
    /// A tensor has other extents than the description asks for.
    case misshapenTensor(name: String, expected: [Int], found: [Int])
    /// A tensor is not of a floating-point type that can be read.
    case unsupportedElementType(name: String, type: String)
    /// The pixels do not fill the image that the encoder expects.
    case wrongPixelCount(expected: Int, found: Int)
    /// A text has no tokens or more than the encoder has positions for.
    case wrongTokenCount(found: Int, maximum: Int)
    /// A token id lies outside the vocabulary.
    case unknownToken(id: Int32, vocabulary: Int)

    /// The cause and the remedy in one or two sentences.
    public var description: String {
        switch self {
        case .invalidConfiguration(let field, let value, let remedy):
            "The model description has \(field) = \(value). \(remedy)"
        case .missingTensor(let name):
            "The weights lack the tensor '\(name)'. Check that the file is complete and that the "
                + "description names the right naming scheme and layer counts."
        case .misshapenTensor(let name, let expected, let found):
            "The tensor '\(name)' has the shape \(found), but the model description asks for \(expected). "
                + "Correct the sizes in the description or use the weights that belong to it."
        case .unsupportedElementType(let name, let type):
            "The tensor '\(name)' has the element type \(type). Convert it to F32, F16 or BF16."
        case .wrongPixelCount(let expected, let found):
            "The image has \(found) values where the encoder expects \(expected). "
                + "Use the preprocessing profile of the model."
        case .wrongTokenCount(let found, let maximum):
            "A text has \(found) tokens; the text encoder takes 1 to \(maximum)."
        case .unknownToken(let id, let vocabulary):
            "The token id \(id) is outside the text encoder's vocabulary of \(vocabulary). "
                + "The tokenizer does not belong to these weights."
        }
    }
}
