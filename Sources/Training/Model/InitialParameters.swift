import Encoders
import Foundation
import Randomness
import Tensors

/// Random weights to start from where there are no trained ones.
///
/// Tables of embeddings and of position biases are normal with deviation 0.02 (Devlin et al. 2019, Radford et al. 2021); convolutions with
/// deviation √(2 / outputs per position) (He et al. 2015); matrices with deviation 1/√inputs, which keeps what passes
/// through them as large as it was (LeCun et al. 1998). For those BERT has 0.02 at a width of 768, about half; at the
/// widths of small models, 0.02 would leave all texts almost one embedding, and learning would not begin.
/// Scales and variances are 1, everything else is 0.
struct InitialParameters: ParameterSource {
    let seed: UInt64

    func parameter(_ name: String, extents: [Int]) throws(EncoderError) -> Parameter {
        let count = extents.reduce(1, *)
        guard let deviation = Self.deviation(of: name, extents: extents) else {
            let value: Float = Self.startsAtOne(name) ? 1 : 0
            return Parameter([Float](repeating: value, count: count), extents: extents)
        }
        var random = RandomStream(seed: seed, place: name.utf8.map(UInt64.init))
        return Parameter((0..<count).map { _ in Float(random.normal() * deviation) }, extents: extents)
    }

    private static func startsAtOne(_ name: String) -> Bool {
        name.hasSuffix(".variance") || (name.hasSuffix(".weight") && name.lowercased().contains("norm"))
    }

    /// Nil for what does not start at random: everything of one dimension.
    private static func deviation(of name: String, extents: [Int]) -> Double? {
        guard extents.count >= 2 else { return nil }
        if extents.count == 4 { return (2 / Double(extents[0] * extents[2] * extents[3])).squareRoot() }
        return name.hasSuffix("Embedding") || name.hasSuffix("positionBias")
            ? 0.02 : 1 / Double(extents[1]).squareRoot()
    }
}
