import Tensors

/// The first convolution of BioViL's projector with its batch normalisation, and for BioViL-T with the convolution before
/// it, as one linear layer of the residual network's map.
///
/// γ (W₁ [P x; e] − μ) / √(σ² + ε) + β is linear in x: P is BioViL-T's reduction, e stands for the previous image.
struct MapProjector {
    /// Numbers in the hidden layer.
    let width: Int
    let derived: [DerivedTensor]

    private static let place = "imageProjection.hidden"
    private static let epsilon = 1e-5

    init(weights: FamilyWeights, family: String, isTemporal: Bool) throws(ImportError) {
        func matrix(_ name: String) throws(ImportError) -> Matrix {
            let extents = try weights.shape("image.\(name)", rank: 4, family: family)
            return Matrix(
                rows: extents[0],
                columns: extents[1],
                values: try weights.numbers("image.\(name)", family)
            )
        }
        let norm = "projector.model.1"
        var names = ["projector.model.0.weight"]
        let first = try matrix(names[0])
        width = first.rows
        var (weight, bias) = (first, [Double](repeating: 0, count: first.rows))
        if isTemporal {
            let (reduction, missing) = ("encoder.backbone_to_vit.weight", "encoder.missing_previous_emb")
            let reduced = try matrix(reduction)
            let previous = try weights.numbers("image.\(missing)", family)
            guard reduced.rows + previous.count == first.columns else {
                throw .misshapenTensor(
                    name: "image.\(missing)",
                    extents: [previous.count],
                    expected: "\(first.columns - reduced.rows) numbers"
                )
            }
            weight = first.columns(0..<reduced.rows).multiplied(by: reduced)
            bias = first.columns(reduced.rows..<first.columns).multiplied(by: previous)
            names += [reduction, missing]
        }
        let parts = ["weight", "bias", "running_mean", "running_var"].map { "\(norm).\($0)" }
        var statistics: [[Double]] = []
        for part in parts {
            let values = try weights.numbers("image.\(part)", family)
            guard values.count == width else {
                throw .misshapenTensor(
                    name: "image.\(part)",
                    extents: [values.count],
                    expected: "\(width) numbers"
                )
            }
            statistics.append(values)
        }
        for row in 0..<width {
            let factor = statistics[0][row] / (statistics[3][row] + Self.epsilon).squareRoot()
            weight.scale(row: row, by: factor)
            bias[row] = factor * (bias[row] - statistics[2][row]) + statistics[1][row]
        }
        let sources = (names + parts).map { "image.\($0)" }
        derived = [
            DerivedTensor(
                name: "\(Self.place).weight",
                parameter: Parameter(weight.values.map(Float.init), extents: [width, weight.columns]),
                sources: sources,
                origin: "joins linear layers and a batch normalisation of the projector"
            ),
            DerivedTensor(
                name: "\(Self.place).bias",
                parameter: Parameter(bias.map(Float.init), extents: [width]),
                sources: sources,
                origin: "joins linear layers and a batch normalisation of the projector"
            ),
        ]
    }
}

/// A matrix in double precision, row by row.
private struct Matrix {
    let rows: Int
    let columns: Int
    private(set) var values: [Double]

    init(rows: Int, columns: Int, values: [Double]) {
        self.rows = rows
        self.columns = columns
        self.values = values
    }

    func columns(_ range: Range<Int>) -> Matrix {
        let part = (0..<rows).flatMap {
            values[$0 * columns + range.lowerBound..<$0 * columns + range.upperBound]
        }
        return Matrix(rows: rows, columns: range.count, values: part)
    }

    func multiplied(by other: Matrix) -> Matrix {
        var product = [Double](repeating: 0, count: rows * other.columns)
        for row in 0..<rows {
            for inner in 0..<columns {
                let factor = values[row * columns + inner]
                for column in 0..<other.columns {
                    product[row * other.columns + column] +=
                        factor * other.values[inner * other.columns + column]
                }
            }
        }
        return Matrix(rows: rows, columns: other.columns, values: product)
    }

    func multiplied(by vector: [Double]) -> [Double] {
        multiplied(by: Matrix(rows: vector.count, columns: 1, values: vector)).values
    }

    mutating func scale(row: Int, by factor: Double) {
        for index in row * columns..<(row + 1) * columns { values[index] *= factor }
    }
}
