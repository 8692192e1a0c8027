import Foundation

/// Small files and folders of proc(5).
enum ProcessFile {
    private static let longest = 1 << 20

    /// The first mebibyte of a file; nil where it cannot be read.
    static func text(_ path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        guard let content = try? file.read(upToCount: longest) else { return nil }
        return String(decoding: content, as: UTF8.self)
    }

    /// How many entries a folder has. Linux since 6.2 gives the number as the size of `/proc/self/fd`, which needs no
    /// descriptor and so still answers when all are used up.
    static func entries(_ path: String) -> UInt64? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        if path.hasPrefix("/proc/"), status.st_size > 0 { return UInt64(status.st_size) }
        guard let folder = opendir(path) else { return nil }
        defer { closedir(folder) }
        var count: UInt64 = 0
        while let entry = readdir(folder) {
            // Names of descriptors are numbers; "." and ".." are not.
            let first = UInt8(bitPattern: entry.pointee.d_name.0)
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) { count += 1 }
        }
        // The one that reads the folder is gone again.
        return path.hasPrefix("/proc/") && count > 0 ? count - 1 : count
    }
}
