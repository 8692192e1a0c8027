/// Numbers at which readers go wrong, and ways to damage bytes that know nothing of their meaning.
enum ByteMutation {
    static let numbers: [UInt64] = [
        0, 1, 2, 3, 4, 7, 8, 9, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF,
        0x8000_0000, 0xFFFF_FFFF, 0x1_0000_0000, 1 << 60, 1 << 61, 1 << 62, (1 << 63) - 1, 1 << 63, .max,
        .max - 1, 1_000_000_000,
    ]

    /// A number of so many bytes, little-endian.
    static func bytes(_ number: UInt64, count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> ($0 * 8)) : 0 }
    }

    /// Damages bytes in one way, from a changed bit to a missing half.
    static func apply(to bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else {
            bytes.append(UInt8(truncatingIfNeeded: random.next()))
            return
        }
        let place = random.below(bytes.count)
        let length = min(1 + random.below(random.pick([2, 8, 64])), bytes.count - place)
        switch random.below(8) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = random.pick([0, 0xFF, 0x7F, 0x80, UInt8(truncatingIfNeeded: random.next())])
        case 2: overwrite(&bytes, place, Self.bytes(random.pick(numbers), count: random.pick([1, 2, 4, 8])))
        case 3:
            overwrite(
                &bytes,
                place,
                Self.bytes(UInt64(random.below(bytes.count)), count: random.pick([2, 4]))
            )
        case 4: bytes.removeSubrange(place..<place + length)
        case 5: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: random.below(bytes.count))
        case 6: overwrite(&bytes, random.below(bytes.count), Array(bytes[place..<place + length]))
        default: if random.once(in: 8) { bytes.removeSubrange(place...) } else { bytes[place] &+= 1 }
        }
    }

    private static func overwrite(_ bytes: inout [UInt8], _ place: Int, _ content: [UInt8]) {
        for (offset, byte) in content.enumerated() where place + offset < bytes.count {
            bytes[place + offset] = byte
        }
    }
}
