import Recipes
import Runs
import Testing

@Suite struct RunStateTests {
    let state = RunState.after(steps: 3)

    @Test func goesOnWithTheSameRecipeAndInputs() throws {
        var recipe = state.recipe
        recipe.checkpoints.everyMinutes = 1
        try state.requireContinuation(with: recipe, inputs: ["manifest": "a", "package": "b"])
    }

    @Test func namesTheKeysOfAnotherRecipe() {
        var recipe = state.recipe
        recipe.optimization.epochs = 51
        do {
            try state.requireContinuation(with: recipe, inputs: state.inputs)
            Issue.record("it goes on")
        } catch {
            #expect("\(error)".contains("'optimization.epochs' was 50 and is now 51"))
        }
    }

    @Test func namesInputsThatDiffer() {
        #expect(throws: RunError.otherInputs(names: ["extra", "package"])) {
            try state.requireContinuation(
                with: state.recipe,
                inputs: ["manifest": "a", "package": "c", "extra": "d"]
            )
        }
    }
}
