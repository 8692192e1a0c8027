/// Memory for the float32 elements of a tensor, aligned to a cache line.
///
/// Unchecked because of the raw pointer. The rule that makes it safe: only the backend operation that
/// takes a storage from its ``Workspace`` writes to it, before the tensor that holds it is returned;
/// afterwards it is read only, until no tensor holds it any more, or until a convolution replaces its residual.
final class TensorStorage: @unchecked Sendable {
    let base: UnsafeMutablePointer<Float>
    let capacity: Int
    private let owner: (any AnyObject & Sendable)?

    private static let alignment = 64

    /// Allocates room for `capacity` elements, uninitialised.
    init(capacity: Int) {
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: max(capacity, 1) * MemoryLayout<Float>.stride,
            alignment: Self.alignment
        )
        base = bytes.bindMemory(to: Float.self, capacity: max(capacity, 1))
        self.capacity = capacity
        owner = nil
    }

    /// Allocates `count` zeros.
    convenience init(zeros count: Int) {
        self.init(capacity: count)
        base.update(repeating: 0, count: count)
    }

    /// Views memory that belongs to `owner`, such as a mapped file.
    init(viewing base: UnsafeMutablePointer<Float>, count: Int, owner: any AnyObject & Sendable) {
        self.base = base
        capacity = count
        self.owner = owner
    }

    deinit {
        if owner == nil { base.deallocate() }
    }
}

/// The storages of one compute thread, used again from request to request.
///
/// A storage is free as soon as no tensor refers to it, so nothing has to be given back by hand, and
/// after the first request of a size no further memory is allocated.
final class Workspace {
    private var storages: [TensorStorage] = []

    /// Bytes held, in use or free.
    var byteCount: Int { storages.reduce(0) { $0 + $1.capacity } * MemoryLayout<Float>.stride }

    /// An uninitialised storage of at least `count` elements that nobody else refers to.
    func take(_ count: Int) -> TensorStorage {
        var best: Int?
        for index in storages.indices where storages[index].capacity >= count {
            if let found = best, storages[found].capacity <= storages[index].capacity { continue }
            if isKnownUniquelyReferenced(&storages[index]) { best = index }
        }
        if let best { return storages[best] }
        let storage = TensorStorage(capacity: count)
        storages.append(storage)
        return storage
    }

    /// Frees the storages that are not in use.
    func trim() {
        var index = 0
        while index < storages.count {
            if isKnownUniquelyReferenced(&storages[index]) {
                storages.remove(at: index)
            } else {
                index += 1
            }
        }
    }
}
