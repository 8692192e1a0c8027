import Crypto
import Foundation
import HTTPMessage
import HTTPTypes

/// The files of the page, read once at start: no path of a request ever reaches the disk.
public struct StaticFiles: Sendable {
    /// Why a folder cannot be served.
    public enum LoadError: Error, Equatable, CustomStringConvertible {
        case unreadable(path: String)
        case tooLarge(path: String, limit: Int)

        /// The cause and the remedy.
        public var description: String {
            switch self {
            case .unreadable(let path):
                "Cannot read the folder \(path) with the page. Name the folder 'Public'."
            case .tooLarge(let path, let limit):
                "The folder \(path) has more than \(limit) bytes. Name the folder 'Public'."
            }
        }
    }

    private struct File {
        let body: [UInt8]
        let mediaType: String
        let entityTag: String
    }

    private static let maximumBytes = 64 * 1_024 * 1_024
    private static let mediaTypes = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8", "json": "application/json", "jpg": "image/jpeg", "png": "image/png",
        "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8", "ico": "image/x-icon",
    ]
    private static let contentSecurityPolicy =
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'"

    private let files: [String: File]

    /// Reads every regular file of known type below a folder, without following links.
    public init(folder: String) throws(LoadError) {
        let root = URL(filePath: folder, directoryHint: .isDirectory).resolvingSymlinksInPath()
        guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: root.path) else {
            throw .unreadable(path: folder)
        }
        var files: [String: File] = [:]
        var total = 0
        for path in paths {
            let url = root.appending(path: path)
            guard let mediaType = Self.mediaTypes[url.pathExtension.lowercased()],
                let size = Self.sizeOfRegularFile(url.path)
            else { continue }
            total += size
            guard total <= Self.maximumBytes else { throw .tooLarge(path: folder, limit: Self.maximumBytes) }
            guard let content = try? Data(contentsOf: url) else { throw .unreadable(path: url.path) }
            let digest = Data(SHA256.hash(data: content)).base64EncodedString()
            files[path] = File(body: Array(content), mediaType: mediaType, entityTag: "\"\(digest)\"")
        }
        self.files = files
    }

    /// Foundation's attributes of a file include its owner's name, for which it asks the name service.
    private static func sizeOfRegularFile(_ path: String) -> Int? {
        var information = stat()
        guard lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(information.st_size)
    }

    /// The methods that a file answers, as an Allow field tells them.
    static let allow = "GET, HEAD, OPTIONS"

    /// Whether there is a file at a path.
    func contains(_ pathSegments: [String]) -> Bool {
        let path = pathSegments.joined(separator: "/")
        return files[path.isEmpty ? "index.html" : path] != nil
    }

    /// The file for a path, or nil where there is none.
    func response(to request: Request) -> Response? {
        let path = request.pathSegments.joined(separator: "/")
        guard let file = files[path.isEmpty ? "index.html" : path] else { return nil }
        let isKnown = request.fields[.ifNoneMatch] == file.entityTag
        var response =
            isKnown
            ? Response(status: .notModified)
            : Response(status: .ok, contentType: file.mediaType, body: file.body)
        response.fields[.eTag] = file.entityTag
        response.fields[.cacheControl] = "no-cache"
        response.fields[.contentSecurityPolicy] = Self.contentSecurityPolicy
        return response
    }
}
