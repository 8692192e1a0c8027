internal import CKernels

extension CPUBackend {
    /// Copies line by line; the positions of an image with channels innermost are tokens as they lie.
    public func patches(_ image: CPUTensor, size: Int) -> CPUTensor {
        if image.isChannelsLast, size == 1 {
            let shape = Shape(image.shape[0], image.shape[2] * image.shape[3], image.shape[1])
            return CPUTensor(storage: widened(image).storage, shape: shape)
        }
        let x = channelsFirst(image)
        let (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        precondition(height % size == 0 && width % size == 0)
        let (down, across) = (height / size, width / size)
        let result = make(Shape(batch, down * across, channels * size * size))
        var out = result.storage.base
        for image in 0..<batch {
            for patch in 0..<down * across {
                let corner = patch / across * size * width + patch % across * size
                for channel in 0..<channels {
                    let plane = x.storage.base + (image * channels + channel) * height * width + corner
                    for row in 0..<size {
                        out.update(from: plane + row * width, count: size)
                        out += size
                    }
                }
            }
        }
        return result
    }

    /// Copies the rows.
    public func lookUp(_ rows: [Int32], in table: CPUTensor, batch: Int) -> CPUTensor {
        let width = table.shape[-1]
        let result = make(Shape(batch, rows.count / batch, width))
        for (index, row) in rows.enumerated() {
            precondition(row >= 0 && Int(row) < table.shape.rows)
            (result.storage.base + index * width).update(
                from: table.storage.base + Int(row) * width,
                count: width
            )
        }
        return result
    }

    /// Copies both into one tensor.
    public func prepend(_ token: CPUTensor, to x: CPUTensor) -> CPUTensor {
        let (batch, count, width) = (x.shape[0], x.shape[1], x.shape[2])
        let result = make(Shape(batch, count + 1, width))
        for sequence in 0..<batch {
            let start = result.storage.base + sequence * (count + 1) * width
            start.update(from: token.storage.base, count: width)
            (start + width).update(from: x.storage.base + sequence * count * width, count: count * width)
        }
        return result
    }

    /// Reads y anew for each sequence.
    public func add(_ x: CPUTensor, perSequence y: CPUTensor) -> CPUTensor {
        let perSequence = x.shape.count / x.shape[0]
        precondition(y.shape.count >= perSequence)
        let result = make(x.shape)
        for sequence in 0..<x.shape[0] {
            let offset = sequence * perSequence
            kernel_add(x.storage.base + offset, y.storage.base, result.storage.base + offset, perSequence)
        }
        return result
    }

    /// Copies one row of each sequence.
    public func tokens(_ x: CPUTensor, at positions: [Int]) -> CPUTensor {
        let (batch, count, width) = (x.shape[0], x.shape[1], x.shape[2])
        precondition(positions.count == batch)
        let result = make(Shape(batch, width))
        for (sequence, position) in positions.enumerated() {
            precondition(position >= 0 && position < count)
            (result.storage.base + sequence * width).update(
                from: x.storage.base + (sequence * count + position) * width,
                count: width
            )
        }
        return result
    }

    /// Copies the rows.
    public func rearrange(_ x: CPUTensor, order: [Int32], shape: Shape) -> CPUTensor {
        let (width, rows) = (x.shape[-1], x.shape.rows)
        precondition(rows % order.count == 0 && shape.count == x.shape.count)
        let result = make(shape)
        for group in stride(from: 0, to: rows, by: order.count) {
            for (place, row) in order.enumerated() {
                (result.storage.base + (group + place) * width).update(
                    from: x.storage.base + (group + Int(row)) * width,
                    count: width
                )
            }
        }
        return result
    }

    /// Sums in float32.
    public func averageTokens(_ x: CPUTensor, lengths: [Int]) -> CPUTensor {
        let (batch, count, width) = (x.shape[0], x.shape[1], x.shape[2])
        precondition(lengths.count == batch && lengths.allSatisfy { (1...count).contains($0) })
        let result = make(Shape(batch, width))
        for (sequence, length) in lengths.enumerated() {
            let sum = result.storage.base + sequence * width
            let first = x.storage.base + sequence * count * width
            sum.update(from: first, count: width)
            for token in 1..<max(length, 1) {
                kernel_add(sum, first + token * width, sum, width)
            }
            for index in 0..<width { sum[index] /= Float(length) }
        }
        return result
    }

    /// Sums in float32.
    public func average(_ tensors: [CPUTensor]) -> CPUTensor {
        let result = make(tensors[0].shape)
        let (sum, count) = (result.storage.base, result.shape.count)
        sum.update(from: tensors[0].storage.base, count: count)
        for tensor in tensors.dropFirst() {
            precondition(tensor.shape.count == count)
            kernel_add(sum, tensor.storage.base, sum, count)
        }
        for index in 0..<count { sum[index] /= Float(tensors.count) }
        return result
    }
}
