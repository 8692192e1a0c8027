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
        let root = URL(filePath: folder, directoryHint: .isDirectory).standardizedFileURL
        let keys: [URLResourceKey] = [.isRegularFileKey, .fileSizeKey]
        guard (try? root.checkResourceIsReachable()) == true,
            let paths = FileManager.default.enumerator(at: root, includingPropertiesForKeys: keys)
        else { throw .unreadable(path: folder) }
        var files: [String: File] = [:]
        var total = 0
        for case let url as URL in paths {
            guard let values = try? url.resourceValues(forKeys: Set(keys)), values.isRegularFile == true,
                let mediaType = Self.mediaTypes[url.pathExtension.lowercased()]
            else { continue }
            total += values.fileSize ?? 0
            guard total <= Self.maximumBytes else { throw .tooLarge(path: folder, limit: Self.maximumBytes) }
            guard let content = try? Data(contentsOf: url) else { throw .unreadable(path: url.path) }
            let digest = Data(SHA256.hash(data: content)).base64EncodedString()
            let path = String(url.standardizedFileURL.path.dropFirst(root.path.count))
                .split(separator: "/").joined(separator: "/")
            files[path] = File(body: Array(content), mediaType: mediaType, entityTag: "\"\(digest)\"")
        }
        self.files = files
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
