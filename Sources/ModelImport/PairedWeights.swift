import Tensors
import WeightFiles

/// An image encoder and a text encoder that are published in files of their own, as one: names begin with `image.` or
/// `text.`.
struct PairedWeights: WeightFile {
    let image: FamilyWeights
    let text: FamilyWeights

    /// The path of the image encoder's file.
    var path: String { image.path }

    var names: [String] {
        image.names.map { "image.\($0)" } + text.names.map { "text.\($0)" }
    }

    private func part(_ name: String) -> (weights: FamilyWeights, name: String)? {
        if name.hasPrefix("image.") { return (image, String(name.dropFirst("image.".count))) }
        if name.hasPrefix("text.") { return (text, String(name.dropFirst("text.".count))) }
        return nil
    }

    func extents(of name: String) -> [Int]? { part(name).flatMap { $0.weights.extents(of: $0.name) } }

    func elementType(of name: String) -> String? {
        part(name).flatMap { $0.weights.elementType(of: $0.name) }
    }

    func parameter(_ name: String) -> Parameter? { part(name).flatMap { $0.weights.parameter($0.name) } }

    func verifyContent() throws(WeightFileError) {
        try image.verifyContent()
        try text.verifyContent()
    }
}
