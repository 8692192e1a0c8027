import Tensors

/// Texts as token ids, padded to the longest.
struct TokenBatch {
    /// `count` × `width` ids, row by row.
    let ids: [Int32]
    /// Real tokens of each text.
    let lengths: [Int]
    /// Tokens of the longest text.
    let width: Int

    var count: Int { lengths.count }

    /// Checks every text against the encoder's positions and vocabulary.
    ///
    /// - Precondition: there is at least one text.
    init(_ texts: [[Int32]], positions: Int, vocabulary: Int) throws(EncoderError) {
        for text in texts {
            guard (1...positions).contains(text.count) else {
                throw .wrongTokenCount(found: text.count, maximum: positions)
            }
            for id in text where id < 0 || Int(id) >= vocabulary {
                throw .unknownToken(id: id, vocabulary: vocabulary)
            }
        }
        lengths = texts.map(\.count)
        width = lengths.max() ?? 0
        let padded = width
        ids = texts.flatMap { $0 + [Int32](repeating: 0, count: padded - $0.count) }
    }

    var mask: AttentionMask {
        lengths.allSatisfy { $0 == width } ? .none : .lengths(lengths)
    }

    /// The first position of an id in each text, or its last token where it does not occur.
    func positions(of id: Int32) -> [Int] {
        lengths.indices.map { text in
            let start = text * width
            return ids[start..<start + lengths[text]].firstIndex(of: id).map { $0 - start }
                ?? lengths[text] - 1
        }
    }
}
