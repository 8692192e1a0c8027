public import Encoders
public import Tensors
public import WeightFiles

/// A weight file read through a naming scheme, which keeps track of what was asked for.
public final class Checkpoint: ParameterSource {
    private let file: any WeightFile
    private let naming: NamingScheme
    private var used: Set<String> = []

    /// Reads `file` with the names of a scheme.
    public init(_ file: any WeightFile, naming: NamingScheme) {
        self.file = file
        self.naming = naming
    }

    /// The tensor under the scheme's names, stacked or flattened as the scheme says.
    public func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        guard let (names, layout) = naming.stored(name) else { throw .missingTensor(name: name) }
        var parts: [Parameter] = []
        for stored in names {
            var expected = extents
            if layout == .stacked { expected[0] /= names.count }
            parts.append(try part(stored, expected: expected, layout: layout))
        }
        if layout == .same, parts[0].extents == extents { return parts[0] }
        if layout == .transposed { return parts[0].transposed() }
        if parts.count == 1 { return parts[0].reshaped(to: extents) }
        return Parameter(parts.flatMap { $0.floats() }, extents: extents)
    }

    private func part(
        _ stored: String,
        expected: [Int],
        layout: NamingRule.Layout
    ) throws(EncoderError) -> Parameter {
        guard let found = file.extents(of: stored) else { throw .missingTensor(name: stored) }
        used.insert(stored)
        guard let parameter = file.parameter(stored) else {
            throw .unsupportedElementType(name: stored, type: file.elementType(of: stored) ?? "unknown")
        }
        let comparable: [Int] =
            switch layout {
            case .flattened where found.count > 1: [found[0], found.dropFirst().reduce(1, *)]
            case .transposed: found.reversed()
            default: found
            }
        guard comparable.filter({ $0 != 1 }) == expected.filter({ $0 != 1 }) else {
            throw .misshapenTensor(name: stored, expected: expected, found: found)
        }
        return parameter
    }

    /// The names in the file that nobody has asked for, sorted.
    public var unusedNames: [String] { file.names.filter { !used.contains($0) } }

    /// Makes sure that nothing in the file was left out that could change an answer.
    ///
    /// - Throws: ``CheckpointError/unexpectedTensors(file:names:)``.
    public func requireNothingLeft() throws(CheckpointError) {
        let left = unusedNames.filter { !naming.ignores($0) }
        guard left.isEmpty else { throw .unexpectedTensors(file: file.path, names: left) }
    }
}

extension Parameter {
    /// A matrix with rows and columns exchanged, in float32, which holds every number of the shorter types.
    fileprivate func transposed() -> Parameter {
        guard extents.count == 2 else { return self }
        let (rows, columns) = (extents[0], extents[1])
        let values = floats()
        let exchanged = (0..<values.count).map { values[$0 % rows * columns + $0 / rows] }
        return Parameter(exchanged, extents: [columns, rows])
    }
}
