import Foundation
import Radiographs
import Testing

/// Writes what this module makes of the files that Scripts/compare_with_pillow.py lists, for that script to
/// compare.
@Suite struct PixelDump {
    private static let folder = ProcessInfo.processInfo.environment["RADIOGRAPH_DUMP"].map {
        URL(filePath: $0)
    }

    /// File number i of files.txt gives i.error, or i.samples and one i.PROFILE for each profile.
    @Test(.enabled(if: PixelDump.folder != nil, "run by Scripts/compare_with_pillow.py"))
    func writesPixels() throws {
        let folder = try #require(Self.folder)
        let list = try String(contentsOf: folder.appending(path: "files.txt"), encoding: .utf8)
        for (index, path) in list.split(separator: "\n").enumerated() {
            do {
                let radiograph = try Radiograph(decoding: Data(contentsOf: URL(filePath: String(path))))
                try dump(radiograph, to: folder.appending(path: "\(index)"))
            } catch let error as RadiographError {
                try "\(error)".write(
                    to: folder.appending(path: "\(index).error"),
                    atomically: true,
                    encoding: .utf8
                )
            }
        }
    }

    private func dump(_ radiograph: Radiograph, to base: URL) throws {
        let stem = base.path
        try Data(radiograph.samples).write(to: URL(filePath: "\(stem).samples"))
        let openCLIP: [PreprocessingProfile] = [
            try .openCLIP(name: "open-clip-longest", resizing: .longest(fill: 0), resolution: 224),
            try .openCLIP(name: "open-clip-squash", resizing: .squash, resolution: 224),
        ]
        for profile in PreprocessingProfile.named + openCLIP {
            let values = try profile.apply(to: radiograph).values
            let data = values.withUnsafeBytes { Data($0) }
            try data.write(to: URL(filePath: "\(stem).\(profile.name)"))
        }
    }
}
