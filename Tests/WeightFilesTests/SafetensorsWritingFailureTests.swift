import Foundation
import Tensors
import TestFiles
import Testing
import WeightFiles

@Suite struct SafetensorsWritingFailureTests {
    private let folder: ScratchFolder
    private let former: [UInt8] = SafetensorsBytes.file([StoredTensor("former", [1], [7])])

    init() throws {
        folder = try ScratchFolder()
        _ = try folder.write(former)
    }

    private struct Refused: Error, CustomStringConvertible {
        let description = "the device is gone"
    }

    @Test func refusesTwoTensorsOfOneName() throws {
        let tensors = [
            NamedTensor("x", extents: [1], [1]), NamedTensor("x", extents: [1], as: .float16, [1]),
        ]
        try expectRefusal(of: tensors, "there are two tensors of that name")
    }

    @Test(arguments: [
        (4, "F32", [2], 8), (4, "BF16", [1], 2), (7, "I64", [1], 8), (0, "F16", [], 2),
        (4, "F32", [0, 3], 0),
    ])
    func refusesContentThatDoesNotFillTheShape(found: Int, type: String, extents: [Int], size: Int) throws {
        let content = [UInt8](repeating: 0, count: found)
        try expectRefusal(
            of: [NamedTensor("x", extents: extents, elementType: type, bytes: content)],
            "it has \(found) bytes where its shape and type ask for \(size)"
        )
    }

    @Test func refusesTooManyValues() throws {
        try expectRefusal(
            of: [NamedTensor("x", extents: [1], as: .bfloat16, [1, 2])],
            "it has 4 bytes where its shape and type ask for 2"
        )
    }

    @Test(arguments: [[-1], [.max, 2], [.max, 0, 5], [1, 1, 1, 1, 1, 1, 1, 1, 1]])
    func refusesImpossibleShapes(extents: [Int]) throws {
        try expectRefusal(
            of: [NamedTensor("x", extents: extents, [])],
            "its shape \(extents) is impossible"
        )
    }

    @Test func refusesAnUnknownElementType() throws {
        let tensor = NamedTensor(
            "x",
            extents: [],
            elementType: "C128",
            bytes: [UInt8](repeating: 0, count: 16)
        )
        try expectRefusal(of: [tensor], "its element type C128 is unknown")
    }

    @Test func passesOnWhyValuesCannotBeHad() throws {
        try expectRefusal(
            of: [NamedTensor("a", extents: [1], [1]), NamedTensor("x", extents: [1]) { throw Refused() }],
            "its values cannot be had: the device is gone"
        )
    }

    /// The refusal names the tensor, and the former file is there as it was, alone.
    private func expectRefusal(of tensors: [NamedTensor], _ reason: String) throws {
        #expect(throws: WeightFileError.unwritableTensor(name: "x", reason: reason)) {
            try SafetensorsFile.write(tensors, to: folder.path("weights.safetensors"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["weights.safetensors"])
        #expect(try folder.content() == former)
    }

    @Test func refusesTheReservedName() {
        #expect(
            throws: WeightFileError.unwritableTensor(name: "__metadata__", reason: "the name is reserved")
        ) {
            try SafetensorsFile.write([NamedTensor("__metadata__", extents: [1], [1])], to: folder.path("x"))
        }
    }

    @Test func namesAFolderThatIsNotThere() {
        let path = folder.path("missing/weights.safetensors")
        let expected = WeightFileError.unwritable(file: path, reason: "No such file or directory")
        #expect(throws: expected) { try SafetensorsFile.write([], to: path) }
    }

    @Test func namesTheFileThatADiskHasNoRoomFor() throws {
        // Writing to /dev/full fails as on a full disk (full(4)).
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let output = FileOutput(descriptor: descriptor, file: "run/weights.safetensors")
        let expected = WeightFileError.unwritable(
            file: "run/weights.safetensors",
            reason: "No space left on device"
        )
        #expect(throws: expected) { try output.write([1.0, 2.0]) }
    }

    @Test func aFolderInTheFilesPlaceStays() throws {
        let path = folder.path("taken")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        #expect(throws: WeightFileError.unwritable(file: path, reason: "Is a directory")) {
            try SafetensorsFile.write([NamedTensor("x", extents: [1], [1])], to: path)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == ["taken", "weights.safetensors"]
        )
    }
}
