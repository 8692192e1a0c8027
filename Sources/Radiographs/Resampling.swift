import CPixels

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
    ///
    /// - Throws: `RadiographError.outOfMemory`.
    package func resized(
        to window: ResizedWindow,
        filter: ResamplingFilter
    ) throws(RadiographError) -> [UInt8] {
        let grid = PixelGrid(width: width, height: height)
        let canvas = PaddedCanvas(width: width, height: height)
        return try resized(to: window, filter: filter, on: canvas, grid).withSamples { Array($0) }
    }

    /// As `resized(to:filter:)`, of the canvas with this picture on it.
    func resized(
        to window: ResizedWindow,
        filter: ResamplingFilter,
        on canvas: PaddedCanvas,
        _ grid: PixelGrid
    ) throws(RadiographError) -> SampleBuffer<UInt8> {
        let (acrossAxis, downAxis) = (canvas.across(pixels: width, grid), canvas.down(pixels: height, grid))
        let across = ResamplingWeights(
            axis: acrossAxis,
            outputSize: window.fullWidth,
            range: window.columns,
            filter: filter
        )
        let down = ResamplingWeights(
            axis: downAxis,
            outputSize: window.fullHeight,
            range: window.rows,
            filter: filter
        )
        let pass = HorizontalPass(
            picture: self,
            weights: across,
            across: acrossAxis,
            down: downAxis,
            fill: canvas.fill
        )
        return try down.applied(
            toColumnsOf: pass.narrowed(rows: down.sourceRange),
            planes: channels,
            width: window.columns.count
        )
    }
}

/// The rows of a canvas made as narrow as the result.
private struct HorizontalPass {
    let picture: Raster
    let weights: ResamplingWeights
    let across: CanvasAxis
    let down: CanvasAxis
    let fill: UInt8

    /// Whether the picture's rows can be read where they are.
    private var readsInPlace: Bool { picture.channels == 1 && across.count == picture.width }

    /// Bytes of the rows of a group where they are not read in place, and of the resampling itself.
    private var scratchSize: (lines: Int, resampling: Int) {
        (
            readsInPlace ? 0 : PIXELS_ROWS * picture.channels * across.count,
            PIXELS_ROWS * (across.count + weights.count)
        )
    }

    /// Shape (channels, rows, outputs).
    func narrowed(rows: Range<Int>) throws(RadiographError) -> SampleBuffer<UInt8> {
        try SampleBuffer(count: picture.channels * rows.count * weights.count) {
            output throws(RadiographError) in
            let covered = rows.clamped(to: down.covered)
            if covered.count < rows.count {
                // Normalised weights make of one level that level.
                output.initialize(repeating: fill)
            }
            try picture.buffer.withSamples { samples throws(RadiographError) in
                try narrow(covered, of: samples) { row, channel in
                    let place = channel * rows.count + row - rows.lowerBound
                    return output.baseAddress.map { $0 + place * weights.count }
                }
            }
        }
    }

    private func narrow(
        _ covered: Range<Int>,
        of samples: UnsafeBufferPointer<UInt8>,
        into output: (_ row: Int, _ channel: Int) -> UnsafeMutablePointer<UInt8>?
    ) throws(RadiographError) {
        let size = scratchSize
        _ = try SampleBuffer<UInt8>(count: size.lines + size.resampling) { scratch in
            scratch.initialize(repeating: fill)
            let lines = scratch.extracting(..<size.lines)
            for first in stride(from: covered.lowerBound, to: covered.upperBound, by: PIXELS_ROWS) {
                let group = first..<min(first + PIXELS_ROWS, covered.upperBound)
                if !readsInPlace { copy(group, of: samples, into: lines) }
                for channel in 0..<picture.channels {
                    // The last group is filled up with its last row, which is then written more than once.
                    let rows = (0..<PIXELS_ROWS).map { min(first + $0, group.upperBound - 1) }
                    var sources = rows.map { row in
                        readsInPlace
                            ? samples.baseAddress.map { $0 + (row - down.covered.lowerBound) * picture.width }
                            : UnsafePointer(line(row - first, channel, of: lines))
                    }
                    var targets = rows.map { output($0, channel) }
                    let rest = scratch.extracting(size.lines...).baseAddress
                    weights.withWindows { windows in
                        pixels_resample_across(&windows, &sources, across.count, &targets, rest)
                    }
                }
            }
        }
    }

    private func line(
        _ index: Int,
        _ channel: Int,
        of lines: UnsafeMutableBufferPointer<UInt8>
    ) -> UnsafeMutablePointer<UInt8>? {
        lines.baseAddress.map { $0 + (index * picture.channels + channel) * across.count }
    }

    /// Takes the channels of rows of the canvas apart and puts them where the picture lies on it.
    private func copy(
        _ rows: Range<Int>,
        of samples: UnsafeBufferPointer<UInt8>,
        into lines: UnsafeMutableBufferPointer<UInt8>
    ) {
        let (width, channels) = (picture.width, picture.channels)
        for row in rows {
            let start = (row - down.covered.lowerBound) * width * channels
            let pixels = UnsafeBufferPointer(rebasing: samples[start..<(start + width * channels)])
            let targets = (0..<channels).map { channel in
                line(row - rows.lowerBound, channel, of: lines).map { $0 + across.covered.lowerBound }
            }
            if channels == 3 {
                pixels_split(pixels.baseAddress, width, targets[0], targets[1], targets[2])
            } else if let target = targets.first ?? nil {
                _ = UnsafeMutableBufferPointer(start: target, count: width).update(fromContentsOf: pixels)
            }
        }
    }
}

extension ResamplingWeights {
    /// Shapes: `rows` (planes, source range, width), result (planes, outputs, width).
    fileprivate func applied(
        toColumnsOf rows: SampleBuffer<UInt8>,
        planes: Int,
        width: Int
    ) throws(RadiographError) -> SampleBuffer<UInt8> {
        let (inputSize, outputSize) = (sourceRange.count * width, count * width)
        return try SampleBuffer(count: planes * outputSize) { output in
            rows.withSamples { rows in
                withWindows(startingAt: sourceRange.lowerBound) { windows in
                    for plane in 0..<planes {
                        let source = rows.baseAddress.map { $0 + plane * inputSize }
                        let target = output.baseAddress.map { $0 + plane * outputSize }
                        pixels_resample_down(&windows, source, width, target)
                    }
                }
            }
        }
    }
}
