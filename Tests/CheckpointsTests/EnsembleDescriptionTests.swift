import Checkpoints
import Foundation
import TestFiles
import Testing

@Suite struct EnsembleDescriptionTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    @Test func isReadAsItWasWritten() throws {
        let ensemble = EnsembleDescription(description: "The mean of two.", members: ["a", "b"])
        #expect(try EnsembleDescription.read(folder: scratch.path) == nil)
        try ensemble.write(folder: scratch.path)
        #expect(try EnsembleDescription.read(folder: scratch.path) == ensemble)
    }

    @Test(arguments: [
        [], ["a"], ["a", "a"], ["a", "../b"], ["a", ".."], ["a", ""], (0..<65).map { "m\($0)" },
    ])
    func refusesMembersThatCannotBe(_ members: [String]) throws {
        let json = try JSONSerialization.data(
            withJSONObject: ["format": 1, "description": "", "members": members]
        )
        try json.write(to: URL(filePath: scratch.path(EnsembleDescription.fileName)))
        #expect(throws: CheckpointError.self) {
            _ = try EnsembleDescription.read(folder: scratch.path)
        }
    }
}
