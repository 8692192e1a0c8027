import ArgumentParser
import Datasets
import Foundation

/// `hilum-train prepare`: manifests of data sets.
struct Prepare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a manifest of a data set as its publisher ships it, or of any table.",
        discussion: """
            A manifest is a CSV file that names each image with its patient, split, texts and labels. Image paths \
            are written relative to the manifest's folder where the images lie in it, else as absolute paths. A \
            patient in two splits is an error.
            """,
        subcommands: [
            PrepareTable.self, PrepareMIMICCXR.self, PrepareCheXpert.self, PrepareOpenI.self,
            PreparePadChest.self, PrepareVinDrCXR.self, PrepareChestXray14.self, PrepareRSNA.self,
            PrepareSIIM.self,
        ]
    )
}

/// Where the manifest goes.
struct ManifestDestination: ParsableArguments {
    @Option(name: .shortAndLong, help: "The manifest to write; a former one is replaced.")
    var output: String
}

/// How patients are divided where the publisher does not.
struct PatientDivision: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The proportion of patients for train, validation and test, such as 80,10,10.",
            valueName: "train,validation,test"
        )
    )
    var fractions: String?

    /// The fractions that were given, or else those of the reader.
    func orElse(_ standard: SplitFractions) throws -> SplitFractions {
        guard let fractions else { return standard }
        let numbers = fractions.split(separator: ",", omittingEmptySubsequences: false)
            .map { Double($0.trimmingCharacters(in: .whitespaces)) }
        guard numbers.count == 3, let train = numbers[0], let validation = numbers[1], let test = numbers[2]
        else { throw ValidationError("--fractions takes three numbers, such as 80,10,10.") }
        return try SplitFractions(train: train, validation: validation, test: test)
    }
}

/// A command that makes a manifest with a reader.
protocol ManifestCommand: ParsableCommand {
    var destination: ManifestDestination { get }
    func reader() throws -> any DatasetReader
}

extension ManifestCommand {
    func run() throws {
        let reading = try reader().read()
        try reading.manifest.write(to: destination.output)
        print(ManifestSummary(reading).text)
        print("\nWritten to \(destination.output).")
    }
}
