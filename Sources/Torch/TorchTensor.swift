import CLibTorch

/// A reference to an array of numbers in LibTorch, with the history that a gradient needs.
public final class TorchTensor: @unchecked Sendable {
    // Unchecked because of the raw reference: it is set once, LibTorch counts references atomically, and no
    // operation but those named `in place` changes the numbers.
    let reference: torch_tensor_ref

    init(_ reference: torch_tensor_ref?) {
        guard let reference else { preconditionFailure("CLibTorch never returns a null tensor") }
        self.reference = reference
    }

    deinit { torch_release(reference) }

    /// A tensor with a copy of row-major values.
    ///
    /// - Precondition: there are as many values as the extents say.
    public convenience init(_ values: [Float], extents: [Int], device: Torch.Device = .cpu) {
        self.init(values.withUnsafeBufferPointer { Self.copying($0, extents: extents, device: device) })
    }

    static func copying(
        _ values: UnsafeBufferPointer<Float>,
        extents: [Int],
        device: Torch.Device
    ) -> torch_tensor_ref? {
        precondition(values.count == extents.reduce(1, *))
        let sizes = extents.map(Int64.init)
        return torch_from_floats(values.baseAddress, sizes, Int32(sizes.count), device == .cuda)
    }

    /// A tensor of whole numbers, for ``TorchBackend/lookUp(_:in:batch:)``.
    static func integers(_ values: [Int64], extents: [Int], device: Torch.Device) -> TorchTensor {
        precondition(values.count == extents.reduce(1, *))
        let sizes = extents.map(Int64.init)
        return TorchTensor(torch_from_integers(values, sizes, Int32(sizes.count), device == .cuda))
    }

    /// The extents, outermost first.
    public var extents: [Int] {
        (0..<torch_rank(reference)).map { Int(torch_extent(reference, $0)) }
    }

    /// The number of elements; 0 after a failure.
    public var count: Int { Int(torch_count(reference)) }

    /// The elements, row-major, as float32; none after a failure.
    public func floats() -> [Float] {
        let count = count
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            buffer.initialize(repeating: 0)
            torch_copy_floats(reference, buffer.baseAddress, Int64(count))
            initialized = count
        }
    }

    /// The only element, or NaN after a failure.
    public var scalar: Float {
        let values = floats()
        return values.count == 1 ? values[0] : .nan
    }
}

// MARK: Gradients

extension TorchTensor {
    /// Makes this a leaf that collects a gradient.
    public func requireGradient() -> TorchTensor {
        torch_require_gradient(reference)
        return self
    }

    /// The same numbers in memory of their own, without history.
    public func copy() -> TorchTensor { TorchTensor(torch_copy(reference)) }

    /// What ``backward()`` has added up here so far; zeros where nothing arrived.
    public var gradient: TorchTensor { TorchTensor(torch_gradient(reference)) }

    /// The same numbers without their history.
    public var detached: TorchTensor { TorchTensor(torch_detached(reference)) }

    /// Adds the gradient of this scalar to every leaf it depends on.
    public func backward() { torch_backward(reference) }

    /// Adds Σ gradient · ∂self to every leaf it depends on.
    public func backward(with gradient: TorchTensor) { torch_backward_with(reference, gradient.reference) }
}

// MARK: Changes in place, outside any gradient

extension TorchTensor {
    /// Overwrites the elements.
    ///
    /// - Precondition: there are as many values as elements.
    public func assign(_ values: [Float]) {
        torch_assign_floats(reference, values, Int64(values.count))
    }

    /// self ← self + weight (other − self).
    public func move(towards other: TorchTensor, by weight: Double) {
        torch_move_towards(reference, other.reference, weight)
    }

    /// Limits every element to a range.
    public func clampInPlace(to range: ClosedRange<Double>) {
        torch_clamp_in_place(reference, range.lowerBound, range.upperBound)
    }
}
