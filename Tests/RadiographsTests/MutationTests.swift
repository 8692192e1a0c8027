import Radiographs
import Testing

/// Damaged files must end in an error or a picture of the claimed size, never in a crash.
@Suite struct MutationTests {
    @Test(arguments: Fixture.all.map(\.file))
    func survivesDamage(file: String) {
        let original = Fixture.bytes(file)
        var random = SplitMix64(state: UInt64(original.count))
        let limits = DecodingLimits(maximumPixels: 1_000_000, minimumSide: 1)
        for _ in 0..<150 {
            let mutant = Self.damage(original, &random)
            guard let radiograph = try? Radiograph(decoding: mutant, limits: limits) else { continue }
            #expect(radiograph.samples.count == radiograph.width * radiograph.height * radiograph.channels)
            #expect(radiograph.width * radiograph.height <= 1_000_000)
        }
    }

    /// What is refused does not depend on how much of the picture is decoded.
    @Test(arguments: Hills.names)
    func refusesTheSameDamageAtEveryScale(file: String) throws {
        let original = Hills.bytes(file)
        var random = SplitMix64(state: UInt64(original.count))
        let limits = DecodingLimits(maximumPixels: 1_000_000, minimumSide: 1)
        let profile = try Hills.shorterSide(10)
        for _ in 0..<100 {
            let mutant = Self.damage(original, &random)
            let whole = Result { try Radiograph(decoding: mutant, limits: limits) }
            let scaled = Result { try Radiograph(decoding: mutant, for: [profile], .scaled, limits: limits) }
            switch (whole, scaled) {
            case (.success(let first), .success(let second)):
                #expect((first.width, first.height) == (second.width, second.height))
            case (.failure(let first), .failure(let second)):
                #expect(first as? RadiographError == second as? RadiographError)
            default: Issue.record("\(whole) but \(scaled)")
            }
        }
    }

    private static func damage(_ original: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 3 where bytes.count > 40: bytes.removeSubrange(place..<min(place + 7, bytes.count))
            default:
                bytes.replaceSubrange(place..<min(place + 4, bytes.count), with: [0xFF, 0xFF, 0xFF, 0xFF])
            }
        }
        return repairingChecksums(bytes)
    }

    /// Sets every PNG chunk's checksum right, or no damage would get past it.
    private static func repairingChecksums(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.starts(with: [0x89, 0x50]) else { return bytes }
        var repaired = bytes
        var start = 8
        while start + 12 <= bytes.count {
            let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
            let end = start + 8 + length
            guard end + 4 <= bytes.count else { break }
            let sum = checksum(bytes[start + 4..<end])
            for index in 0..<4 {
                repaired[end + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index))
            }
            start = end + 4
        }
        return repaired
    }

    /// CRC-32 (W3C PNG, annex D), bit by bit.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
    }
}

/// Steele, Lea and Flood's generator, so that a failure can be repeated.
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
