import CLibTorch

/// Adam over a list of leaves, as LibTorch implements it.
public final class TorchOptimizer {
    /// How the leaves move.
    public struct Settings: Sendable, Equatable {
        /// Weight decay apart from the gradient (AdamW, Loshchilov & Hutter 2019) or within it (Adam,
        /// Kingma & Ba 2015).
        public var decouplesDecay: Bool
        /// Decay rates of the two moments.
        public var betas: (first: Double, second: Double)
        /// Added to the root of the second moment.
        public var epsilon: Double
        /// Weight decay.
        public var weightDecay: Double

        /// Groups the numbers.
        public init(
            decouplesDecay: Bool,
            betas: (first: Double, second: Double) = (0.9, 0.999),
            epsilon: Double = 1e-8,
            weightDecay: Double = 0
        ) {
            self.decouplesDecay = decouplesDecay
            self.betas = betas
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }

        /// Compares number by number.
        public static func == (a: Settings, b: Settings) -> Bool {
            a.decouplesDecay == b.decouplesDecay && a.betas == b.betas && a.epsilon == b.epsilon
                && a.weightDecay == b.weightDecay
        }
    }

    private let reference: torch_optimizer_ref?

    /// Takes leaves in an order that must be the same when a saved state is loaded.
    public init(_ leaves: [TorchTensor], settings: Settings) {
        var values = torch_optimizer_settings(
            decoupled_decay: settings.decouplesDecay,
            learning_rate: 0,
            beta1: settings.betas.first,
            beta2: settings.betas.second,
            epsilon: settings.epsilon,
            weight_decay: settings.weightDecay
        )
        reference = withExtendedLifetime(leaves) {
            let references: [torch_tensor_ref?] = leaves.map(\.reference)
            return torch_optimizer_make(references, Int32(clamping: references.count), &values)
        }
    }

    deinit { torch_optimizer_release(reference) }

    /// Moves every leaf along its gradient.
    public func step(learningRate: Double) { torch_optimizer_step(reference, learningRate) }

    /// Forgets all gradients.
    public func clearGradients() { torch_optimizer_clear_gradients(reference) }

    /// Scales all gradients down to a common Euclidean length of at most `maximum`.
    ///
    /// - Returns: Their length before.
    public func clipGradients(to maximum: Double) -> Double {
        torch_optimizer_clip_gradients(reference, maximum)
    }

    /// Writes moments and step counts to a file; ``Torch/check()`` tells whether it went well.
    public func save(to path: String) { torch_optimizer_save(reference, path) }

    /// Reads what ``save(to:)`` wrote for the same leaves.
    public func load(from path: String) { torch_optimizer_load(reference, path) }
}
