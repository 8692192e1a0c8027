import Foundation

/// Prometheus' own checker, from Debian's package `prometheus`.
struct Promtool {
    struct Outcome {
        let status: Int32
        let text: String
    }

    static let isThere = FileManager.default.isExecutableFile(atPath: path)
    static let hint: String = "promtool is not installed (Debian: prometheus)"

    private static let path = "/usr/bin/promtool"

    /// Runs promtool in a folder with a text as its standard input.
    static func run(_ arguments: [String], in folder: URL? = nil, input: String = "") throws -> Outcome {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "promtool-\(UUID().uuidString)")
        try Data(input.utf8).write(to: scratch)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = try FileHandle(forReadingFrom: scratch)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, text: String(decoding: text, as: UTF8.self))
    }
}
