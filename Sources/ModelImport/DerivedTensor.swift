import Tensors

/// A tensor of ours that is computed from tensors of a file, or that no file has.
struct DerivedTensor {
    /// Our name.
    let name: String
    let parameter: Parameter
    /// The tensors of the file that went into it, by their names there.
    var sources: [String] = []
    /// How it came about, as the end of a sentence that begins with its name.
    let origin: String
}
