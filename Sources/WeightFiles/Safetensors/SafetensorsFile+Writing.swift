import Foundation

extension SafetensorsFile {
    /// Writes tensors into a new file beside `path` and renames it into place, replacing a former file.
    ///
    /// Tensors stand in the order of the format's own library: the largest elements first, then by name, so that
    /// each lies at a multiple of its element's size; the data begin at a multiple of eight bytes. One tensor's
    /// values are in memory at a time.
    ///
    /// - Parameter metadata: Free texts in the header's `__metadata__`, left out where there are none.
    /// - Throws: ``WeightFileError/unwritableTensor(name:reason:)`` before or while writing, or
    ///   ``WeightFileError/unwritable(file:reason:)``, such as for a full disk. A former file is then untouched.
    public static func write(
        _ tensors: [NamedTensor],
        metadata: [String: String] = [:],
        to path: String
    ) throws(WeightFileError) {
        var placed: [(tensor: NamedTensor, size: Int)] = []
        for tensor in tensors.sorted(by: precedes) { placed.append((tensor, try tensor.size())) }
        var names: Set<String> = []
        for tensor in tensors where !names.insert(tensor.name).inserted {
            throw tensor.refusal("there are two tensors of that name")
        }
        let header = try header(placed, metadata: metadata, path: path)
        try FileOutput.replace(path) { output throws(WeightFileError) in
            try output.write([UInt64(header.count).littleEndian])
            try output.write(header)
            for (tensor, size) in placed { try tensor.write(to: output, size: size) }
        }
    }

    private static func precedes(_ one: NamedTensor, _ other: NamedTensor) -> Bool {
        let ranks = [one, other].map { tensor in
            elementTypes.firstIndex { $0.name == tensor.elementType } ?? elementTypes.count
        }
        if ranks[0] != ranks[1] { return ranks[0] < ranks[1] }
        return one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
    }

    private static func header(
        _ placed: [(tensor: NamedTensor, size: Int)],
        metadata: [String: String],
        path: String
    ) throws(WeightFileError) -> [UInt8] {
        var entries = metadata.isEmpty ? [] : ["\(json(metadataName)):\(json(metadata))"]
        var position = 0
        for (tensor, size) in placed {
            let (end, overflow) = position.addingReportingOverflow(size)
            guard !overflow else { throw tensor.refusal("the file would be larger than any disk") }
            let extents = tensor.extents.map(String.init).joined(separator: ",")
            entries.append(
                "\(json(tensor.name)):{\"dtype\":\"\(tensor.elementType)\",\"shape\":[\(extents)],"
                    + "\"data_offsets\":[\(position),\(end)]}"
            )
            position = end
        }
        var header = Array("{\(entries.joined(separator: ","))}".utf8)
        header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        guard header.count <= maximumHeaderSize else {
            throw .unwritable(
                file: path,
                reason: "the names of \(placed.count) tensors make too large a header"
            )
        }
        return header
    }

    private static func json(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts always have a JSON form.
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }
}
