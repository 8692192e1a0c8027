/// How a camera or scanner held the picture: the Exif tag 0x0112 (CIPA DC-008, section 4.6.4), 1 to 8.
enum Orientation: UInt16 {
    case upright = 1
    case mirrored
    case upsideDown
    case flipped
    case transposed
    case needsClockwiseTurn
    case transversed
    case needsCounterclockwiseTurn

    /// The orientation in an Exif block (a TIFF structure, with or without the "Exif" signature); upright
    /// where the block is damaged, has no such tag or an undefined value.
    init(exif block: UnsafeRawBufferPointer) {
        let signature: [UInt8] = [0x45, 0x78, 0x69, 0x66, 0, 0]
        let start = block.starts(with: signature) ? signature.count : 0
        let tiff = TIFFBlock(bytes: UnsafeRawBufferPointer(rebasing: block[start...]))
        self = tiff?.firstDirectoryValue(tag: 0x0112).flatMap(Orientation.init(rawValue:)) ?? .upright
    }

    var swapsSides: Bool { rawValue >= Orientation.transposed.rawValue }

    /// Whether the upright picture's left column and its top row are a last column or row of the stored one.
    var reversals: (left: Bool, top: Bool) {
        let (_, right, down) = walk(width: 1, height: 1)
        return (right < 0, down < 0)
    }

    /// Source steps for one pixel to the right and one pixel down in the upright picture, and where its top
    /// left pixel is found, all in pixels of a `width` x `height` source.
    private func walk(width: Int, height: Int) -> (origin: Int, right: Int, down: Int) {
        let last = width * height - 1
        return switch self {
        case .upright: (0, 1, width)
        case .mirrored: (width - 1, -1, width)
        case .upsideDown: (last, -1, -width)
        case .flipped: (last - (width - 1), 1, -width)
        case .transposed: (0, width, 1)
        case .needsClockwiseTurn: (last - (width - 1), -width, 1)
        case .transversed: (last, -width, -1)
        case .needsCounterclockwiseTurn: (width - 1, width, -1)
        }
    }

    /// The picture as it is to be seen.
    func upright(_ stored: Raster) throws(RadiographError) -> Raster {
        let (origin, right, down) = walk(width: stored.width, height: stored.height)
        let width = swapsSides ? stored.height : stored.width
        let height = swapsSides ? stored.width : stored.height
        let channels = stored.channels
        return try Raster(width: width, height: height, channels: channels) { turned in
            stored.buffer.withSamples { source in
                var target = 0
                for y in 0..<height {
                    var pixel = origin + y * down
                    for _ in 0..<width {
                        for channel in 0..<channels {
                            turned[target &+ channel] = source[pixel &* channels &+ channel]
                        }
                        target &+= channels
                        pixel &+= right
                    }
                }
            }
        }
    }
}

/// The first directory of a TIFF structure (TIFF 6.0, section 2), read with every offset checked.
private struct TIFFBlock {
    let bytes: UnsafeRawBufferPointer
    let isLittleEndian: Bool

    init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 8 else { return nil }
        switch (bytes[0], bytes[1]) {
        case (0x49, 0x49): isLittleEndian = true
        case (0x4D, 0x4D): isLittleEndian = false
        default: return nil
        }
        self.bytes = bytes
    }

    /// The value of a SHORT or LONG entry of count one that fits 16 bits.
    func firstDirectoryValue(tag: UInt16) -> UInt16? {
        guard let directory = integer32(at: 4), let count = integer16(at: directory) else { return nil }
        for index in 0..<Int(count) {
            let entry = directory + 2 + 12 * index
            guard let entryTag = integer16(at: entry), let type = integer16(at: entry + 2) else { return nil }
            guard entryTag == tag else { continue }
            switch type {
            case 3: return integer16(at: entry + 8)
            case 4: return integer32(at: entry + 8).flatMap(UInt16.init(exactly:))
            default: return nil
            }
        }
        return nil
    }

    private func integer16(at offset: Int) -> UInt16? {
        guard offset >= 0, offset <= bytes.count - 2 else { return nil }
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return isLittleEndian ? UInt16(littleEndian: value) : UInt16(bigEndian: value)
    }

    private func integer32(at offset: Int) -> Int? {
        guard offset >= 0, offset <= bytes.count - 4 else { return nil }
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return Int(isLittleEndian ? UInt32(littleEndian: value) : UInt32(bigEndian: value))
    }
}
