import Foundation
import Recipes
import Testing

@Suite struct RecipeProblemTests {
    let folder: RecipeFolder

    init() throws {
        folder = try RecipeFolder()
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let keyPath: String
        /// Words that the message must have.
        let says: [String]
        var framework = "clip"
        var testDescription: String { text }
    }

    static let cases: [Case] = [
        Case(
            text: "optimization: {learnigRate: 1e-4}",
            keyPath: "optimization.learnigRate",
            says: ["did you mean 'optimization.learningRate'?", "line 2"]
        ),
        Case(text: "optimisation: {}", keyPath: "optimisation", says: ["did you mean 'optimization'?"]),
        Case(text: "xyzzy: 1", keyPath: "xyzzy", says: ["remove it"]),
        Case(
            text: "optimization: {learningRate: 2}",
            keyPath: "optimization.learningRate",
            says: ["is 2", "more than 0 and at most 1"]
        ),
        Case(
            text: "optimization: {learningRate: 0}",
            keyPath: "optimization.learningRate",
            says: ["more than 0"]
        ),
        Case(
            text: "optimization: {learningRate: .nan}",
            keyPath: "optimization.learningRate",
            says: ["must be a number"]
        ),
        Case(
            text: "optimization: {learningRate: 0x1p-3}",
            keyPath: "optimization.learningRate",
            says: ["must be a number"]
        ),
        Case(
            text: "optimization: {learningRate: 1e999}",
            keyPath: "optimization.learningRate",
            says: ["must be a number"]
        ),
        Case(
            text: "optimization: {learningRate: '0.1'}",
            keyPath: "optimization.learningRate",
            says: ["must be a number"]
        ),
        Case(
            text: "optimization: {learningRate: null}",
            keyPath: "optimization.learningRate",
            says: ["must be a number"]
        ),
        Case(text: "optimization: {beta2: 1}", keyPath: "optimization.beta2", says: ["less than 1"]),
        Case(
            text: "optimization: {epochs: 1.5}",
            keyPath: "optimization.epochs",
            says: ["a whole number from 1 to 100000"]
        ),
        Case(
            text: "optimization: {epochs: 99999999999999999999}",
            keyPath: "optimization.epochs",
            says: ["a whole number"]
        ),
        Case(
            text: "optimization: {batchSize: 1}",
            keyPath: "optimization.batchSize",
            says: ["from 2 to 1048576"]
        ),
        Case(
            text: "optimization: {batchSize: 8, chunkSize: 16}",
            keyPath: "optimization.chunkSize",
            says: ["16", "batch size of 8"]
        ),
        Case(
            text: "optimization: {initialTemperature: 0.005}",
            keyPath: "optimization.initialTemperature",
            says: ["maximumLogitScale"]
        ),
        Case(
            text: "optimization: {optimizer: sgd}",
            keyPath: "optimization.optimizer",
            says: ["'sgd'", "adam or adamw"]
        ),
        Case(text: "optimization: [1]", keyPath: "optimization", says: ["a section of keys"]),
        Case(text: "augmentation: {flip: yes}", keyPath: "augmentation.flip", says: ["true or false"]),
        Case(
            text: "data: {grammar: grammar.json, text: labels}",
            keyPath: "data.grammar",
            says: ["there is no such file"]
        ),
        Case(
            text: "data: {absentLabels: 3}",
            keyPath: "data.absentLabels",
            says: ["no effect", "'labels'"]
        ),
        Case(
            text: "validation: {labels: chexpert-5}",
            keyPath: "validation.labels",
            says: ["CheXpert-5 or CheXpert-13"]
        ),
        Case(text: "validation: {labels: [A, A]}", keyPath: "validation.labels", says: ["are the same"]),
        Case(text: "validation: {labels: []}", keyPath: "validation.labels", says: ["a list of texts"]),
        Case(
            text: "validation: {labels: [A], prompts: {positive: [there]}}",
            keyPath: "validation.prompts",
            says: ["{label}"]
        ),
        Case(
            text: "validation: {prompts: {positive: ['{label}']}}",
            keyPath: "validation.prompts",
            says: ["only a list"]
        ),
        Case(
            text: "validation: {labels: {file: labels.json}}",
            keyPath: "validation.labels",
            says: ["no such file"]
        ),
        Case(
            text: "validation: {labels: null, patience: 2}",
            keyPath: "validation.patience",
            says: ["no validation"]
        ),
        Case(
            text: "initialization: {frozen: [image, text]}",
            keyPath: "initialization.frozen",
            says: ["nothing can be learnt"]
        ),
        Case(
            text: "initialization: {from: scratch}",
            keyPath: "initialization.architecture",
            says: ["is missing"]
        ),
        Case(
            text: "initialization: {architecture: {}}",
            keyPath: "initialization.architecture.image",
            says: ["is missing"]
        ),
        Case(text: "name: Big Name", keyPath: "name", says: ["a-z, 0-9"]),
    ]

