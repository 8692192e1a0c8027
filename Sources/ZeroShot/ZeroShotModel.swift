public import Checkpoints
public import Encoders
import Foundation
public import Radiographs
import Reports
public import Tensors

/// A loaded model: what turns radiographs and texts into embeddings.
///
/// The weights are shared; the backend is the calling thread's own.
public struct ZeroShotModel: Sendable {
    /// An embedded text, and whether all of it was read.
    public struct EmbeddedText: Sendable {
        /// The embedding.
        public let embedding: Embedding
        /// Whether the text had more tokens than the encoder takes and lost its end.
        public let isTruncated: Bool
        /// The pieces that the text was read in, whose embeddings were averaged; 1 for a text that was read at once.
        public let pieces: Int
    }

    /// What the package says of itself.
    public let description: ModelDescription
    /// What tells this model's texts from those of others with the same weights: the tokenizer and the text encoder.
    public let textIdentity: String
    private let encoder: DualEncoder<CPUBackend>
    private let tokenizer: any Tokenizer

    /// Texts that are encoded together: enough to fill the matrix products, few enough that one text of the
    /// greatest length does not make all the others long.
    private static let textsPerBatch = 16

    /// How its products are computed.
    public let plan: PrecisionPlan

    /// Loads the weights of a package.
    ///
    /// - Parameters:
    ///   - plan: How to compute; nil for the fastest way that the package's own measurements allow.
    ///   - ranges: What convolutions read and answer; nil for what the package knows.
    /// - Throws: ``CheckpointError`` where weights and description do not fit each other.
    public init(
        _ package: ModelPackage,
        plan: PrecisionPlan? = nil,
        ranges: RangesByName? = nil
    ) throws(CheckpointError) {
        let plan = plan ?? package.description.precision?.fastestPlan() ?? PrecisionPlan(.float32)
        self.plan = plan
        description = package.description
        // Embeddings of one precision are not mixed with those of another.
        let precision = plan.precision == .float32 ? "" : " \(plan.precision.rawValue)"
        textIdentity = "\(package.tokenizerIdentity) \(package.description.encoders.textDigest)\(precision)"
        tokenizer = package.tokenizer
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let ranges = ranges ?? package.description.precision?.ranges ?? [:]
        encoder = try package.encoder(on: CPUBackend(threads: cores, plan: plan, ranges: ranges))
    }

    /// The SHA-256 of the weights, which names the model in every cache and answer.
    public var digest: String { description.weights.sha256 }

    /// Numbers per embedding.
    public var dimensions: Int { description.encoders.projection.dimensions }

    /// ln(1/τ) of training; zero-shot scores do not use it.
    public var logitScale: Float { encoder.logitScale }

    /// Turns a radiograph into the image encoder's input.
    ///
    /// - Throws: ``RadiographError`` where the profile cannot be applied.
    public func prepare(_ radiograph: Radiograph) throws(RadiographError) -> ModelInput {
        try description.preprocessing.apply(to: radiograph)
    }

    /// Embeds one prepared radiograph.
    ///
    /// - Throws: ``EncoderError`` where the input was made for another model.
    public func embed(_ input: ModelInput, on backend: CPUBackend) throws(EncoderError) -> Embedding {
        Embedding(unitLength: try embed(input.values, batch: 1, on: backend)[0])
    }

    /// Embeds prepared radiographs together, in their order.
    ///
    /// An embedding does not depend on what else is in the batch but for rounding: the number of rows decides how a
    /// matrix product is divided and so the order of its sums. Every value is within 1e-6 of the one that the
    /// radiograph has alone.
    ///
    /// - Throws: ``EncoderError`` where an input was made for another model.
    public func embed(_ inputs: [ModelInput], on backend: CPUBackend) throws(EncoderError) -> [Embedding] {
        if inputs.isEmpty { return [] }
        if inputs.count == 1 { return [try embed(inputs[0], on: backend)] }
        for input in inputs { try check(input) }
        let pixels = [Float](unsafeUninitializedCapacity: inputs.count * inputs[0].values.count) {
            room,
            count in
            for input in inputs {
                _ = room[count...].initialize(fromContentsOf: input.values)
                count += input.values.count
            }
        }
        return try embed(pixels, batch: inputs.count, on: backend).map { Embedding(unitLength: $0) }
    }

