import Foundation
import TestFiles

/// The real program as its users start it.
enum TrainProgram {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The binary beside the running tests.
    private static let binary = Bundle.main.bundleURL.resolvingSymlinksInPath().appending(path: "hilum-train")

    /// Whether the training side was built, which needs LibTorch.
    static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: binary.path) }

    /// Runs the program to its end in the package's folder.
    ///
    /// - Parameter fileSizeLimitKilobytes: No file grows beyond it, as on a full disk.
    static func run(
        _ arguments: [String],
        fileSizeLimitKilobytes: Int? = nil
    ) throws -> FinishedProcess {
        guard let fileSizeLimitKilobytes else { return try FinishedProcess(binary, arguments, in: root) }
        // Without the signal's default action a write beyond the limit fails as any other.
        let shell = "trap '' XFSZ; ulimit -f \(fileSizeLimitKilobytes); exec \"$0\" \"$@\""
        return try FinishedProcess(
            URL(filePath: "/bin/bash"),
            ["-c", shell, binary.path] + arguments,
            in: root
        )
    }

    /// Starts the program and returns while it runs, its output thrown away.
    static func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}

/// A folder that goes with the test.
final class ScratchFolder {
    private let url = FileManager.default.temporaryDirectory.appending(path: "train-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        try Data(text.utf8).write(to: url.appending(path: name))
        return path(name)
    }

    func text(of name: String) throws -> String {
        try String(contentsOfFile: path(name), encoding: .utf8)
    }
}
