import Tensors
import TestFiles
import Testing
import WeightFiles

@Suite struct SafetensorsReadingTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func readsEveryFloatingPointTypeInPlace() throws {
        // 1, −2, 0.5 and the largest finite number, in each type.
        let file = try folder.weights([
            StoredTensor("single", [2, 2], [1, -2, 0.5, .greatestFiniteMagnitude]),
            StoredTensor(
                "half",
                type: "F16",
                [4],
                bytes: [0x00, 0x3c, 0x00, 0xc0, 0x00, 0x38, 0xff, 0x7b]
            ),
            StoredTensor(
                "brain",
                type: "BF16",
                [4, 1],
                bytes: [0x80, 0x3f, 0x00, 0xc0, 0x00, 0x3f, 0x7f, 0x7f]
            ),
        ])
        #expect(file.names == ["brain", "half", "single"])
        let single = try #require(file.parameter("single"))
        #expect(single.extents == [2, 2])
        #expect(single.elementType == .float32)
        #expect(single.floats() == [1, -2, 0.5, .greatestFiniteMagnitude])
        #expect(file.parameter("half")?.floats() == [1, -2, 0.5, 65_504])
        #expect(file.parameter("brain")?.floats() == [1, -2, 0.5, Float(bitPattern: 0x7f7f_0000)])
        #expect(file.elementType(of: "brain") == "BF16")
        #expect(file.extents(of: "brain") == [4, 1])
    }

    @Test func readsScalarsAndTensorsWithoutElements() throws {
        let file = try folder.weights([
            StoredTensor("empty", [0, 3], []), StoredTensor("scalar", [], [4.5]),
            StoredTensor("last", [2, 0], []),
        ])
        #expect(file.parameter("scalar")?.extents == [])
        #expect(file.parameter("scalar")?.floats() == [4.5])
        #expect(file.parameter("empty")?.floats() == [])
        #expect(file.parameter("last")?.floats() == [])
    }

    @Test(arguments: [
        ("I64", 8), ("I32", 4), ("I16", 2), ("I8", 1), ("U64", 8), ("U32", 4), ("U16", 2), ("U8", 1),
        ("BOOL", 1),
        ("F8_E4M3", 1), ("F8_E5M2", 1),
    ])
    func listsOtherTypesWithoutReadingThem(type: String, size: Int) throws {
        let file = try folder.weights([
            StoredTensor("n", type: type, [3], bytes: [UInt8](repeating: 1, count: 3 * size))
        ])
        #expect(file.names == ["n"])
        #expect(file.elementType(of: "n") == type)
        #expect(file.extents(of: "n") == [3])
        #expect(file.parameter("n") == nil)
    }

    /// 1/3 and −2.5 in binary64, and their nearest neighbours in binary32.
    @Test func roundsNumbersOf64BitsToFloat32() throws {
        let bytes: [UInt8] = [
            0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xD5, 0x3F, 0, 0, 0, 0, 0, 0, 0x04, 0xC0,
        ]
        let file = try folder.weights([StoredTensor("x", type: "F64", [2], bytes: bytes)])
        let parameter = try #require(file.parameter("x"))
        #expect(parameter.extents == [2] && parameter.elementType == .float32)
        #expect(parameter.floats().map(\.bitPattern) == [0x3EAA_AAAB, 0xC020_0000])
    }

    @Test func ignoresTheMetadata() throws {
        let bytes = SafetensorsBytes.file(
            [StoredTensor("x", [1], [2])],
            metadata: #"{"format":"pt","x":"y"}"#
        )
        let file = try SafetensorsFile(path: try folder.write(bytes))
        #expect(file.names == ["x"])
        #expect(file.parameter("__metadata__") == nil)
    }

    @Test func readsNamesWithEscapes() throws {
        let name = #"\"\\\/\b\f\n\r\t\u00e9\ud83d\uDE00é"#
        let header =
            "{\"\(name)\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}, \"__metadata__\" : null}"
        let file = try SafetensorsFile(
            path: try folder.write(SafetensorsBytes.file(header: header, data: [7]))
        )
        #expect(file.names == ["\"\\/\u{8}\u{C}\n\r\té😀é"])
    }

    @Test func readsAHeaderPaddedWithBlanksAndTensorsInAnyOrder() throws {
        let header = """
            {"b":{"data_offsets":[4,8],"shape":[1],"dtype":"F32"},
             "a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}      
            """
        let bytes = SafetensorsBytes.file(header: header, data: [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])
        let file = try SafetensorsFile(path: try folder.write(bytes))
        #expect(file.parameter("a")?.floats() == [1])
        #expect(file.parameter("b")?.floats() == [2])
    }

    @Test func readsNumbersThatLieAtOddAddresses() throws {
        let file = try folder.weights([
            StoredTensor("byte", type: "U8", [1], bytes: [9]), StoredTensor("x", [2], [1.5, -3]),
        ])
        #expect(file.parameter("x")?.floats() == [1.5, -3])
        let backend = CPUBackend()
        #expect(backend.floats(backend.tensor(try #require(file.parameter("x")))) == [1.5, -3])
    }

    @Test func aParameterOutlivesItsFile() throws {
        let parameter = try #require(folder.weights([StoredTensor("x", [2], [1.5, -3])]).parameter("x"))
        #expect(parameter.floats() == [1.5, -3])
    }

    @Test func offersTheWholeFileForItsDigest() throws {
        let bytes = SafetensorsBytes.file([StoredTensor("x", [1], [2])])
        let file = try SafetensorsFile(path: try folder.write(bytes))
        #expect(Array(file.content) == bytes)
    }

    @Test func knowsNoTensorOfAnotherName() throws {
        let file = try folder.weights([StoredTensor("x", [1], [2])])
        #expect(file.parameter("y") == nil)
        #expect(file.extents(of: "y") == nil)
        #expect(file.elementType(of: "y") == nil)
    }
}
