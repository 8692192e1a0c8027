package import WeightFiles

/// A tensor as it is to stand in a weight file.
package struct StoredTensor {
    package let name: String
    package var type = "F32"
    package let extents: [Int]
    package let bytes: [UInt8]

    /// A float32 tensor.
    package init(_ name: String, _ extents: [Int], _ values: [Float]) {
        self.name = name
        self.extents = extents
        bytes = values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) }
        }
    }

    /// A tensor of any type, byte by byte.
    package init(_ name: String, type: String, _ extents: [Int], bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.extents = extents
        self.bytes = bytes
    }
}

/// Weight files written by hand, after the description of the format by its authors.
package enum SafetensorsBytes {
    /// A valid file.
    package static func file(_ tensors: [StoredTensor], metadata: String? = nil) -> [UInt8] {
        var position = 0
        var entries = metadata.map { ["\"__metadata__\":\($0)"] } ?? []
        for tensor in tensors {
            let end = position + tensor.bytes.count
            entries.append(
                "\"\(tensor.name)\":{\"dtype\":\"\(tensor.type)\",\"shape\":\(tensor.extents),"
                    + "\"data_offsets\":[\(position),\(end)]}"
            )
            position = end
        }
        return file(header: "{\(entries.joined(separator: ","))}", data: tensors.flatMap(\.bytes))
    }

    /// Any header before any data, with the header's true length.
    package static func file(header: String, data: [UInt8] = []) -> [UInt8] {
        length(UInt64(header.utf8.count)) + Array(header.utf8) + data
    }

    /// The eight bytes before the header.
    package static func length(_ length: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    }
}

extension ScratchFolder {
    /// A weight file with the given tensors, opened.
    package func weights(_ tensors: [StoredTensor]) throws -> SafetensorsFile {
        try SafetensorsFile(path: try write(SafetensorsBytes.file(tensors)))
    }
}