    /// Finds out whether an input has the size that the image encoder takes.
    ///
    /// - Throws: ``EncoderError/wrongPixelCount(expected:found:)``.
    public func check(_ input: ModelInput) throws(EncoderError) {
        guard input.values.count == valuesPerImage else {
            throw .wrongPixelCount(expected: valuesPerImage, found: input.values.count)
        }
    }

    /// Numbers in one input of the image encoder.
    public var valuesPerImage: Int {
        let side = description.encoders.image.resolution
        return 3 * side * side
    }

    private func embed(
        _ pixels: [Float],
        batch: Int,
        on backend: CPUBackend
    ) throws(EncoderError) -> [[Float]] {
        try pixels.withUnsafeBufferPointer { values throws(EncoderError) in
            try encoder.embed(images: values, batch: batch, on: backend)
        }
    }

    /// Embeds texts, in their order.
    ///
    /// - Throws: ``ScoringError/textTooLong(index:maximumTokens:)`` where the policy is not to read such a text,
    ///   ``ScoringError/degeneratePieces(index:)``, or ``EncoderError`` where the tokenizer does not belong to the encoder.
    public func embed(
        _ texts: [String],
        longTexts policy: LongTextPolicy,
        on backend: CPUBackend
    ) throws -> [EmbeddedText] {
        guard policy != .truncate else { return try embed(texts, on: backend) }
        let tooLong = texts.indices.filter { tokenizer.encode(texts[$0]).isTruncated }
        if policy == .error, let index = tooLong.first {
            throw ScoringError.textTooLong(index: index, maximumTokens: tokenizer.maximumTokens)
        }
        var pieces = texts.map { [$0] }
        for index in tooLong { pieces[index] = TextPieces(texts[index], tokenizer).pieces }
        var embedded = try embed(pieces.flatMap(\.self), on: backend)[...]
        return try pieces.enumerated().map { index, pieces in
            let parts = embedded.prefix(pieces.count)
            embedded = embedded.dropFirst(pieces.count)
            guard let mean = Embedding(averaging: parts.map(\.embedding)) else {
                throw ScoringError.degeneratePieces(index: index)
            }
            return EmbeddedText(
                embedding: mean,
                isTruncated: parts.contains(where: \.isTruncated),
                pieces: pieces.count
            )
        }
    }

    /// Embeds texts, in their order; what is too long loses its end.
    ///
    /// - Throws: ``EncoderError`` where the tokenizer does not belong to the encoder.
    public func embed(_ texts: [String], on backend: CPUBackend) throws(EncoderError) -> [EmbeddedText] {
        let tokenized = texts.map(tokenizer.encode)
        // Texts of like length together, so that little padding is computed.
        let order = tokenized.indices.sorted { tokenized[$0].ids.count < tokenized[$1].ids.count }
        var result = [EmbeddedText?](repeating: nil, count: texts.count)
        for start in stride(from: 0, to: order.count, by: Self.textsPerBatch) {
            let batch = order[start..<min(start + Self.textsPerBatch, order.count)]
            let embeddings = try encoder.embed(texts: batch.map { tokenized[$0].ids }, on: backend)
            for (index, values) in zip(batch, embeddings) {
                result[index] = EmbeddedText(
                    embedding: Embedding(unitLength: values),
                    isTruncated: tokenized[index].isTruncated,
                    pieces: 1
                )
            }
        }
        return result.compactMap(\.self)
    }
}

extension ZeroShotModel {
    /// Encodes a blank image and a word, so that the memory of later requests is in place and a model that
    /// gives no numbers is found before it is used.
    ///
    /// - Throws: ``ScoringError/notFinite``, or ``EncoderError``.
    public func rehearse(on backend: CPUBackend) throws {
        let image = try embed([Float](repeating: 0, count: valuesPerImage), batch: 1, on: backend)
        let text = try embed(["finding"], on: backend)
        let values = image.flatMap(\.self) + text.flatMap(\.embedding.values)
        guard values.allSatisfy(\.isFinite) else { throw ScoringError.notFinite }
    }

    /// How many of the texts have more tokens than the encoder takes.
    public func truncatedTexts(in texts: [String]) -> Int {
        texts.count { tokenizer.encode($0).isTruncated }
    }
}
