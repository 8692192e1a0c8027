import Foundation
import Tensors
import TestFiles
import Testing
import WeightFiles

@Suite struct TorchFileTests {
    @Test(arguments: ["plain.pt", "nested.pt", "script.pt"])
    func readsWhatPyTorchWrote(name: String) throws {
        let file = try TorchFile(path: Fixtures.path(name))
        let expected = try #require(try Fixtures.expected()[name])
        for (tensor, wanted) in expected {
            #expect(file.extents(of: tensor) == wanted.shape, "\(tensor)")
            #expect(file.elementType(of: tensor) == wanted.type, "\(tensor)")
            let found = file.parameter(tensor)
            guard let values = wanted.values else {
                #expect(found == nil, "\(tensor) holds no floating-point numbers")
                continue
            }
            // Float64 is rounded once; everything else is exact.
            #expect(found?.floats() == values.map { Float($0) }, "\(tensor)")
            #expect(found?.extents == wanted.shape)
        }
    }

    @Test func aStateDictionaryHasNothingElse() throws {
        let file = try TorchFile(path: Fixtures.path("plain.pt"))
        #expect(try Set(file.names) == Set(#require(try Fixtures.expected()["plain.pt"]).keys))
        #expect(file.values.isEmpty)
    }

    @Test func namesWhatStandsBesideTheWeights() throws {
        let file = try TorchFile(path: Fixtures.path("nested.pt"))
        #expect(file.values["epoch"] == "3")
        #expect(file.values["best_acc1"] == "0.5")
        #expect(file.values["args.model"] == "tiny")
        #expect(file.names.contains("optimizer.state.0.exp_avg"))
    }

    @Test func namesTheModulesOfAScriptByTheirAttributes() throws {
        let file = try TorchFile(path: Fixtures.path("script.pt"))
        #expect(
            file.names.sorted() == [
                "blocks.0.linear.bias", "blocks.0.linear.weight", "blocks.1.bias", "blocks.1.weight", "scale",
                "small",
            ]
        )
    }

    @Test func refusesEveryHostileFileAndSaysWhy() throws {
        let hostile = try Fixtures.hostile()
        #expect(hostile.count >= 30)
        for (name, reason) in hostile {
            let error = #expect(throws: WeightFileError.self, "\(name)") {
                _ = try TorchFile(path: Fixtures.path("hostile/\(name).pt"))
            }
            guard case .malformed(_, let found) = error else {
                Issue.record("\(name): \(String(describing: error))")
                continue
            }
            #expect(
                found.hasPrefix("at byte ") && (reason.isEmpty || found.contains(reason)),
                "\(name): \(found)"
            )
        }
    }

    /// The float32 tensor's first number in the file, with one bit flipped.
    @Test func noticesADamagedTensorByItsChecksum() throws {
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: Fixtures.path("plain.pt"))))
        let values = try #require(try Fixtures.expected()["plain.pt"]?["float32"]?.values)
        let stored = values.flatMap { number in withUnsafeBytes(of: Float(number), Array.init) }
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: stored) })
        try TorchFile(path: Fixtures.path("plain.pt")).verifyContent()
        bytes[place] ^= 1
        let scratch = try ScratchFolder()
        let damaged = try TorchFile(path: scratch.write(bytes))
        let error = #expect(throws: WeightFileError.self) { try damaged.verifyContent() }
        #expect("\(try #require(error))".contains("at byte"))
        #expect("\(try #require(error))".contains("checksum"))
    }

    @Test func readsAFileThatWasSavedWithoutChecksums() throws {
        let file = try TorchFile(path: Fixtures.path("unchecked.pt"))
        try file.verifyContent()
        #expect(file.parameter("numbers")?.floats() == (0..<1000).map(Float.init))
    }

    /// Cut off anywhere, a file is refused.
    @Test func refusesEveryBeginningOfAFile() throws {
        let whole = [UInt8](try Data(contentsOf: URL(filePath: Fixtures.path("plain.pt"))))
        let scratch = try ScratchFolder()
        for length in stride(from: 1, to: whole.count, by: 5) {
            let path = try scratch.write(Array(whole[..<length]))
            #expect(throws: WeightFileError.self, "\(length) bytes") { _ = try TorchFile(path: path) }
        }
    }
}

/// A file is opened by what it holds, whatever its name.
@Suite struct WeightFileTests {
    @Test func tellsTheFormatsApart() throws {
        #expect(try openWeightFile(Fixtures.path("plain.pt")) is TorchFile)
        let scratch = try ScratchFolder()
        let safetensors = try scratch.write(SafetensorsBytes.file([StoredTensor("x", [1], [2])]), as: "x.pt")
        #expect(try openWeightFile(safetensors) is SafetensorsFile)
        let neither = try scratch.write([1, 2, 3], as: "neither")
        #expect(throws: WeightFileError.self) { _ = try openWeightFile(neither) }
    }
}