    @Test(arguments: cases) func namesTheKeyAndTheRemedy(_ example: Case) throws {
        let problems = try folder.problems("objective: {framework: \(example.framework)}\n\(example.text)\n")
        let problem = try #require(problems.first { $0.keyPath == example.keyPath }, "\(problems)")
        for words in example.says {
            #expect("\(problem)".contains(words), "\(problem)")
        }
    }

    @Test(arguments: [
        ("threshold: 1", "objective.relaxation.threshold"),
        ("threshold: 0", "objective.relaxation.threshold"),
        ("slope: -1", "objective.relaxation.slope"),
        ("treshold: 0.4", "objective.relaxation.treshold"),
    ]) func refusesAnImpossibleRelaxation(_ text: String, _ keyPath: String) throws {
        let problems = try folder.problems("objective: {framework: clip, relaxation: {\(text)}}\n")
        #expect(problems.map(\.keyPath) == [keyPath])
    }

    @Test func refusesAFrameworkThatIsMissingOrUnknown() throws {
        #expect(try folder.problems("data: {}\n").map(\.keyPath) == ["objective"])
        #expect(try folder.problems("objective: {}\n").map(\.keyPath) == ["objective.framework"])
        let unknown = try folder.problems("objective: {framework: cliip}\n")
        #expect(unknown.map(\.keyPath) == ["objective.framework"])
        #expect("\(unknown)".contains("clip or slip or uniclip"))
    }

    @Test func refusesSelfSupervisionWithoutSLIP() throws {
        let problems = try folder.problems("objective: {framework: clip, selfSupervision: {weight: 1}}\n")
        #expect(problems.map(\.keyPath) == ["objective.selfSupervision"])
    }

    @Test func reportsEverythingTogetherInTheFilesOrder() throws {
        let text = """
            objective:
              framework: clip
              sentenceSampling: 0
            optimization:
              epochs: none
              batchSize: 0
            resources:
              threds: 2
            """
        let problems = try folder.problems(text)
        #expect(
            problems.map(\.keyPath) == [
                "objective.sentenceSampling", "optimization.epochs", "optimization.batchSize",
                "resources.threds",
            ]
        )
        #expect(problems.map(\.line) == [3, 5, 6, 8])
    }

    @Test(arguments: [
        ("depths: [2, 2, 2, 2]", "depths: [2, 2, 2]", "image.widths"),
        ("resolution: 128", "resolution: 0", "image.resolution"),
        ("resolution: 128", "resolution: wide", "image.resolution"),
        ("heads: 4", "heads: 3", "text.transformer.heads"),
        ("heads: 4", "heds: 4", "text.transformer.heads"),
        ("heads: 4", "heads: 4\n        head: 4", "text.transformer.head"),
        ("dimensions: 256", "dimensions: 0", "projection.dimensions"),
        ("architecture: bert", "architecture: brt", "text.architecture"),
    ]) func checksTheSizesOfAnArchitecture(_ good: String, _ bad: String, _ keyPath: String) throws {
        try folder.write("vocab.txt", "[PAD]\n")
        let text = RecipeReadingTests.scratch.replacing(good, with: bad)
        let places = try folder.problems(text).map(\.keyPath)
        #expect(places.contains("initialization.architecture.\(keyPath)"), "\(places)")
    }

    @Test func refusesMoreTokensThanPositions() throws {
        try folder.write("vocab.txt", "[PAD]\n")
        let text = RecipeReadingTests.scratch.replacing("maximumTokens: 64", with: "maximumTokens: 129")
        #expect(try folder.problems(text).map(\.keyPath) == ["initialization.tokenizer"])
    }

    @Test(arguments: ["a: [1", "a: 1\na: 2", "- 1", "", "\u{1}", "a: *b"])
    func refusesWhatIsNoMapping(_ text: String) throws {
        do {
            _ = try folder.read(text)
            Issue.record("it was read")
        } catch RecipeError.malformed(let file, _, let reason) {
            #expect(file.hasSuffix("test.yml"))
            #expect(!reason.isEmpty)
        }
    }

    @Test func refusesNestingWithoutEnd() throws {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: RecipeError.self) { try folder.read("a: " + text) }
    }

    @Test func refusesAFileThatCannotBeRead() throws {
        #expect(throws: RecipeError.unreadable(file: "/nowhere/x.yml", reason: "there is no such file")) {
            try Recipe(path: "/nowhere/x.yml")
        }
        #expect(throws: RecipeError.self) { try Recipe(path: folder.url.path) }
        try Data([0x61, 0x3A, 0xFF]).write(to: folder.url.appending(path: "latin.yml"))
        #expect(throws: RecipeError.self) { try Recipe(path: folder.url.appending(path: "latin.yml").path) }
        try folder.write("large.yml", "#" + String(repeating: " ", count: 1 << 20))
        #expect(throws: RecipeError.self) { try Recipe(path: folder.url.appending(path: "large.yml").path) }
    }
}
