import Checkpoints
import Foundation
import Tensors
import Torch
import WeightFiles

/// What a checkpoint's folder holds beside the run's state: every number of the model, and the optimiser's moments.
struct TrainingCheckpoint {
    private static let weights = "weights.safetensors"
    private static let optimizer = "optimizer.pt"
    private static let averagePrefix = "average."

    let folder: URL

    init(_ path: String) {
        folder = URL(filePath: path, directoryHint: .isDirectory)
    }

    func write(_ model: TrainedModel, _ optimizer: TorchOptimizer) throws {
        var tensors = model.backend.parameters.all.map { Self.stored($0.key, $0.value) }
        tensors += model.averages.map { Self.stored(Self.averagePrefix + $0.key, $0.value) }
        try SafetensorsFile.write(tensors, to: folder.appending(path: Self.weights).path)
        optimizer.save(to: folder.appending(path: Self.optimizer).path)
        try Torch.check()
    }

    /// Puts the numbers back into a model of the same sizes and, to go on training, into its optimiser.
    func read(into model: TrainedModel, _ optimizer: TorchOptimizer? = nil) throws {
        let file = try SafetensorsFile(path: folder.appending(path: Self.weights).path)
        for (name, tensor) in model.backend.parameters.all {
            try Self.assign(file, name, to: tensor)
        }
        for (name, tensor) in model.averages {
            try Self.assign(file, Self.averagePrefix + name, to: tensor)
        }
        optimizer?.load(from: folder.appending(path: Self.optimizer).path)
        try Torch.check()
    }

    private static func stored(_ name: String, _ tensor: TorchTensor) -> NamedTensor {
        NamedTensor(name, extents: tensor.extents) {
            let values = tensor.floats()
            try Torch.check()
            return values
        }
    }

    private static func assign(_ file: SafetensorsFile, _ name: String, to tensor: TorchTensor) throws {
        guard let parameter = file.parameter(name), parameter.count == tensor.count else {
            throw TrainingError.unusableCheckpoint(file: file.path, tensor: name)
        }
        tensor.assign(parameter.floats())
    }
}
