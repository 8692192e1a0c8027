/// One bar of a reliability diagram: the images whose probability falls into one bin.
public struct ReliabilityBin: Codable, Sendable, Equatable {
    /// The bin's lower end, which belongs to the bin below except at 0.
    public let lower: Double
    /// The bin's upper end, which belongs to it.
    public let upper: Double
    /// The number of images.
    public let count: Int
    /// The mean of their probabilities; `nil` without images.
    public let meanProbability: Double?
    /// The share of them with the finding; `nil` without images.
    public let positiveShare: Double?
}

extension ScoredCases {
    /// The reliability diagram over bins of equal width.
    ///
    /// - Parameter bins: How many bins share 0...1, 1 to 1,000.
    /// - Throws: `probabilityOutOfRange` when a score is not within 0...1, or `invalidSetting`.
    public func reliability(bins: Int = 10) throws(EvaluationError) -> [ReliabilityBin] {
        guard (1...1_000).contains(bins) else {
            throw .invalidSetting(name: "bins", reason: "is \(bins), must be 1...1000")
        }
        try requireProbabilities()
        let edges = (0...bins).map { Double($0) / Double(bins) }
        var sums = [(count: Int, probability: Double, positives: Int)](repeating: (0, 0, 0), count: bins)
        for (probability, truth) in zip(scores, truths) {
            let bin = edges.dropFirst().firstIndex { probability <= $0 }.map { $0 - 1 } ?? bins - 1
            sums[bin].count += 1
            sums[bin].probability += probability
            sums[bin].positives += truth ? 1 : 0
        }
        return sums.enumerated().map { index, sum in
            ReliabilityBin(
                lower: edges[index],
                upper: edges[index + 1],
                count: sum.count,
                meanProbability: sum.count > 0 ? sum.probability / Double(sum.count) : nil,
                positiveShare: sum.count > 0 ? Double(sum.positives) / Double(sum.count) : nil
            )
        }
    }

    /// The expected calibration error, 0 to 1: the mean gap between probability and share of positives over the
    /// bins, weighted by their images (Naeini et al. 2015); `nil` without images.
    ///
    /// - Parameter bins: How many bins of equal width share 0...1, 1 to 1,000.
    /// - Throws: `probabilityOutOfRange` when a score is not within 0...1, or `invalidSetting`.
    public func expectedCalibrationError(bins: Int = 10) throws(EvaluationError) -> Double? {
        let diagram = try reliability(bins: bins)
        guard !scores.isEmpty else { return nil }
        return diagram.reduce(0) { error, bin in
            guard let mean = bin.meanProbability, let share = bin.positiveShare else { return error }
            return error + abs(mean - share) * Double(bin.count) / Double(scores.count)
        }
    }

    /// The mean squared distance of probability and truth, 0 to 1 (Brier 1950); `nil` without images.
    ///
    /// - Throws: `probabilityOutOfRange` when a score is not within 0...1.
    public func brierScore() throws(EvaluationError) -> Double? {
        try requireProbabilities()
        guard !scores.isEmpty else { return nil }
        let sum = zip(scores, truths).reduce(0) { sum, entry in
            let distance = entry.0 - (entry.1 ? 1 : 0)
            return sum + distance * distance
        }
        return sum / Double(scores.count)
    }

    private func requireProbabilities() throws(EvaluationError) {
        if let image = scores.firstIndex(where: { !(0...1).contains($0) }) {
            throw .probabilityOutOfRange(label: label, image: image)
        }
    }
}
