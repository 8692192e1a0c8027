import ArgumentParser
import Datasets

/// `hilum-train prepare chexpert`.
struct PrepareCheXpert: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "chexpert",
        abstract: "Read CheXpert's tables of the full or the small edition."
    )

    @Option(help: "train.csv.")
    var train: String?

    @Option(help: "valid.csv.")
    var validation: String?

    @Option(help: "The test labels.")
    var test: String?

    @Option(help: "The folder that the paths of the tables start in, or the one that they name first.")
    var images: String

    @OptionGroup var destination: ManifestDestination

    func validate() throws {
        guard train == nil, validation == nil, test == nil else { return }
        throw ValidationError("Give at least one of --train, --validation and --test.")
    }

    func reader() throws -> any DatasetReader {
        CheXpertReader(train: train, validation: validation, test: test, images: images)
    }
}

/// `hilum-train prepare vindr-cxr`.
struct PrepareVinDrCXR: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "vindr-cxr",
        abstract: "Read VinDr-CXR's image labels. Every image counts as a patient of its own."
    )

    @Option(help: "image_labels_train.csv.")
    var train: String?

    @Option(help: "image_labels_test.csv.")
    var test: String?

    @Option(help: "The folder of images.")
    var images: String

    @Flag(help: "A finding counts that any reader sees; without it one that more than half of them see.")
    var anyReader = false

    @OptionGroup var division: PatientDivision
    @OptionGroup var destination: ManifestDestination

    func validate() throws {
        guard train == nil, test == nil else { return }
        throw ValidationError("Give at least one of --train and --test.")
    }

    func reader() throws -> any DatasetReader {
        VinDrCXRReader(
            train: train,
            test: test,
            images: images,
            agreement: anyReader ? .any : .majority,
            fractions: try division.orElse(.withoutTest)
        )
    }
}

/// `hilum-train prepare chest-xray14`.
struct PrepareChestXray14: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "chest-xray14",
        abstract: "Read NIH ChestX-ray14. Its labels were mined from reports."
    )

    @Argument(help: "The folder with the table of images, the lists of splits and the images.")
    var folder: String

    @Option(help: "The table, if it is another than Data_Entry_2017_v2020.csv.")
    var entries: String?

    @OptionGroup var division: PatientDivision
    @OptionGroup var destination: ManifestDestination

    func reader() throws -> any DatasetReader {
        var files = ChestXray14Reader.Files(folder: folder)
        if let entries { files.entries = entries }
        return ChestXray14Reader(files, fractions: try division.orElse(.withoutTest))
    }
}

/// `hilum-train prepare rsna`.
struct PrepareRSNA: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "rsna",
        abstract: "Read the RSNA Pneumonia Detection Challenge. Every image counts as a patient of its own."
    )

    @Option(help: "stage_2_train_labels.csv.")
    var labels: String

    @Option(help: "stage_2_detailed_class_info.csv.")
    var classes: String

    @Option(help: "The folder of images.")
    var images: String

    @OptionGroup var division: PatientDivision
    @OptionGroup var destination: ManifestDestination

    func reader() throws -> any DatasetReader {
        RSNAReader(
            labels: labels,
            classes: classes,
            images: images,
            fractions: try division.orElse(.standard)
        )
    }
}

/// `hilum-train prepare siim`.
struct PrepareSIIM: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "siim",
        abstract: "Read the SIIM-ACR Pneumothorax challenge. Every image counts as a patient of its own."
    )

    @Option(help: "train-rle.csv.")
    var table: String

    @Option(help: "The folder of images.")
    var images: String

    @OptionGroup var division: PatientDivision
    @OptionGroup var destination: ManifestDestination

    func reader() throws -> any DatasetReader {
        SIIMReader(table: table, images: images, fractions: try division.orElse(.standard))
    }
}
