internal import COneDNN

/// How the matrix products of an encoder are computed.
///
/// What stands between them (normalisation, softmax, activation, residual sums) is float32 in every case.
public enum Precision: String, Codable, Sendable, CaseIterable {
    /// Weights and activations in IEEE binary32.
    case float32
    /// Weights and activations rounded to bfloat16, sums in float32.
    case bfloat16
    /// Weights as signed bytes with one scale for each output, activations as bytes with one scale for each token,
    /// found as they come; sums in 32-bit integers.
    case int8

    /// Whether this processor has instructions for it, so that it is no slower than ``float32``.
    ///
    /// Follows the environment variable `ONEDNN_MAX_CPU_ISA`, by which oneDNN's choice can be limited. Always true for
    /// ``float32``, which works everywhere.
    public var isNative: Bool { self == .float32 || onednn_is_native(kernel) }

    /// Whether it can be computed here at all: bytes need instructions that do not saturate on the way; bfloat16 is
    /// emulated, slowly, by processors with AVX-512 that lack it, and by no others.
    public var isAvailable: Bool {
        switch self {
        case .float32: true
        case .bfloat16: onednn_is_native(ONEDNN_FLOAT32)
        case .int8: isNative
        }
    }

    var kernel: onednn_type {
        switch self {
        case .float32: ONEDNN_FLOAT32
        case .bfloat16: ONEDNN_BFLOAT16
        case .int8: ONEDNN_INT8
        }
    }
}

/// A precision, and which weights are excepted from it.
public struct PrecisionPlan: Codable, Sendable, Equatable {
    /// The precision of all other products.
    public var precision: Precision
    /// Beginnings of the names of weights that lose too much in it, such as `image.patchEmbedding`; they are computed in
    /// bfloat16 where the processor has that, else in float32.
    public var exceptions: [String]

    /// Everything in one precision, but for the exceptions.
    public init(_ precision: Precision, exceptions: [String] = []) {
        self.precision = precision
        self.exceptions = exceptions
    }

    /// The precision of the weights of a name.
    func precision(of name: String) -> Precision {
        guard exceptions.contains(where: { name.hasPrefix($0) }) else { return precision }
        return Precision.bfloat16.isNative && precision == .int8 ? .bfloat16 : .float32
    }
}
