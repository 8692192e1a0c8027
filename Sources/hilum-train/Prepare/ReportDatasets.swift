import ArgumentParser
import Datasets

/// `hilum-train prepare mimic-cxr`.
struct PrepareMIMICCXR: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "mimic-cxr",
        abstract: "Read MIMIC-CXR's reports with the images and tables of MIMIC-CXR-JPG."
    )

    @Option(help: "The folder that holds files/p10/…/s*.txt.")
    var reports: String

    @Option(help: "The folder that holds files/p10/…/s*/*.jpg.")
    var images: String

    @Option(help: "The folder of the decompressed tables; without it the folder of images.")
    var tables: String?

    @OptionGroup var destination: ManifestDestination

    func reader() throws -> any DatasetReader {
        MIMICCXRReader(
            reports: reports,
            images: images,
            tables: tables.map(MIMICCXRReader.Tables.init(folder:))
        )
    }
}

/// `hilum-train prepare open-i`.
struct PrepareOpenI: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "open-i",
        abstract: "Read Open-i, the Indiana University collection: XML reports and PNG images.",
        discussion: "Labels come from the MeSH indexing; absent means not mentioned."
    )

    @Option(help: "The folder of XML reports (ecgen-radiology).")
    var reports: String

    @Option(help: "The folder of PNG images.")
    var images: String

    @OptionGroup var division: PatientDivision
    @OptionGroup var destination: ManifestDestination

    func reader() throws -> any DatasetReader {
        OpenIReader(reports: reports, images: images, fractions: try division.orElse(.standard))
    }
}

/// `hilum-train prepare padchest`.
struct PreparePadChest: ManifestCommand {
    static let configuration = CommandConfiguration(
        commandName: "padchest",
        abstract: "Read PadChest. Its reports stay Spanish and stemmed, as published."
    )

    @Option(help: "PADCHEST_chest_x_ray_images_labels_160K_01.02.19.csv, decompressed.")
    var table: String

    @Option(help: "The folder of images.")
    var images: String

    @Option(name: .customLong("label"), help: "A label to keep; may be repeated. Without it all are kept.")
    var labels: [String] = []

    @OptionGroup var division: PatientDivision
    @OptionGroup var destination: ManifestDestination

    func reader() throws -> any DatasetReader {
        PadChestReader(
            table: table,
            images: images,
            labels: labels.isEmpty ? nil : labels,
            fractions: try division.orElse(.standard)
        )
    }
}
