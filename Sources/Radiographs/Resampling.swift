/// A rectangle of a resized picture.
package struct ResizedWindow: Equatable {
    /// The size of the whole resized picture.
    package let fullWidth: Int
    package let fullHeight: Int
    /// The part that is wanted.
    package let columns: Range<Int>
    package let rows: Range<Int>

    package init(fullWidth: Int, fullHeight: Int, columns: Range<Int>, rows: Range<Int>) {
        self.fullWidth = fullWidth
        self.fullHeight = fullHeight
        self.columns = columns
        self.rows = rows
    }
}

extension Raster {
    /// The window of this picture resized with `filter`, plane by plane: shape (channels, rows, columns).
    ///
    /// First across, then down, each pass rounded to 8 bits, as Pillow up to version 12 does for every shape
    /// (13 turns the order round for some); only what the window needs is computed.
    package func resized(to window: ResizedWindow, filter: ResamplingFilter) -> [UInt8] {
        resized(to: window, filter: filter, on: PaddedCanvas(width: width, height: height))
    }

    /// As `resized(to:filter:)`, of the canvas with this picture on it.
    func resized(to window: ResizedWindow, filter: ResamplingFilter, on canvas: PaddedCanvas) -> [UInt8] {
        let across = ResamplingWeights(
            inputSize: canvas.width,
            outputSize: window.fullWidth,
            range: window.columns,
            filter: filter
        )
        let down = ResamplingWeights(
            inputSize: canvas.height,
            outputSize: window.fullHeight,
            range: window.rows,
            filter: filter
        )
        let narrowed = resampledAcross(across, rows: down.sourceRange, on: canvas)
        return Self.resampledDown(narrowed, down, planes: channels, width: window.columns.count)
    }

    /// Shape of the result: (channels, rows, windows of `weights`).
    private func resampledAcross(
        _ weights: ResamplingWeights,
        rows: Range<Int>,
        on canvas: PaddedCanvas
    ) -> [UInt8] {
        let outputWidth = weights.windows.count
        let planeSize = rows.count * outputWidth
        return [UInt8](unsafeUninitializedCapacity: channels * planeSize) { output, initialized in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: canvas.width) { row in
                row.initialize(repeating: canvas.fill)
                let covered = row.extracting(canvas.columns)
                for (index, y) in rows.enumerated() {
                    for channel in 0..<channels {
                        let start = channel * planeSize + index * outputWidth
                        let target = output.extracting(start..<(start + outputWidth))
                        guard canvas.rows.contains(y) else {
                            // Normalised weights make of one level that level.
                            target.initialize(repeating: canvas.fill)
                            continue
                        }
                        copyRow(y - canvas.rows.lowerBound, channel: channel, to: covered)
                        weights.apply(toRow: UnsafeBufferPointer(row), into: target)
                    }
                }
            }
            initialized = channels * planeSize
        }
    }

    private func copyRow(_ y: Int, channel: Int, to row: UnsafeMutableBufferPointer<UInt8>) {
        samples.withUnsafeBufferPointer { source in
            let pixels = source.extracting((y * width * channels)...)
            for x in 0..<row.count {
                row[x] = pixels[x &* channels &+ channel]
            }
        }
    }

    /// Shapes: input (planes, source rows, width), result (planes, windows of `weights`, width).
    private static func resampledDown(
        _ input: [UInt8],
        _ weights: ResamplingWeights,
        planes: Int,
        width: Int
    ) -> [UInt8] {
        let inputSize = weights.sourceRange.count * width
        let outputSize = weights.windows.count * width
        return [UInt8](unsafeUninitializedCapacity: planes * outputSize) { output, initialized in
            input.withUnsafeBufferPointer { source in
                for plane in 0..<planes {
                    let rows = source.extracting((plane * inputSize)..<((plane + 1) * inputSize))
                    let target = output.extracting((plane * outputSize)..<((plane + 1) * outputSize))
                    weights.apply(toColumnsOf: rows, width: width, into: target)
                }
            }
            initialized = planes * outputSize
        }
    }
}

extension ResamplingWeights {
    private static let half = Int32(1) << (precisionBits - 1)

    private static func sample(_ sum: Int32) -> UInt8 {
        UInt8(truncatingIfNeeded: max(0, min(255, sum &>> precisionBits)))
    }

    /// `output[i]` is the weighted sum of window i of `row`.
    fileprivate func apply(
        toRow row: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) {
        weights.withUnsafeBufferPointer { weights in
            for (index, window) in windows.enumerated() {
                let source = row.extracting(window.start..<(window.start + window.count))
                let factors = weights.extracting(window.offset...)
                var sum = Self.half
                for tap in 0..<source.count {
                    sum &+= Int32(source[tap]) &* factors[tap]
                }
                output[index] = Self.sample(sum)
            }
        }
    }

    /// Row i of `output` is the weighted sum of the rows of window i; the first row of `rows` is the first of
    /// `sourceRange`.
    fileprivate func apply(
        toColumnsOf rows: UnsafeBufferPointer<UInt8>,
        width: Int,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: width) { sums in
            for (index, window) in windows.enumerated() {
                sums.initialize(repeating: Self.half)
                for tap in 0..<window.count {
                    let factor = weights[window.offset + tap]
                    let start = (window.start + tap - sourceRange.lowerBound) * width
                    let row = rows.extracting(start..<(start + width))
                    for x in 0..<width {
                        sums[x] &+= Int32(row[x]) &* factor
                    }
                }
                for x in 0..<width {
                    output[index * width + x] = Self.sample(sums[x])
                }
            }
        }
    }
}
