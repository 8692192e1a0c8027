import Randomness

extension TrainingBatch {
    /// A batch of noise, for timing a step: uniform pixels in -1...1 and uniform token ids.
    ///
    /// - Parameters:
    ///   - views: Blocks of images.
    ///   - count: Pairs, at least 1.
    ///   - side: Side of the square images in pixels.
    ///   - tokens: Ids in each text.
    ///   - vocabulary: The ids are below this.
    package init(randomWithViews views: Int, count: Int, side: Int, tokens: Int, vocabulary: Int) {
        var random = RandomStream(seed: 0, place: [])
        self.init(
            epoch: 0,
            number: 0,
            isLastOfEpoch: false,
            indices: Array(0..<count),
            views: (0..<views).map { _ in PixelBlock(count: count, side: side, random: &random) },
            texts: (0..<count).map { _ in
                (0..<tokens).map { _ in Int32(clamping: random.index(below: vocabulary)) }
            },
            skipped: []
        )
    }
}

extension PixelBlock {
    fileprivate convenience init(count: Int, side: Int, random: inout RandomStream) {
        self.init(slots: count, side: side)
        for index in 0..<count {
            let pixels = slot(index)
            for place in pixels.indices { pixels[place] = Float(random.uniform() * 2 - 1) }
        }
    }
}
