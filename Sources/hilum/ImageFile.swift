import Foundation
import Radiographs
import Tensors
import ZeroShot

/// An image file on the command line.
struct ImageFile {
    let path: String

    /// Reads no more of the file than any image may have.
    func radiograph() throws -> Radiograph {
        let limits = DecodingLimits()
        guard let file = FileHandle(forReadingAtPath: path),
            let content = try? file.read(upToCount: limits.maximumBytes + 1)
        else { throw CommandError("The file cannot be read; check the path and its permissions.") }
        return try Radiograph(decoding: content, limits: limits)
    }

    func embed(
        with model: ZeroShotModel,
        on backend: CPUBackend
    ) throws -> (embedding: Embedding, warnings: [String]) {
        let input = try model.prepare(radiograph())
        return (try model.embed(input, on: backend), input.warnings)
    }
}
