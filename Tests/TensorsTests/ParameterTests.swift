import Foundation
import Tensors
import Testing

/// Memory that a parameter's bytes lie in, `offset` bytes after an aligned address.
private final class Bytes: Sendable {
    private let data: Data
    private let offset: Int

    init(_ bytes: some Sequence<UInt8>, offset: Int = 0) {
        self.offset = offset
        data = Data([UInt8](repeating: 0xff, count: offset) + bytes)
    }

    /// Calls `body` with the parameter; the memory stays in place meanwhile.
    func withParameter<Result>(
        _ type: ElementType,
        extents: [Int],
        _ body: (Parameter) throws -> Result
    ) rethrows -> Result {
        try data.withUnsafeBytes {
            try body(
                Parameter(
                    extents: extents,
                    elementType: type,
                    bytes: UnsafeRawBufferPointer(rebasing: $0[offset...]),
                    owner: self
                )
            )
        }
    }
}

private func littleEndian(_ numbers: some Sequence<UInt16>) -> [UInt8] {
    numbers.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
}

@Suite struct ParameterTests {
    private static let everyPattern = Array(UInt16.min...UInt16.max)

    /// The value of a binary16 number by IEEE 754-2019, 3.4, in float64, which holds all of them.
    private func half(_ bits: UInt16) -> Double {
        let sign: Double = bits & 0x8000 == 0 ? 1 : -1
        let (exponent, fraction) = (Int(bits >> 10 & 0x1f), Double(bits & 0x3ff) / 1_024)
        switch exponent {
        case 0x1f: return fraction == 0 ? sign * .infinity : .nan
        case 0: return sign * scalbn(fraction, -14)
        default: return sign * scalbn(1 + fraction, exponent - 15)
        }
    }

    @Test(arguments: [0, 1])
    func widensEveryBinary16Number(offset: Int) {
        let bytes = Bytes(littleEndian(Self.everyPattern), offset: offset)
        let found = bytes.withParameter(.float16, extents: [65_536]) { $0.floats() }
        let wrong = zip(Self.everyPattern, found).filter { bits, value in
            let expected = half(bits)
            return expected.isNaN ? !value.isNaN : Double(value) != expected || value.sign != expected.sign
        }
        #expect(wrong.map(\.0) == [])
    }

    @Test(arguments: [0, 1])
    func widensEveryBfloat16Number(offset: Int) {
        let bytes = Bytes(littleEndian(Self.everyPattern), offset: offset)
        let found = bytes.withParameter(.bfloat16, extents: [256, 256]) { $0.floats() }
        let expected = Self.everyPattern.map { UInt32($0) << 16 }
        #expect(found.map(\.bitPattern) == expected)
    }

    @Test(arguments: 0...7)
    func readsFloat32AtAnyAddress(offset: Int) {
        let values: [Float] = [1.5, -2, 3e-30, .infinity, -0.0]
        let bytes = Bytes(
            values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
            },
            offset: offset
        )
        let backend = CPUBackend()
        bytes.withParameter(.float32, extents: [5]) { parameter in
            #expect(parameter.floats().map(\.bitPattern) == values.map(\.bitPattern))
            #expect(backend.floats(backend.tensor(parameter)).map(\.bitPattern) == values.map(\.bitPattern))
        }
    }

    @Test(arguments: [ElementType.float16, .bfloat16], [0, 1, 2, 3])
    func multipliesWithHalfPrecisionWeightsAtAnyAddress(type: ElementType, offset: Int) {
        // 1, −2 and 0.5 in both types.
        let patterns: [UInt16] = type == .float16 ? [0x3c00, 0xc000, 0x3800] : [0x3f80, 0xc000, 0x3f00]
        let bytes = Bytes(littleEndian(patterns), offset: offset)
        let backend = CPUBackend()
        let found = bytes.withParameter(type, extents: [1, 3]) { parameter in
            let weights = backend.linearWeights(weight: parameter, bias: nil)
            return backend.floats(backend.linear(backend.tensor([3, 4, 10], Shape(1, 3)), weights))
        }
        #expect(found == [0])
    }

    @Test func keepsItsNumbersUnderOtherExtents() {
        let parameter = Parameter([1, 2, 3, 4, 5, 6], extents: [2, 3]).reshaped(to: [3, 2, 1])
        #expect(parameter.extents == [3, 2, 1])
        #expect(parameter.count == 6)
        #expect(parameter.floats() == [1, 2, 3, 4, 5, 6])
    }

    @Test func aScalarHasNoExtents() {
        let parameter = Parameter([4.5], extents: [])
        #expect(parameter.count == 1)
        #expect(parameter.floats() == [4.5])
    }

    @Test func nothingIsAParameterToo() {
        #expect(Parameter([], extents: [0, 3]).floats() == [])
    }
}
