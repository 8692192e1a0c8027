import Foundation
import Tensors
import TestFiles
import Testing
import WeightFiles

@Suite struct SafetensorsWritingTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    /// Weight files that the format's own Python library wrote for the encoders' tests.
    static let pythonFiles = ["bert", "bert-io", "clip-gelu", "clip-gelu-io", "cxr-clip", "resnet-basic"]

    @Test(arguments: pythonFiles)
    func writesTheVeryBytesOfThePythonLibrary(name: String) throws {
        let location = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "EncodersTests/Fixtures/\(name).safetensors")
        let original = Array(try Data(contentsOf: location))
        try SafetensorsFile.write(try tensors(of: original).reversed(), to: folder.path("copy"))
        #expect(try folder.content("copy") == original)
        #expect(
            try SafetensorsFile(path: folder.path("copy")).names == tensors(of: original).map(\.name).sorted()
        )
    }

    /// The tensors of a file of less than 64 KiB of header, without our reader.
    private func tensors(of file: [UInt8]) throws -> [NamedTensor] {
        let start = 8 + Int(file[0]) + Int(file[1]) << 8
        let header = try JSONSerialization.jsonObject(with: Data(file[8..<start]))
        return try #require(header as? [String: [String: Any]]).map { name, fields in
            let range = try #require(fields["data_offsets"] as? [Int])
            return NamedTensor(
                name,
                extents: try #require(fields["shape"] as? [Int]),
                elementType: try #require(fields["dtype"] as? String),
                bytes: Array(file[start + range[0]..<start + range[1]])
            )
        }
    }

    @Test func readsBackWhatItWroteInEveryType() throws {
        let values: [Float] = [1, -2, 0.5, 65_504, 0, -0.0]
        try SafetensorsFile.write(
            [
                NamedTensor("half", extents: [2, 3], as: .float16, values),
                NamedTensor("single", extents: [6], values),
                NamedTensor("scalar", extents: [], [4.5]),
                NamedTensor("empty", extents: [0, 3], []),
                NamedTensor("step", extents: [2], elementType: "I64", bytes: [UInt8](0..<16)),
                NamedTensor("brain", extents: [3, 1, 1], as: .bfloat16) { [1, -2, 0.5] },
            ],
            metadata: ["format": "pt", "a \"name\"": "x/y"],
            to: folder.path("weights")
        )
        let file = try SafetensorsFile(path: folder.path("weights"))
        #expect(file.names == ["brain", "empty", "half", "scalar", "single", "step"])
        #expect(file.parameter("single")?.floats() == values)
        #expect(file.parameter("half")?.floats() == values)
        #expect(file.parameter("half")?.extents == [2, 3])
        #expect(file.parameter("brain")?.floats() == [1, -2, 0.5])
        #expect(file.parameter("scalar")?.floats() == [4.5])
        #expect(file.parameter("empty")?.floats() == [])
        #expect(file.elementType(of: "step") == "I64" && file.extents(of: "step") == [2])
    }

    @Test func everyTensorLiesAtAMultipleOfItsElement() throws {
        try SafetensorsFile.write(
            [
                NamedTensor("a", extents: [3], elementType: "U8", bytes: [1, 2, 3]),
                NamedTensor("b", extents: [1], as: .bfloat16, [1]), NamedTensor("c", extents: [1], [2]),
            ],
            to: folder.path("weights")
        )
        let bytes = try folder.content("weights")
        // {"c":…,"b":…,"a":…}, blanks up to a multiple of eight, then 4 + 2 + 3 bytes of data.
        let header = bytes[8..<(bytes.count - 9)]
        #expect(header.count % 8 == 0 && bytes.prefix(8) == [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0])
        #expect(
            String(decoding: header, as: UTF8.self).trimmingCharacters(in: .whitespaces)
                == #"{"c":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
                + #""b":{"dtype":"BF16","shape":[1],"data_offsets":[4,6]},"#
                + #""a":{"dtype":"U8","shape":[3],"data_offsets":[6,9]}}"#
        )
        #expect(bytes.suffix(9) == [0, 0, 0, 0x40, 0x80, 0x3f, 1, 2, 3])
    }

    @Test func severalTensorsAreNeverInMemoryTogether() throws {
        var made: [String] = []
        let names = ["a", "b", "c"]
        try SafetensorsFile.write(
            names.map { name in
                NamedTensor(name, extents: [1]) {
                    made.append(name)
                    return [1]
                }
            },
            to: folder.path("weights")
        )
        #expect(made == names)
    }
}

/// Rounding, worked out by hand: of two neighbours equally near, the one with an even last bit.
@Suite struct HalfPrecisionTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func pattern(of value: Float, as type: ElementType) throws -> UInt16 {
        try SafetensorsFile.write([NamedTensor("x", extents: [1], as: type, [value])], to: folder.path("x"))
        let bytes = Array(try folder.content("x").suffix(2))
        return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
    }

    static let float16: [(Float, UInt16)] = [
        // 1 has the neighbour 1 + 2⁻¹⁰: half-way is 1 + 2⁻¹¹.
        (Float(1), 0x3c00), (0x1.002p0, 0x3c00), (0x1.002002p0, 0x3c01), (0x1.006p0, 0x3c02),
        (-0.0, 0x8000), (0x1p-24, 0x0001), (0x1p-25, 0x0000), (0x1.8p-24, 0x0002), (-0x1p-14, 0x8400),
        (65_504, 0x7bff), (65_519.996, 0x7bff), (.infinity, 0x7c00), (-.infinity, 0xfc00),
    ]

    @Test(arguments: float16)
    func roundsToTheNearestFloat16(value: Float, expected: UInt16) throws {
        #expect(try pattern(of: value, as: .float16) == expected)
    }

    static let bfloat16: [(Float, UInt16)] = [
        // 1 has the neighbour 1 + 2⁻⁷: half-way is 1 + 2⁻⁸.
        (Float(1), 0x3f80), (0x1.01p0, 0x3f80), (0x1.010002p0, 0x3f81), (0x1.03p0, 0x3f82), (-0.0, 0x8000),
        (0x1.fep127, 0x7f7f), (.infinity, 0x7f80), (-.infinity, 0xff80),
    ]

    @Test(arguments: bfloat16)
    func roundsToTheNearestBfloat16(value: Float, expected: UInt16) throws {
        #expect(try pattern(of: value, as: .bfloat16) == expected)
    }

    @Test(arguments: [ElementType.float16, .bfloat16])
    func whatIsNotANumberStaysSo(type: ElementType) throws {
        // Only the last bit of the significand is set, and it is rounded away.
        let written = try pattern(of: Float(bitPattern: 0x7f80_0001), as: type)
        let significand: UInt16 = type == .float16 ? 0x03ff : 0x007f
        #expect(written & significand != 0)
        #expect(try SafetensorsFile(path: folder.path("x")).parameter("x")?.floats()[0].isNaN == true)
    }

    @Test(arguments: [(ElementType.float16, Float(65_520)), (.bfloat16, .greatestFiniteMagnitude)])
    func refusesAValueThatWouldBecomeInfinite(type: ElementType, value: Float) throws {
        let expected = WeightFileError.unwritableTensor(
            name: "x",
            reason: "it has a value that is too large for \(type.rawValue)"
        )
        #expect(throws: expected) { try pattern(of: value, as: type) }
    }
}
