public import Tensors
public import WeightFiles

/// The tensors of a file that stand under one prefix, such as `module.`, by their names without it.
public struct FamilyWeights: WeightFile {
    /// What all names begin with in the file.
    public let prefix: String
    private let file: any WeightFile
    /// The names, without the prefix, sorted.
    public let names: [String]
    /// The names of the file that stand elsewhere: training state and the like.
    public let outside: [String]

    /// The tensors beside the one whose name ends with `marker`; nil where there is none, or more than one.
    init?(_ file: any WeightFile, marker: String) {
        let marked = file.names.filter { $0 == marker || $0.hasSuffix(".\(marker)") }
        guard marked.count == 1, let name = marked.first else { return nil }
        let prefix = String(name.dropLast(marker.count))
        self.prefix = prefix
        self.file = file
        names = file.names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        outside = file.names.filter { !$0.hasPrefix(prefix) }
    }

    /// Two files as one, with names that begin with `image.` or `text.`.
    init(image: FamilyWeights, text: FamilyWeights) {
        prefix = ""
        let pair = PairedWeights(image: image, text: text)
        file = pair
        names = pair.names
        outside = image.outside + text.outside
    }

    /// The path of the file.
    public var path: String { file.path }

    /// The extents of a tensor by its name without the prefix.
    public func extents(of name: String) -> [Int]? { file.extents(of: prefix + name) }

    /// The element type of a tensor by its name without the prefix.
    public func elementType(of name: String) -> String? { file.elementType(of: prefix + name) }

    /// A tensor by its name without the prefix.
    public func parameter(_ name: String) -> Parameter? { file.parameter(prefix + name) }

    /// Compares the whole file with its checksums.
    public func verifyContent() throws(WeightFileError) { try file.verifyContent() }

    /// Whether there is a tensor of that name.
    func has(_ name: String) -> Bool { extents(of: name) != nil }

    /// How many numbers 0, 1, … can stand for `#` in a name.
    func count(_ pattern: String) -> Int {
        var count = 0
        while has(pattern.replacing("#", with: String(count))) { count += 1 }
        return count
    }

    /// The extents of a tensor with that many dimensions.
    ///
    /// - Throws: ``ImportError/missingTensor(file:family:name:)``, ``ImportError/misshapenTensor(name:extents:expected:)``.
    func shape(_ name: String, rank: Int, family: String) throws(ImportError) -> [Int] {
        guard let extents = extents(of: name) else {
            throw .missingTensor(file: path, family: family, name: prefix + name)
        }
        guard extents.count == rank, extents.allSatisfy({ $0 > 0 }) else {
            throw .misshapenTensor(name: prefix + name, extents: extents, expected: "\(rank) extents")
        }
        return extents
    }

    /// The numbers of a tensor in double precision.
    ///
    /// - Throws: ``ImportError/missingTensor(file:family:name:)``.
    func numbers(_ name: String, _ family: String) throws(ImportError) -> [Double] {
        guard let parameter = parameter(name) else {
            throw .missingTensor(file: path, family: family, name: prefix + name)
        }
        return parameter.floats().map(Double.init)
    }
}
