public import Checkpoints
import Encoders
import Foundation
package import Radiographs
public import Recipes
package import Reports
import Tensors
import Torch

/// What a run begins with: sizes, weights, tokenizer and preprocessing, from a package or from nothing.
public struct StartingPoint: Sendable {
    let sizes: DualEncoderConfiguration
    package let tokenizer: any Tokenizer
    let tokenizerDescription: ModelDescription.TokenizerDescription
    let tokenizerContent: [UInt8]
    package let preprocessing: PreprocessingProfile
    /// The package that the run starts from, where its weights are used.
    let package: ModelPackage?
    private let seed: UInt64

    /// Puts a recipe and a package together.
    ///
    /// - Parameter package: The trained package to go on from; for a recipe that starts from scratch, nil or one
    ///   that lends its tokenizer and preprocessing.
    /// - Throws: `RecipeError`, `CheckpointError`, `RadiographError` or ``TrainingError/noTokenizer``.
    public init(_ recipe: Recipe, package: ModelPackage?) throws {
        let initialization = recipe.initialization
        sizes = try initialization.encoders(package: package?.description.encoders)
        seed = UInt64(clamping: recipe.optimization.seed)
        self.package = initialization.from == .pretrained ? package : nil
        if let described = initialization.tokenizer {
            tokenizerDescription = described.description
            tokenizerContent = [UInt8](try described.file.content(keyPath: "initialization.tokenizer.file"))
        } else if let package {
            tokenizerDescription = package.description.tokenizer
            tokenizerContent = package.tokenizerContent
        } else {
            throw TrainingError.noTokenizer
        }
        tokenizer = try tokenizerDescription.makeTokenizer(
            content: tokenizerContent,
            vocabularySize: sizes.text.vocabulary,
            path: tokenizerDescription.file
        )
        preprocessing = try PreprocessingProfile.training(
            resolution: sizes.image.resolution,
            like: package?.description.preprocessing
        )
    }

    /// Builds the encoders with their leaves on a backend, and the leaf of ln(1/τ).
    func build(
        on backend: TorchBackend,
        temperature: Double?
    ) throws -> (encoder: DualEncoder<TorchBackend>, logitScale: TorchTensor) {
        let encoder: DualEncoder<TorchBackend>
        if let package {
            encoder = try package.encoder(sizes: sizes, on: backend)
        } else {
            encoder = try DualEncoder(sizes, from: InitialParameters(seed: seed), on: backend)
        }
        let start = temperature.map { Float(-log($0)) } ?? encoder.logitScale
        let logitScale = backend.leaf(Parameter([start], extents: []).named(TrainedModel.logitScaleName))
        return (encoder, logitScale)
    }
}

extension Recipe.Initialization.Tokenizer {
    fileprivate var description: ModelDescription.TokenizerDescription {
        let name = URL(filePath: file.path).lastPathComponent
        return switch kind {
        case .wordpiece: .wordPiece(vocabulary: name, lowercases: lowercases, maximumTokens: maximumTokens)
        case .clip: .clip(merges: name, maximumTokens: maximumTokens)
        }
    }
}

extension PreprocessingProfile {
    /// The profile of a model that is trained at a resolution: that of the package it comes from, at this size, or
    /// gray, shorter side, centre crop, ImageNet's mean and deviation.
    fileprivate static func training(
        resolution: Int,
        like profile: PreprocessingProfile?
    ) throws -> PreprocessingProfile {
        guard let profile else {
            return try PreprocessingProfile(
                name: "hilum-gray-\(resolution)",
                version: 1,
                color: .grayscaleReplicated,
                geometry: Geometry(
                    mode: .shorterSide,
                    size: resolution,
                    filter: .bilinear,
                    centerCrop: resolution
                ),
                normalization: .imageNet
            )
        }
        let old = profile.geometry
        guard profile.order == nil else {
            // Training crops and turns by itself; what it gives is served with the same simple steps.
            return try PreprocessingProfile(
                name: "\(profile.name)-plain-\(resolution)",
                version: 1,
                color: profile.color,
                geometry: Geometry(
                    mode: .shorterSide,
                    size: resolution,
                    filter: old.filter,
                    centerCrop: resolution
                ),
                normalization: profile.normalization
            )
        }
        guard old.centerCrop != resolution else { return profile }
        return try PreprocessingProfile(
            name: "\(profile.name)-\(resolution)",
            version: 1,
            color: profile.color,
            geometry: Geometry(
                mode: old.mode,
                size: max(resolution, old.size * resolution / old.centerCrop),
                filter: old.filter,
                centerCrop: resolution,
                rounding: old.rounding
            ),
            normalization: profile.normalization
        )
    }
}
