import Encoders
import Foundation
import Recipes
import Tensors
import Testing
import ZeroShot

@Suite struct RecipeReadingTests {
    let folder: RecipeFolder

    init() throws {
        folder = try RecipeFolder()
    }

    @Test func givesThePapersNumbersForWhatIsLeftOut() throws {
        let recipe = try folder.read("objective: {framework: clip}\n", name: "plain.yml")
        #expect(recipe.name == "plain")
        #expect(recipe.objective.framework == .clip)
        #expect(recipe.objective.sentenceSampling == 3)
        #expect(recipe.objective.relaxation?.threshold == 0.5)
        #expect(recipe.objective.relaxation?.slope == 10)
        #expect(recipe.data.views == .all)
        #expect(recipe.augmentation.weak == .affine)
        #expect(recipe.optimization.learningRate == 0.0001)
        #expect(recipe.optimization.warmUpIterations == 100)
        #expect(recipe.optimization.batchSize == 1024)
        #expect(recipe.optimization.epochs == 50)
        #expect(recipe.optimization.initialTemperature == 0.07)
        #expect(try recipe.validation.labelSet()?.name == "CheXpert-5")
    }

    @Test func readsWhatIsLearntFromWhat() throws {
        let recipe = try folder.read(Self.full)
        #expect(recipe.name == "full")
        #expect(recipe.description == "All of it.")
        guard case .slip(let term) = recipe.objective.framework else {
            Issue.record("the framework is \(recipe.objective.framework)")
            return
        }
        #expect(term.weight == 0.5)
        #expect(term.head?.hiddenWidth == 4096)
        #expect(term.head?.dimensions == 128)
        #expect(term.head?.temperature == 0.2)
        #expect(recipe.objective.sentenceSampling == nil)
        #expect(recipe.objective.relaxation == nil)
        #expect(recipe.data.text == .labels)
        #expect(recipe.data.absentLabels == 5)
        #expect(recipe.data.views == .frontal)
        #expect(recipe.augmentation.weak == .weak)
        #expect(recipe.augmentation.strong == .none)
        #expect(recipe.augmentation.flip == false)
        #expect(recipe.initialization.resolution == 192)
        #expect(recipe.initialization.frozen == [.text])
        #expect(recipe.initialization.freezesBatchNormStatistics)
    }

    @Test func readsTheOptimization() throws {
        let optimization = try folder.read(Self.full).optimization
        #expect(optimization.optimizer == .adamw)
        #expect(optimization.learningRate == 0.0005)
        #expect([optimization.beta1, optimization.beta2, optimization.epsilon] == [0.8, 0.95, 1e-6])
        #expect(optimization.weightDecay == 0.2)
        #expect(optimization.warmUpIterations == 7)
        #expect(optimization.schedule == .constant)
        #expect(optimization.batchSize == 64)
        #expect(optimization.chunkSize == 16)
        #expect(optimization.epochs == 2)
        #expect(optimization.gradientClipping == 1)
        #expect(optimization.precision == .bfloat16)
        #expect(optimization.initialTemperature == nil)
        #expect(optimization.maximumLogitScale == 50)
        #expect(optimization.averagingDecay == 0.99)
        #expect(optimization.seed == 42)
    }

    @Test func readsTheValidationAndTheSurroundings() throws {
        let recipe = try folder.read(Self.full)
        #expect(recipe.validation.labels == .names(["Edema", "Effusion"]))
        #expect(recipe.validation.everyEpochs == 2)
        #expect(recipe.validation.patience == 4)
        #expect(try recipe.validation.labelSet()?.labels.first?.positivePrompts == ["there is Edema"])
        #expect(recipe.checkpoints.everyMinutes == 0.5)
        #expect(recipe.checkpoints.keep == 1)
        #expect(recipe.resources.device == .cuda)
        #expect(recipe.resources.threads == 3)
        #expect(recipe.resources.workers == nil)
        #expect(recipe.resources.prefetchBatches == 2)
        #expect(recipe.resources.imageCacheMegabytes == 0)
    }

