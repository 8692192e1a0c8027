import Foundation

/// A folder of its own for one test, removed with the object.
package final class ScratchFolder {
    private let location = FileManager.default.temporaryDirectory.appending(
        path: "hilum-\(UUID().uuidString)"
    )

    package init() throws {
        try FileManager.default.createDirectory(at: location, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: location)
    }

    /// The folder itself.
    package var path: String { location.path }

    /// The path of a file, whether it exists or not.
    package func path(_ name: String) -> String { location.appending(path: name).path }

    /// The content of a file.
    package func content(_ name: String = "weights.safetensors") throws -> [UInt8] {
        Array(try Data(contentsOf: location.appending(path: name)))
    }

    /// Writes a file and returns its path.
    package func write(_ bytes: [UInt8], as name: String = "weights.safetensors") throws -> String {
        if !FileManager.default.fileExists(atPath: path(name)) {
            try Data().write(to: location.appending(path: name))
        }
        // Written over in place: thousands of files made and removed would take the disk seconds.
        let file = try FileHandle(forUpdating: location.appending(path: name))
        defer { try? file.close() }
        try file.truncate(atOffset: UInt64(bytes.count))
        try file.seek(toOffset: 0)
        try file.write(contentsOf: Data(bytes))
        return path(name)
    }
}
