import Foundation
import TestFiles
import Testing

@Suite(.enabled(if: TrainProgram.isBuilt, "hilum-train is built where LibTorch is"))
struct PlotTests {
    private static let steps = """
        step,epoch,loss,learningRate,temperature,gradientNorm,imagesPerSecond,waitSeconds
        1,1,2.5,0.001,0.07,,100,0
        2,1,2.25,0.002,0.07,1.5,100,0
        3,1,2

        """

    @Test func drawsTheCurvesOfARunThatIsStillGoingOn() throws {
        let run = try ScratchFolder()
        try run.write(Self.steps, to: "metrics.csv")
        try run.write("step,epoch,macroAUROC\n2,1,0.75\n", to: "validation.csv")
        let result = try TrainProgram.run(["plot", run.path("")])
        #expect(result.status == 0, "\(result.errors)")
        let picture = try run.text(of: "curves.svg")
        #expect(picture.contains("Loss") && picture.contains("Validation AUROC"))
    }

    @Test func saysWhatIsMissing() throws {
        let run = try ScratchFolder()
        let none = try TrainProgram.run(["plot", run.path("")])
        #expect(none.status == 1 && none.errors.contains("metrics.csv cannot be read"))
        try run.write("step,epoch\n1,1\n", to: "metrics.csv")
        let other = try TrainProgram.run(["plot", run.path("")])
        #expect(other.status == 1 && other.errors.contains("'loss'"))
    }
}
