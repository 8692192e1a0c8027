/// A point of the space that images and texts share, of unit length.
public struct Embedding: Sendable, Equatable {
    /// The coordinates.
    public let values: [Float]

    /// Takes coordinates that already have unit length.
    public init(unitLength values: [Float]) {
        self.values = values
    }

    /// The direction of the mean of several embeddings; nil for none, or where they cancel each other.
    ///
    /// Several prompts for one polarity are averaged like this in the papers' code: each of unit length, then the
    /// mean, then unit length again.
    public init?(averaging embeddings: [Embedding]) {
        guard let first = embeddings.first else { return nil }
        if embeddings.count == 1 {
            self = first
            return
        }
        var sum = [Double](repeating: 0, count: first.values.count)
        for embedding in embeddings {
            guard embedding.values.count == sum.count else { return nil }
            for index in sum.indices { sum[index] += Double(embedding.values[index]) }
        }
        let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard length > 1e-6 else { return nil }
        values = sum.map { Float($0 / length) }
    }

    /// The cosine of the angle between two embeddings of one space, -1 to 1.
    public func cosine(with other: Embedding) -> Float {
        precondition(values.count == other.values.count, "embeddings of different spaces do not compare")
        return zip(values, other.values).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
