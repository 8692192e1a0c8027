public import ArgumentParser
import Foundation
public import Radiographs

/// `hilum benchmark-pixels`: how long a file takes to become a model's input, for Benchmarks/pixels.py.
struct BenchmarkPixels: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Time the way from a file to a model's input: 224 pixels, bicubic, the middle, normalised.",
        discussion: "Prints for each run the milliseconds of decoding and of the rest."
    )

    @Option(help: "The image file.")
    var image: String

    @Option(help: "How much of a JPEG file is decoded: exact or scaled.")
    var policy = DecodingPolicy.exact

    @Option(help: "grayscaleReplicated or rgb.")
    var color = PreprocessingProfile.Color.rgb

    @Option(help: "How many runs.")
    var runs = 2

    func run() throws {
        let content = try ImageFile(path: image).content()
        let profile = try PreprocessingProfile(
            name: "benchmark",
            version: 1,
            color: color,
            geometry: .init(mode: .shorterSide, size: 224, filter: .bicubic, centerCrop: 224),
            normalization: .clip
        )
        let clock = ContinuousClock()
        for _ in 0..<runs {
            let start = clock.now
            let radiograph = try Radiograph(decoding: content, for: [profile], policy)
            let decoded = clock.now
            _ = try profile.apply(to: radiograph)
            print(Self.milliseconds(decoded - start), Self.milliseconds(clock.now - decoded))
        }
    }

    private static func milliseconds(_ duration: Duration) -> String {
        String(format: "%.2f", 1e3 * (duration / .seconds(1)))
    }
}

extension PreprocessingProfile.Color: ExpressibleByArgument {}
