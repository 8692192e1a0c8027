public import Tensors

/// A file of named tensors, in whatever format.
public protocol WeightFile: Sendable {
    /// The path that the file was opened with.
    var path: String { get }
    /// The names of all tensors, sorted.
    var names: [String] { get }
    /// The extents of a tensor, outermost first, or nil where there is none of that name.
    func extents(of name: String) -> [Int]?
    /// The element type of a tensor as the format spells it, such as `F16` or `float16`.
    func elementType(of name: String) -> String?
    /// A tensor in row-major order, or nil where there is none of that name or its numbers are no floating-point
    /// numbers.
    func parameter(_ name: String) -> Parameter?
    /// Reads the bytes of every tensor and compares them with the file's checksums, where its format has any.
    ///
    /// - Throws: ``WeightFileError/malformed(file:reason:)`` where one differs.
    func verifyContent() throws(WeightFileError)
}

extension SafetensorsFile: WeightFile {
    /// Nothing to compare: the format has no checksums.
    public func verifyContent() {}
}
extension TorchFile: WeightFile {}

/// Opens a weight file of the format that its first bytes tell, safetensors or PyTorch's, or the files of an index.
///
/// - Throws: ``WeightFileError``.
public func openWeightFile(_ path: String) throws(WeightFileError) -> any WeightFile {
    if ShardedWeightFile.isIndex(path) { return try ShardedWeightFile(path: path) }
    let file = try MappedFile(path: path)
    // Bytes of a file that nobody names any more are unmapped at once.
    let isTorchFile = withExtendedLifetime(file) { TorchFile.isTorchFile(file.bytes) }
    return isTorchFile ? try TorchFile(path: path) : try SafetensorsFile(path: path)
}
