/// The extents of a tensor of one to four dimensions, outermost first, held inline.
///
/// Every extent is at least 1 and the element count fits in `Int`: that is checked where shapes come
/// from outside (``Parameter``); a violation here is a mistake in this program.
public struct Shape: Sendable, Equatable, CustomStringConvertible {
    private var extents: SIMD4<Int>

    /// The number of dimensions, 1 to 4.
    public let rank: Int

    /// Makes a shape from one to four extents, outermost first.
    public init(_ extents: Int...) {
        precondition((1...4).contains(extents.count), "a shape has one to four dimensions")
        var inline = SIMD4<Int>(repeating: 1)
        for (index, extent) in extents.enumerated() {
            precondition(extent > 0, "an extent is at least 1")
            inline[index] = extent
        }
        self.extents = inline
        rank = extents.count
    }

    /// The extent of a dimension; a negative index counts from the innermost (-1).
    public subscript(_ dimension: Int) -> Int {
        extents[dimension < 0 ? rank + dimension : dimension]
    }

    /// The product of all extents.
    public var count: Int { extents[0] * extents[1] * extents[2] * extents[3] }

    /// The number of rows when all but the innermost dimension are seen as one.
    public var rows: Int { count / self[-1] }

    /// The same shape with another innermost extent.
    public func replacingLast(with extent: Int) -> Shape {
        var copy = self
        copy.extents[rank - 1] = extent
        return copy
    }

    /// The extents as written in messages, such as `[197, 768]`.
    public var description: String {
        "[" + (0..<rank).map { String(extents[$0]) }.joined(separator: ", ") + "]"
    }
}
