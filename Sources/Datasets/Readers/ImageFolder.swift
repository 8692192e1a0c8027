import Foundation

/// The images that lie in a folder and its folders, by their names.
struct ImageFolder {
    private static let extensions: Set<String> = ["png", "jpg", "jpeg", "dcm", "dicom"]
    private static let maximumDepth = 8

    let path: String
    /// Paths relative to the folder, by the file's name without its extension.
    private var paths: [String: String] = [:]

    /// Lists the folder, links followed.
    ///
    /// - Throws: ``DatasetError/unreadable(file:reason:)`` where a folder cannot be listed.
    init(path: String) throws(DatasetError) {
        self.path = path
        try list("", depth: 0)
    }

    /// The path, relative to the folder, of an image named with or without its extension.
    func image(named name: String) -> String? {
        if let path = paths[name] { return path }
        let url = URL(filePath: name)
        guard Self.extensions.contains(url.pathExtension.lowercased()) else { return nil }
        return paths[url.deletingPathExtension().lastPathComponent]
    }

    private mutating func list(_ folder: String, depth: Int) throws(DatasetError) {
        for name in try Self.names(in: folder.isEmpty ? path : path + "/" + folder) {
            let relative = folder.isEmpty ? name : folder + "/" + name
            let url = URL(filePath: name)
            if Self.extensions.contains(url.pathExtension.lowercased()) {
                let stem = url.deletingPathExtension().lastPathComponent
                if paths[stem] == nil { paths[stem] = relative }
            } else if depth < Self.maximumDepth, Self.isFolder(path + "/" + relative) {
                try list(relative, depth: depth + 1)
            }
        }
    }

    /// The names in a folder in alphabetical order.
    static func names(in folder: String) throws(DatasetError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            guard isFolder(folder) else { throw .unreadable(file: folder, reason: "there is no such folder") }
            throw .unreadable(file: folder, reason: "the folder cannot be listed")
        }
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
