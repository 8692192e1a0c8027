import Foundation

/// Reads Open-i, the Indiana University collection: a folder of reports as XML (`ecgen-radiology/1.xml`) and
/// one of images as PNG.
///
/// Every report is of another patient. The XML does not say which view an image shows, so views are not
/// known. Labels come from the MeSH indexing (``MeSHIndexing``), a normal study's included; there, absent
/// means not mentioned.
public struct OpenIReader: DatasetReader {
    private let reports: String
    private let images: String
    private let fractions: SplitFractions

    /// Reads unpacked archives.
    ///
    /// - Parameter fractions: How patients are divided: the publisher does not say.
    public init(reports: String, images: String, fractions: SplitFractions = .standard) {
        self.reports = reports
        self.images = images
        self.fractions = fractions
    }

    /// Reads every report in the order of its number.
    public func read() throws(DatasetError) -> DatasetReading {
        let folder = try ImageFolder(path: images)
        let indexing = try MeSHIndexing.openI()
        let names = try ImageFolder.names(in: reports).filter { $0.lowercased().hasSuffix(".xml") }
        var reading = ReadingInProgress()
        for name in names.sorted(by: { $0.localizedStandardCompare($1) == .orderedAscending }) {
            let report = try OpenIReport(path: reports + "/" + name)
            if report.images.isEmpty { reading.skip(.reportWithoutImage, name) }
            for image in report.images {
                guard let path = folder.image(named: image) else {
                    reading.skip(.imageMissing, image)
                    continue
                }
                var row = ManifestRow(
                    image: path,
                    patient: report.id,
                    study: report.id,
                    split: fractions.split(ofPatient: report.id)
                )
                row.findings = report.findings
                row.impression = report.impression
                row.labels = indexing.labels(of: report.mesh.joined(separator: "|"))
                reading.add(row, from: image)
            }
        }
        return try reading.finish(file: reports, folder: images, labelNames: indexing.labelNames)
    }
}
