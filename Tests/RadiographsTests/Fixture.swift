import Foundation
import Radiographs
import Testing

/// A file of Fixtures/ and the pixels that Pillow makes of it (see Scripts/make_fixtures.py).
struct Fixture: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let width: Int
    let height: Int
    let channels: Int
    let gray: Int
    let color: Int?

    var testDescription: String { file }

    static let all: [Fixture] = decode([Fixture].self, from: "index.json")

    func expectedGray() -> [UInt8] {
        Self.expected(at: gray, count: width * height)
    }

    func expectedColor() -> [UInt8]? {
        color.map { Self.expected(at: $0, count: width * height * 3) }
    }

    static func expected(at offset: Int, count: Int) -> [UInt8] {
        Array(expectedPixels.dropFirst(offset).prefix(count))
    }

    static func bytes(_ name: String) -> [UInt8] {
        let file = Bundle.module.bundleURL.appending(path: "Fixtures/\(name)")
        guard let data = try? Data(contentsOf: file) else {
            Issue.record("no fixture \(name)")
            return []
        }
        return Array(data)
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from name: String) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes(name)))
        } catch {
            preconditionFailure("\(name): \(error)")
        }
    }

    private static let expectedPixels = bytes("expected.bin")
}

/// The largest difference in levels; 256 where the counts differ.
func largestDifference(_ first: some Collection<UInt8>, _ second: some Collection<UInt8>) -> Int {
    guard first.count == second.count else { return 256 }
    return zip(first, second).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
}

/// Two bytes at an offset of a copy of `bytes`, most significant first.
func replacing16(_ value: UInt16, at offset: Int, of bytes: [UInt8]) -> [UInt8] {
    var changed = bytes
    changed[offset] = UInt8(value >> 8)
    changed[offset + 1] = UInt8(value & 0xFF)
    return changed
}

/// A profile whose values are the 8-bit samples themselves.
func samplesProfile(
    _ color: PreprocessingProfile.Color,
    _ geometry: PreprocessingProfile.Geometry
) throws -> PreprocessingProfile {
    try PreprocessingProfile(
        name: "samples",
        version: 1,
        color: color,
        geometry: geometry,
        normalization: .init(divisor: 1, mean: [0, 0, 0], standardDeviation: [1, 1, 1])
    )
}

extension ModelInput {
    /// The values as 8-bit samples, where a `samplesProfile` made them.
    var levels: [UInt8] { values.map { UInt8($0) } }
}
