import Datasets
import Foundation
import Testing

@Suite("Manifest writing")
struct ManifestWritingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var rows: [ManifestRow] {
        var first = ManifestRow(
            image: "a/1,\"x\".png",
            patient: "p1",
            study: "s1",
            view: .frontal,
            split: .train
        )
        first.findings = "Line one.\nLine two, \"quoted\"."
        first.impression = "old\rline end"
        first.labels = ["B": .present, "A": .uncertain]
        var second = ManifestRow(image: "2.png", patient: "p2", study: "2.png", split: .test)
        second.text = "Größe 2,5 cm\r\nnormal"
        second.labels = ["B": .absent]
        return [first, second]
    }

    @Test func writesWhatItReads() throws {
        let path = folder.path + "/m.csv"
        try Manifest(rows: rows, labelNames: ["B", "A"], folder: folder.url).write(to: path)
        let back = try Manifest(path: path)
        #expect(back.rows == rows)
        #expect(back.labelNames == ["B", "A"])
        #expect(try folder.names() == ["m.csv"])
    }

    @Test func writesTheColumnsInOrder() throws {
        let path = folder.path + "/m.csv"
        try Manifest(rows: [rows[1]], labelNames: ["C"], folder: folder.url).write(to: path)
        #expect(
            try String(contentsOfFile: path, encoding: .utf8)
                == "image,patient,study,view,split,findings,impression,text,label:C,label:B\n"
                + "2.png,p2,,,test,,,\"Größe 2,5 cm\r\nnormal\",,0\n"
        )
    }

    @Test func keepsImagesWhereTheyAreFromAnotherFolder() throws {
        let manifest = Manifest(rows: rows, labelNames: [], folder: folder.url.appending(path: "images"))
        try manifest.write(to: folder.path + "/m.csv")
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "out"),
            withIntermediateDirectories: true
        )
        try manifest.write(to: folder.path + "/out/m.csv")
        #expect(try Manifest(path: folder.path + "/m.csv").rows[1].image == "images/2.png")
        #expect(try Manifest(path: folder.path + "/out/m.csv").rows[1].image == folder.path + "/images/2.png")
    }

    @Test func leavesTheFormerFileWhereItCannotWrite() throws {
        let former = try folder.write("former", to: "taken/inner.txt")
        let taken = folder.path + "/taken"
        #expect(throws: DatasetError.self) {
            try Manifest(rows: rows, labelNames: [], folder: folder.url).write(to: taken)
        }
        #expect(try String(contentsOfFile: former, encoding: .utf8) == "former")
        #expect(try folder.names() == ["taken"])
        let missing = folder.path + "/missing/m.csv"
        #expect(throws: DatasetError.unwritable(file: missing, reason: "No such file or directory")) {
            try Manifest(rows: rows, labelNames: [], folder: folder.url).write(to: missing)
        }
    }
}
