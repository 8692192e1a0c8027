extension GrayImage {
    /// Fills a square of `side` * `side` levels by bilinear sampling at the places of `map`; what lies outside
    /// the picture is 0.
    ///
    /// - Precondition: `output` has `side * side` elements.
    package func warp(by map: AffineMap, side: Int, into output: UnsafeMutableBufferPointer<Float>) {
        precondition(output.count == side * side)
        pixels.withUnsafeBufferPointer { source in
            guard let first = source.baseAddress, let target = output.baseAddress else { return }
            let sampler = BilinearSampler(pixels: first, width: width, height: height)
            for row in 0..<side {
                sampler.fill(target + row * side, count: side, along: ScanLine(map, row: row))
            }
        }
    }
}

/// The places that a row of the output reads, in fixed point with 32 bits behind the point: sums of it are
/// exact, and taking the whole part costs a shift.
private struct ScanLine {
    let x: Int
    let y: Int
    let stepX: Int
    let stepY: Int

    init(_ map: AffineMap, row: Int) {
        x = Self.fixed(map.xy * Double(row) + map.xOffset, limit: 0x1p29)
        y = Self.fixed(map.yy * Double(row) + map.yOffset, limit: 0x1p29)
        stepX = Self.fixed(map.xx, limit: 0x1p18)
        stepY = Self.fixed(map.yx, limit: 0x1p18)
    }

    /// The limits keep a start and `PreprocessingProfile.maximumSize` steps together within 2^62; no picture
    /// that can be decoded comes near them.
    private static func fixed(_ value: Double, limit: Double) -> Int {
        Int((max(-limit, min(limit, value)) * 0x1p32).rounded())
    }
}

/// Reads between the pixels of a picture.
// The pointer is valid for `width * height` levels while `GrayImage.warp` runs.
private struct BilinearSampler {
    let pixels: UnsafePointer<UInt8>
    let width: Int
    let height: Int

    /// Samples along a line. Places whose four pixels all exist form one run, since a line meets a rectangle in
    /// one piece; only before and after it is every pixel checked.
    func fill(_ output: UnsafeMutablePointer<Float>, count: Int, along line: ScanLine) {
        var lower = 0
        while lower < count && !isInside(line, at: lower) {
            output[lower] = checkedSample(line, at: lower)
            lower &+= 1
        }
        var upper = count
        while upper > lower && !isInside(line, at: upper &- 1) {
            upper &-= 1
            output[upper] = checkedSample(line, at: upper)
        }
        var x = line.x &+ lower &* line.stepX
        var y = line.y &+ lower &* line.stepY
        for index in lower..<upper {
            output[index] = sample(x, y)
            x &+= line.stepX
            y &+= line.stepY
        }
    }

    private func isInside(_ line: ScanLine, at index: Int) -> Bool {
        let column = (line.x &+ index &* line.stepX) &>> 32
        let row = (line.y &+ index &* line.stepY) &>> 32
        return column >= 0 && column < width &- 1 && row >= 0 && row < height &- 1
    }

    @inline(__always)
    private func sample(_ x: Int, _ y: Int) -> Float {
        let corner = pixels + ((y &>> 32) &* width &+ (x &>> 32))
        let right = Self.fraction(x)
        let upperLeft = Float(corner[0])
        let upper = upperLeft + (Float(corner[1]) - upperLeft) * right
        let lowerLeft = Float(corner[width])
        let lower = lowerLeft + (Float(corner[width &+ 1]) - lowerLeft) * right
        return upper + (lower - upper) * Self.fraction(y)
    }

    private func checkedSample(_ line: ScanLine, at index: Int) -> Float {
        let x = line.x &+ index &* line.stepX
        let y = line.y &+ index &* line.stepY
        let (column, row) = (x &>> 32, y &>> 32)
        let (right, down) = (Self.fraction(x), Self.fraction(y))
        let upper = level(column, row) * (1 - right) + level(column &+ 1, row) * right
        let lower = level(column, row &+ 1) * (1 - right) + level(column &+ 1, row &+ 1) * right
        return upper * (1 - down) + lower * down
    }

    private func level(_ column: Int, _ row: Int) -> Float {
        guard column >= 0, column < width, row >= 0, row < height else { return 0 }
        return Float(pixels[row &* width &+ column])
    }

    @inline(__always)
    private static func fraction(_ value: Int) -> Float {
        Float(Int32(truncatingIfNeeded: (value &>> 8) & 0xFF_FFFF)) * 0x1p-24
    }
}
