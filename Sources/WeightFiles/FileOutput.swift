import Foundation

/// An open file that bytes are appended to, until the disk is full.
package struct FileOutput {
    private let descriptor: Int32
    /// The name that errors give.
    private let file: String

    /// Appends to a descriptor that stays the caller's.
    package init(descriptor: Int32, file: String) {
        self.descriptor = descriptor
        self.file = file
    }

    /// Appends all bytes.
    ///
    /// - Throws: ``WeightFileError/unwritable(file:reason:)`` naming the file.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(WeightFileError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // One call writes less than 2 GiB however much it is given (write(2)).
            let written = Foundation.write(
                descriptor,
                UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                rest.count
            )
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .unwritable(file) }
            rest = rest.dropFirst(written)
        }
    }

    /// Appends numbers as they lie in memory.
    package func write<Number: BitwiseCopyable>(_ numbers: [Number]) throws(WeightFileError) {
        try numbers.withUnsafeBufferPointer { numbers throws(WeightFileError) in
            try write(UnsafeRawBufferPointer(numbers))
        }
    }

    private func flush() throws(WeightFileError) {
        guard fsync(descriptor) == 0 else { throw .unwritable(file) }
    }
}

extension FileOutput {
    /// Writes a file beside its place, flushes it to the disk, and renames it: the name only ever stands for
    /// the former file or the whole new one.
    ///
    /// - Throws: ``WeightFileError/unwritable(file:reason:)`` naming `path`, or what `body` throws; the former
    ///   file is then as it was.
    package static func replace(
        _ path: String,
        _ body: (FileOutput) throws(WeightFileError) -> Void
    ) throws(WeightFileError) {
        let aside = Self.aside(path)
        let descriptor = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .unwritable(path) }
        do throws(WeightFileError) {
            defer { close(descriptor) }
            let output = FileOutput(descriptor: descriptor, file: path)
            try body(output)
            try output.flush()
        } catch {
            unlink(aside)
            throw error
        }
        guard rename(aside, path) == 0 else {
            let error = WeightFileError.unwritable(path)
            unlink(aside)
            throw error
        }
        flushFolder(of: path)
    }

    /// A hidden name in the same folder that nobody else writes to.
    package static func aside(_ path: String) -> String {
        let location = URL(filePath: path)
        return location.deletingLastPathComponent()
            .appending(path: ".\(location.lastPathComponent).partial-\(UUID().uuidString)").path
    }

    /// Makes a rename last through a power cut; where the file system cannot, the content is whole all the same.
    package static func flushFolder(of path: String) {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}

extension WeightFileError {
    /// The failure that `errno` names.
    package static func unwritable(_ file: String) -> WeightFileError {
        .unwritable(file: file, reason: String(cString: strerror(errno)))
    }
}
