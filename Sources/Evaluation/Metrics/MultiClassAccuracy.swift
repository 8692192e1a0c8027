/// How often the highest of several labels' scores is the right one's.
public struct MultiClassAccuracy: Codable, Sendable, Equatable {
    /// The share of images whose highest score is the right label's, 0 to 1.
    public let accuracy: Double
    /// The same share among the images of each label; `nil` for a label without images.
    public let perClass: [Double?]

    /// The accuracy of images that show exactly one of the labels, as CheXpert 5×200 has them.
    ///
    /// Among equal scores the label that comes first wins.
    /// - Parameter scores: One array per label, one score per image.
    /// - Parameter truths: For each image the index of its label.
    /// - Throws: `nothingToEvaluate`, `inconsistentInput` or `nonFiniteScore` (the label is its index).
    public init(scores: [[Double]], truths: [Int]) throws(EvaluationError) {
        guard !scores.isEmpty, !truths.isEmpty else { throw .nothingToEvaluate }
        for (label, values) in scores.enumerated() {
            guard values.count == truths.count else {
                throw .countMismatch(label: "\(label)", scores: values.count, truths: truths.count)
            }
            if let image = values.firstIndex(where: { !$0.isFinite }) {
                throw .nonFiniteScore(label: "\(label)", image: image)
            }
        }
        var images = [Int](repeating: 0, count: scores.count)
        var right = images
        for (image, truth) in truths.enumerated() {
            guard scores.indices.contains(truth) else {
                throw .inconsistentInput(reason: "image \(image) is of class \(truth) of \(scores.count)")
            }
            images[truth] += 1
            right[truth] += Self.highest(of: scores, image: image) == truth ? 1 : 0
        }
        accuracy = Double(right.reduce(0, +)) / Double(truths.count)
        perClass = zip(right, images).map { $1 > 0 ? Double($0) / Double($1) : nil }
    }

    private static func highest(of scores: [[Double]], image: Int) -> Int {
        var best = 0
        for label in scores.indices where scores[label][image] > scores[best][image] { best = label }
        return best
    }
}
