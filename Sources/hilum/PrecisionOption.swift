public import ArgumentParser
import Checkpoints
public import Tensors

/// `--precision`, for every command that computes.
struct PrecisionOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How matrix products are computed.",
            discussion: """
                Without it, the fastest that changes no probability by more than \(PrecisionRecord.allowedChange) \
                on the radiographs with which the package was measured; float32 where nothing was measured.
                """
        )
    )
    var precision: Precision?

    /// What was asked for; nil for the package's own choice.
    func plan() throws -> PrecisionPlan? {
        guard let precision else { return nil }
        guard precision.isAvailable else {
            throw CommandError(
                "This processor cannot compute in \(precision.rawValue). Leave --precision away, or use float32."
            )
        }
        return PrecisionPlan(precision)
    }
}

extension Precision: ExpressibleByArgument {}