    static let full = """
        name: full
        description: All of it.
        objective:
          framework: slip
          selfSupervision: {weight: 0.5, head: {dimensions: 128, temperature: 0.2}}
          sentenceSampling: null
          relaxation: null
        data: {text: labels, grammar: null, absentLabels: 5, views: frontal}
        augmentation: {weak: weak, strong: none, flip: false}
        initialization:
          from: pretrained
          resolution: 192
          frozen: [text]
          freezesBatchNormStatistics: true
        optimization:
          optimizer: adamw
          learningRate: 5e-4
          beta1: 0.8
          beta2: 0.95
          epsilon: 1e-6
          weightDecay: 0.2
          warmUpIterations: 7
          schedule: constant
          batchSize: 64
          chunkSize: 16
          epochs: 2
          gradientClipping: 1
          precision: bfloat16
          initialTemperature: null
          maximumLogitScale: 50
          averagingDecay: 0.99
          seed: 42
        validation:
          labels: [Edema, Effusion]
          prompts: {positive: ["there is {label}"], negative: ["no {label}", "{label} is absent"]}
          everyEpochs: 2
          patience: 4
        checkpoints: {everyMinutes: 0.5, keep: 1}
        resources: {device: cuda, threads: 3, workers: null, prefetchBatches: 2, imageCacheMegabytes: 0}
        """

    @Test func survivesBeingWrittenAsJSON() throws {
        for text in [Self.full, Self.scratch] {
            try folder.write("vocab.txt", "[PAD]\n")
            let recipe = try folder.read(text)
            let written = try JSONEncoder().encode(recipe)
            #expect(try JSONDecoder().decode(Recipe.self, from: written) == recipe)
        }
    }

    @Test func takesTheDigestOfEachFileItNames() throws {
        try folder.write("grammar.json", "abc")
        let recipe = try folder.read(
            "objective: {framework: clip}\ndata: {text: labels, grammar: grammar.json}\n"
        )
        // SHA-256 of "abc": FIPS 180-4, first example.
        #expect(
            recipe.data.grammar?.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        #expect(recipe.data.grammar?.path == folder.url.appending(path: "grammar.json").path)
    }

    @Test func readsALabelSetFileAndNoticesThatItChanges() throws {
        try folder.write("labels.json", #"{"labels": ["Edema"]}"#)
        let recipe = try folder.read(
            "objective: {framework: clip}\nvalidation: {labels: {file: labels.json}}\n"
        )
        #expect(try recipe.validation.labelSet()?.labels.map(\.name) == ["Edema"])
        try folder.write("labels.json", #"{"labels": ["Other"]}"#)
        #expect(throws: RecipeError.self) { try recipe.validation.labelSet() }
    }

    @Test func readsAnArchitectureToTrainFromScratch() throws {
        try folder.write("vocab.txt", "[PAD]\n")
        let recipe = try folder.read(Self.scratch)
        let encoders = try recipe.initialization.encoders(package: nil)
        guard case .resNet(let network) = encoders.image else {
            Issue.record("the image encoder is \(encoders.image)")
            return
        }
        #expect(network.resolution == 128)
        #expect(network.depths == [2, 2, 2, 2])
        #expect(encoders.text.positions == 128)
        #expect(encoders.projection.dimensions == 256)
        #expect(recipe.initialization.tokenizer?.maximumTokens == 64)
    }

    static let scratch = """
        objective: {framework: uniclip}
        initialization:
          from: scratch
          tokenizer: {kind: wordpiece, file: vocab.txt, lowercases: true, maximumTokens: 64}
          architecture:
            image:
              architecture: resnet
              resolution: 128
              block: basic
              stemWidth: 64
              depths: [2, 2, 2, 2]
              widths: [64, 128, 256, 512]
              batchNormEpsilon: 1e-5
            text:
              architecture: bert
              vocabulary: 313
              positions: 128
              pooling: lastToken
              transformer:
                width: 256
                layers: 4
                heads: 4
                hiddenWidth: 1024
                activation: gelu
                layerNormEpsilon: 1e-12
            projection: {dimensions: 256, bias: true}
        """

    @Test func changesTheResolutionOfConvolutionalEncodersOnly() throws {
        try folder.write("vocab.txt", "[PAD]\n")
        let package = try folder.read(Self.scratch).initialization.encoders(package: nil)
        var start = Recipe.Initialization()
        start.resolution = 160
        #expect(try start.encoders(package: package).image.resolution == 160)
        var transformer = package
        transformer.image = .visionTransformer(
            VisionTransformerConfiguration(
                resolution: 224,
                patchSize: 16,
                transformer: TransformerSizes(
                    width: 64,
                    layers: 1,
                    heads: 1,
                    hiddenWidth: 64,
                    activation: .gelu,
                    layerNormEpsilon: 1e-5
                ),
                normalizesInput: true,
                patchBias: false
            )
        )
        #expect(throws: RecipeError.self) { try start.encoders(package: transformer) }
        #expect(throws: RecipeError.self) { try start.encoders(package: nil) }
    }
}
