import Datasets
import Foundation
import Testing

/// Reads the tables of real radiographs that lie beside the package, where they do.
@Suite("Tables of real radiographs")
struct LocalDataTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "shared/data").path

    private static func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(name)/manifest.csv")
    }

    @Test(.enabled(if: exists("open"), "the radiographs with open licences are not there"))
    func readsLabels() throws {
        var columns = TableColumns(image: "image", patient: "patient_id")
        columns.view = "view"
        columns.split = "split"
        columns.filters = [.init(column: "dataset", values: ["nih14"])]
        columns.labels = [.init(column: "Effusion", name: "Pleural effusion"), .init("Normal")]
        let path = Self.folder + "/open/manifest.csv"
        let reading = try TableReader(path: path, columns: columns).read()
        // Counted with Python's csv module.
        #expect(reading.summary.rows == 1_491)
        #expect(reading.manifest.rows(in: .test).count == 167)
        #expect(reading.manifest.rows.allSatisfy { $0.view == .frontal && $0.labels.count == 2 })
    }

    @Test(.enabled(if: exists("openi"), "the Open-i radiographs are not there"))
    func readsReportsAndMeSH() throws {
        var columns = TableColumns(image: "image", patient: "patient_id")
        columns.study = "study_id"
        columns.view = "view"
        columns.split = "split"
        columns.text = "text"
        columns.mesh = "mesh"
        let path = Self.folder + "/openi/manifest.csv"
        let reading = try TableReader(path: path, columns: columns).read()
        #expect(reading.summary.rows == 6_696)
        #expect(Split.allCases.map { reading.manifest.rows(in: $0).count } == [5_226, 720, 750])
        #expect(Set(reading.manifest.rows.map(\.patient)).count == 3_449)
        let positives = reading.manifest.rows(in: .test).count { $0.labels["Atelectasis"] == .present }
        #expect(positives == 77)
        let withoutSentences = reading.manifest.rows.count { $0.sentences().isEmpty }
        #expect(withoutSentences == 0)
    }
}
