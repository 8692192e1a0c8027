public import Randomness

/// One image and what can be said about it.
public struct TrainingExample: Sendable {
    /// Where the sentences of an example come from.
    public enum Sentences: Sendable {
        /// They stand in a report, in this order.
        case written([String])
        /// They are made anew for every draw, of labels for example; the stream is that of the example and epoch.
        case drawn(@Sendable (inout RandomStream) -> [String])
    }

    /// The path of a JPEG or PNG file.
    public let image: String
    /// The sentences of its report, or a source of such.
    public let sentences: Sentences

    /// An example; nothing is read yet.
    public init(image: String, sentences: Sentences) {
        self.image = image
        self.sentences = sentences
    }

    func sentences(random: inout RandomStream) -> [String] {
        switch sentences {
        case .written(let sentences): sentences
        case .drawn(let draw): draw(&random)
        }
    }
}

/// An example that could not be used.
public struct SkippedExample: Sendable, Equatable {
    /// Why an example could not be used.
    public enum Reason: Sendable, Equatable {
        /// Its image cannot be read or decoded.
        case image(ImageFailure)
        /// It has no sentence.
        case emptyText
    }

    /// Its place among the loader's examples.
    public let index: Int
    /// The path of its image.
    public let image: String
    /// Why it was skipped.
    public let reason: Reason
}
