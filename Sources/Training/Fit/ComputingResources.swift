import Foundation
import Recipes
import Torch

extension Recipe.Resources {
    /// Has LibTorch compute with these threads on this device.
    ///
    /// - Returns: The number of threads.
    /// - Throws: ``TrainingError/noCUDA(version:)``.
    func apply() throws(TrainingError) -> Int {
        guard device == .cpu || Torch.hasCUDA else { throw .noCUDA(version: Torch.version) }
        let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
        Torch.useThreads(threads)
        Torch.keepFreedMemory()
        return threads
    }
}

extension Recipe.Optimization {
    /// What the optimiser needs of it.
    var settings: TorchOptimizer.Settings {
        TorchOptimizer.Settings(
            decouplesDecay: optimizer == .adamw,
            betas: (beta1, beta2),
            epsilon: epsilon,
            weightDecay: weightDecay
        )
    }
}
