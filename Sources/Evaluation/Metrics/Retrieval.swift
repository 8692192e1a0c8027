/// The right answers of a retrieval: the different texts of a data set, and which of them each image has.
///
/// Equal texts are one text: an image whose text is "No acute disease." may find it wherever it was written.
public struct TextGallery: Sendable, Equatable {
    /// The different texts, in the order of their first appearance.
    public let texts: [String]
    /// For each image the index of its text.
    public let textOfImage: [Int]

    /// Collects the different ones of the images' texts, which are equal when all their characters are.
    public init(_ textsOfImages: [String]) {
        var places: [String: Int] = [:]
        var texts: [String] = []
        textOfImage = textsOfImages.map { text in
            if let place = places[text] { return place }
            places[text] = texts.count
            texts.append(text)
            return texts.count - 1
        }
        self.texts = texts
    }
}

/// How often a search finds a right answer among its first 1, 5 and 10.
public struct Recall: Codable, Sendable, Equatable {
    /// The share of searches whose first answer is right, 0 to 1.
    public let at1: Double
    /// The share of searches with a right answer among the first 5, 0 to 1.
    public let at5: Double
    /// The share of searches with a right answer among the first 10, 0 to 1.
    public let at10: Double

    /// The sum of the three in percent (RSUM of one direction), 0 to 300.
    public var sum: Double { 100 * (at1 + at5 + at10) }

    /// - Parameter ranks: For each search the number of wrong answers before the first right one; not empty.
    init(ranks: [Int]) {
        func share(below limit: Int) -> Double {
            Double(ranks.count { $0 < limit }) / Double(ranks.count)
        }
        at1 = share(below: 1)
        at5 = share(below: 5)
        at10 = share(below: 10)
    }
}

/// Retrieval between images and texts in both directions.
public struct Retrieval: Codable, Sendable, Equatable {
    /// Each image searches its text among the different texts.
    public let imageToText: Recall
    /// Each different text searches one of its images among all images.
    public let textToImage: Recall

    /// The sum of both directions' recalls in percent (RSUM), 0 to 600.
    public var sum: Double { imageToText.sum + textToImage.sum }

    /// Ranks by similarity; a wrong answer as similar as the right one goes before it, so that a model that tells
    /// nothing apart finds nothing.
    ///
    /// - Parameter similarities: Images × different texts, image by image; the larger the more alike.
    /// - Parameter textOfImage: For each image the index of its text; every text has an image.
    /// - Throws: `nothingToEvaluate` or `inconsistentInput`.
    public init(similarities: [Float], textOfImage: [Int]) throws(EvaluationError) {
        guard !textOfImage.isEmpty, !similarities.isEmpty else { throw .nothingToEvaluate }
        let texts = similarities.count / textOfImage.count
        guard texts > 0, similarities.count.isMultiple(of: textOfImage.count) else {
            throw .inconsistentInput(
                reason: "\(similarities.count) similarities are no whole number of texts "
                    + "for each of \(textOfImage.count) images"
            )
        }
        if let place = similarities.firstIndex(where: { !$0.isFinite }) {
            throw .inconsistentInput(
                reason:
                    "the similarity of image \(place / texts) and text \(place % texts) is not a finite number"
            )
        }
        guard Set(textOfImage) == Set(0..<texts) else {
            throw .inconsistentInput(reason: "the images' texts are not the texts 0..<\(texts)")
        }
        let table = SimilarityTable(values: similarities, texts: texts, textOfImage: textOfImage)
        imageToText = Recall(ranks: table.imageRanks)
        textToImage = Recall(ranks: table.textRanks)
    }
}

private struct SimilarityTable {
    let values: [Float]
    let texts: Int
    let textOfImage: [Int]

    /// For each image the number of wrong texts at least as similar as its own.
    var imageRanks: [Int] {
        textOfImage.enumerated().map { image, right in
            let row = values[(image * texts)..<((image + 1) * texts)]
            let own = values[image * texts + right]
            return row.count { $0 >= own } - 1
        }
    }

    /// For each text the number of other texts' images at least as similar as the most similar of its own.
    var textRanks: [Int] {
        var best = [Float](repeating: -.infinity, count: texts)
        for (image, text) in textOfImage.enumerated() {
            best[text] = max(best[text], values[image * texts + text])
        }
        var ranks = [Int](repeating: 0, count: texts)
        for (image, own) in textOfImage.enumerated() {
            for text in 0..<texts where text != own && values[image * texts + text] >= best[text] {
                ranks[text] += 1
            }
        }
        return ranks
    }
}
