import Crypto
public import Foundation

extension Recipe.FileReference {
    /// The largest file that a recipe may name, in bytes.
    private static let byteLimit = 256 << 20

    init(named name: String, relativeTo folder: String) throws(Rejection) {
        let path = URL(fileURLWithPath: name, relativeTo: URL(fileURLWithPath: folder, isDirectory: true))
            .path
        let content = try Self.content(path)
        self.init(path: path, sha256: Self.digest(content))
    }

    /// The file's bytes.
    ///
    /// - Parameter keyPath: The key that names the file, for the error.
    /// - Throws: ``RecipeError/inapplicable(keyPath:reason:)`` where the file is gone or has other content than
    ///   when the recipe was read.
    public func content(keyPath: String) throws(RecipeError) -> Data {
        let content: Data
        do {
            content = try Self.content(path)
        } catch {
            throw .inapplicable(keyPath: keyPath, reason: "\(error.reason) (\(path))")
        }
        guard Self.digest(content) == sha256 else {
            throw .inapplicable(
                keyPath: keyPath,
                reason: "\(path) has changed since the recipe was read; its SHA-256 was \(sha256)"
            )
        }
        return content
    }

    private static func content(_ path: String) throws(Rejection) -> Data {
        func unusable(_ reason: String) -> Rejection {
            Rejection(kind: .unusableFile(path: path, reason: reason))
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw unusable("there is no such file")
        }
        guard !isFolder.boolValue else { throw unusable("it is a folder") }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        guard size <= byteLimit else { throw unusable("it is larger than \(byteLimit >> 20) MiB") }
        guard let content = FileManager.default.contents(atPath: path) else {
            throw unusable("it cannot be read")
        }
        return content
    }

    private static func digest(_ content: Data) -> String {
        SHA256.hash(data: content).map { String(format: "%02x", $0) }.joined()
    }
}

extension Rejection {
    fileprivate var reason: String {
        if case .unusableFile(_, let reason) = kind { reason } else { "\(kind)" }
    }
}
