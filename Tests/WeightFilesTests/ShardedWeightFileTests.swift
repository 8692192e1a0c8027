import Tensors
import TestFiles
import Testing
import WeightFiles

@Suite struct ShardedWeightFileTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
        _ = try folder.write(
            SafetensorsBytes.file([StoredTensor("a", [1], [2]), StoredTensor("b", [1], [3])]),
            as: "1"
        )
        _ = try folder.write(SafetensorsBytes.file([StoredTensor("c", [2], [4, 5])]), as: "2")
    }

    private func open(_ map: String) throws -> any WeightFile {
        let index = #"{"metadata": {"total_size": 16}, "weight_map": {"# + map + "}}"
        return try openWeightFile(try folder.write(Array(index.utf8), as: "model.safetensors.index.json"))
    }

    @Test func findsEachTensorInItsFile() throws {
        let file = try open(#""a": "1", "b": "1", "c": "2""#)
        #expect(file.names == ["a", "b", "c"])
        #expect(file.parameter("b")?.floats() == [3] && file.parameter("c")?.floats() == [4, 5])
        #expect(
            file.extents(of: "c") == [2] && file.elementType(of: "c") == "F32" && file.parameter("d") == nil
        )
    }

    @Test(
        arguments: [
            (#""a": "1", "b": "1", "c": "1""#, "where it is not"),
            (#""a": "1", "c": "2""#, "'b', of which it says nothing"),
            (#""a": "../1""#, "not beside it"), (#""a": "/etc/passwd""#, "not beside it"),
            (#""a": "..""#, "not beside it"), (#""a": "1\u0000""#, "not beside it"),
            (#""a": """#, "not beside it"), (#""a": "x.index.json""#, "not beside it"), ("", "no index"),
        ]
    )
    func refusesAnIndexThatDoesNotFit(map: String, reason: String) throws {
        let error = #expect(throws: WeightFileError.self) { _ = try open(map) }
        #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func namesAFileThatIsNotThere() {
        let error = #expect(throws: WeightFileError.self) { _ = try open(#""a": "3""#) }
        #expect(error?.description.contains("/3: No such file") == true)
    }
}
