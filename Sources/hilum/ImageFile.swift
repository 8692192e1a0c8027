public import ArgumentParser
import Checkpoints
import Foundation
public import Radiographs
import Tensors
import ZeroShot

/// An image file on the command line.
struct ImageFile {
    let path: String

    /// Reads no more of the file than any image may have.
    func content() throws -> Data {
        guard let file = FileHandle(forReadingAtPath: path),
            let content = try? file.read(upToCount: DecodingLimits().maximumBytes + 1)
        else { throw CommandError("The file cannot be read; check the path and its permissions.") }
        return content
    }

    /// Decodes as much of the file as the profiles need.
    func radiograph(for profiles: [PreprocessingProfile], _ policy: DecodingPolicy) throws -> Radiograph {
        try Radiograph(decoding: content(), for: profiles, policy)
    }

    func embed(
        with model: ZeroShotModel,
        _ policy: DecodingPolicy,
        on backend: CPUBackend
    ) throws -> (embedding: Embedding, warnings: [String]) {
        let input = try model.prepare(radiograph(for: [model.description.preprocessing], policy))
        return (try model.embed(input, on: backend), input.warnings)
    }
}

/// `--decoding`, for every command that reads radiographs.
struct DecodingOption: ParsableArguments {
    @Option(
        help: """
            How JPEG files are decoded: 'scaled' leaves out what is finer than the model can see by far, 'exact' decodes \
            every pixel.
            """
    )
    var decoding = DecodingPolicy.scaled
}

extension DecodingPolicy: ExpressibleByArgument {}
