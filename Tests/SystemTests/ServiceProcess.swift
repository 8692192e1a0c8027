import Foundation
import Synchronization
import TestFiles
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The real program as its users start it.
enum Program {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The binary beside the running tests.
    static let binary = Bundle.main.bundleURL.resolvingSymlinksInPath().appending(path: "hilum")

    static func phantom() throws -> Data {
        try Data(contentsOf: root.appending(path: "Public/samples/phantom.jpg"))
    }

    /// Runs the program to its end.
    static func run(_ arguments: [String], folder: URL = root) throws -> FinishedProcess {
        try FinishedProcess(binary, arguments, in: folder)
    }
}

/// A folder that goes with the test.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appending(path: "hilum-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

/// `hilum serve` on a free port.
final class ServiceProcess {
    let process = Process()
    let address: String
    private let log: URL

    init(in folder: URL, arguments: [String] = []) throws {
        process.executableURL = Program.binary
        process.arguments =
            [
                "serve", "--port", "0", "--model", "Models/hilum-open", "--public", "Public", "--database",
                folder.appending(path: "hilum.sqlite").path,
                // A machine that runs many tests at once lets everybody wait for long.
                "--queue-wait", "10min",
            ] + arguments
        process.currentDirectoryURL = Program.root
        process.environment = ProcessInfo.processInfo.environmentWithoutSettings
        log = folder.appending(path: "log-\(UUID().uuidString)")
        try Data().write(to: log)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
            guard let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty else { break }
            line += byte
        }
        let text = String(decoding: line, as: UTF8.self)
        try #require(text.hasPrefix("Listening on http://"), "the first line was '\(text)'")
        address = text.dropFirst("Listening on ".count).trimmingCharacters(in: .newlines)
    }

    deinit {
        if process.isRunning { process.terminate() }
    }

    /// Ends the process with a signal and returns its exit status.
    func end(with signal: Int32) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }

    func logText() throws -> String { String(decoding: try Data(contentsOf: log), as: UTF8.self) }

    /// Open descriptors of the process.
    func descriptorCount() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.processIdentifier)/fd").count
    }

    /// Resident memory in kilobytes.
    func residentKilobytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }

    func metric(_ name: String) async throws -> Double {
        let (_, body) = try await send("GET", "/metrics")
        let line = String(decoding: body, as: UTF8.self).split(separator: "\n").first {
            $0.hasPrefix("\(name) ")
        }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) } ?? 0
    }

    func send(
        _ method: String,
        _ target: String,
        type: String? = nil,
        _ body: Data? = nil
    ) async throws -> (status: Int, body: Data) {
        var request = URLRequest(url: try #require(URL(string: address + target)))
        request.httpMethod = method
        request.httpBody = body
        request.timeoutInterval = 60
        if let type { request.setValue(type, forHTTPHeaderField: "Content-Type") }
        let (data, response) = try await URLSession.shared.data(for: request)
        return (try #require(response as? HTTPURLResponse).statusCode, data)
    }

    func json(_ body: Data) -> [String: Any] {
        (try? JSONSerialization.jsonObject(with: body)) as? [String: Any] ?? [:]
    }
}
