import Recipes
import Testing

@Suite struct RecipeFingerprintTests {
    let folder: RecipeFolder

    init() throws {
        folder = try RecipeFolder()
    }

    @Test func doesNotDependOnWritingOrOnWhatChangesNothing() throws {
        let plain = try folder.read("objective: {framework: clip}\n")
        let spelled = try folder.read(
            """
            # The same, otherwise written.
            resources: {threads: 1, device: cuda}
            checkpoints: {keep: 9}
            name: other
            optimization:
              batchSize: 1024
              learningRate: 0.0001
            objective:
              framework: "clip"
            """
        )
        #expect(plain.fingerprint == spelled.fingerprint)
        #expect(plain.fingerprint.utf8.count == 64)
        try spelled.requireContinuation(of: plain)
    }

    @Test func listsTheKeysThatDifferWithBothValues() throws {
        let old = try folder.read("objective: {framework: slip}\noptimization: {learningRate: 0.25}\n")
        let new = try folder.read(
            """
            objective: {framework: slip, selfSupervision: {weight: 0.5}, relaxation: null}
            optimization: {learningRate: 0.5, chunkSize: 8}
            """
        )
        #expect(old.fingerprint != new.fingerprint)
        let differences = new.differences(from: old)
        #expect(
            differences.map(\.keyPath) == [
                "objective.relaxation.slope", "objective.relaxation.threshold",
                "objective.selfSupervision.weight", "optimization.chunkSize", "optimization.learningRate",
            ]
        )
        #expect(differences.map(\.old) == ["10", "0.5", "1", "null", "0.25"])
        #expect(differences.map(\.new) == ["null", "null", "0.5", "8", "0.5"])
        do {
            try new.requireContinuation(of: old)
            Issue.record("it may go on")
        } catch {
            #expect("\(error)".contains("'optimization.learningRate' was 0.25 and is now 0.5"))
        }
    }

    @Test func coversTheContentOfFilesButNotTheirPlace() throws {
        func recipe(_ name: String, _ content: String) throws -> Recipe {
            try folder.write(name, content)
            return try folder.read(
                "objective: {framework: clip}\ndata: {text: labels, grammar: \(name)}\n"
            )
        }
        let first = try recipe("a.json", "x")
        #expect(try recipe("b.json", "x").fingerprint == first.fingerprint)
        let changed = try recipe("a.json", "y")
        #expect(changed.differences(from: first).map(\.keyPath) == ["data.grammar.sha256"])
    }
}
