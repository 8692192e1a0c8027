import Foundation
import TestFiles
import Testing

@Suite(.enabled(if: TrainProgram.isBuilt, "hilum-train is built where LibTorch is"))
struct EvaluateTests {
    private static let package = "Models/hilum-open"
    private static let phantom = TrainProgram.root.appending(path: "Public/samples/phantom.jpg").path

    /// The sample radiograph as two patients for testing and two for validation, and an image that is not there.
    private static func manifest(_ folder: ScratchFolder) throws -> String {
        try folder.write(
            """
            image,patient,split,findings,label:Edema,label:No Finding
            \(phantom),a,test,The lungs are clear. No effusion.,1,0
            \(folder.path("b.jpg")),b,test,The lungs are clear.,0,1
            none.jpg,c,test,Nothing.,1,0
            \(folder.path("d.jpg")),d,validation,,1,0
            \(folder.path("e.jpg")),e,validation,,0,1

            """,
            to: "m.csv"
        )
    }

    private static func folder() throws -> ScratchFolder {
        let folder = try ScratchFolder()
        for name in ["b.jpg", "d.jpg", "e.jpg"] {
            try FileManager.default.copyItem(atPath: phantom, toPath: folder.path(name))
        }
        return folder
    }

    @Test func writesTablesJSONMarkdownAndCurves() throws {
        let folder = try Self.folder()
        let result = try TrainProgram.run([
            "evaluate", Self.package, Self.manifest(folder), "--resamples", "20", "--json",
            folder.path("r.json"), "--markdown", folder.path("r.md"), "--roc", folder.path("r.svg"),
        ])
        #expect(result.status == 0, "\(result.errors)")
        // One image scored twice: neither is above the other, which is an area of one half.
        #expect(result.output.contains("0.500") && result.output.contains("research use only"))
        #expect(result.errors.contains("left out (1)") && result.errors.contains("none.jpg"))
        let content = try folder.text(of: "r.json")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(content.utf8)) as? [String: Any])
        let model = try #require((json["models"] as? [[String: Any]])?.first)
        #expect(json["intendedUse"] as? String == "research")
        #expect((model["skipped"] as? [[String: String]])?.map { $0["image"] } == ["none.jpg"])
        let labels = (model["labels"] as? [String: Any])?["labels"] as? [[String: Any]]
        #expect(labels?.map { $0["name"] as? String } == ["Edema", "No Finding"])
        #expect((model["texts"] as? [String: Any])?["reports"] as? Int == 2)
        #expect(try folder.text(of: "r.md").contains("| Edema | 1 | 1 | 0.500"))
        #expect(try folder.text(of: "r.svg").contains("<svg"))
    }

    @Test func comparesPackagesAndTheirMean() throws {
        let folder = try Self.folder()
        let result = try TrainProgram.run([
            "evaluate", Self.package, Self.package, Self.manifest(folder), "--resamples", "10", "--ensemble",
            "--against", Self.package, "--label", "edema", "--roc", folder.path("r.svg"),
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("ensemble on m.csv (test), 2 images"))
        // A model does not differ from itself.
        #expect(result.output.contains("0.000 (0.000–0.000)") && result.output.contains("1.0000"))
        #expect(try folder.text(of: "r-3.svg").contains("<svg"))
    }

    @Test(arguments: [
        (["Models/hilum-open"], "last, the manifest"),
        (["Models/hilum-open", "none.csv"], "none.csv"),
        (
            ["Models/hilum-open", "M", "--label", "Fracture"],
            "'Fracture'. The labels that it has are: 'Edema'"
        ),
        (["Models/hilum-open", "M", "--labels", "CheXpert-6"], "CheXpert-5"),
        (["Models/hilum-open", "M", "--label", "Edema", "--positive", "edema"], "{label}"),
        (["Models/hilum-open", "M", "--labels", "CheXpert-5", "--label", "Edema"], "--label"),
        (["Models/hilum-open", "M", "--split", "dev"], "train, validation or test"),
        (["Models/hilum-open", "M", "--split", "train"], "no rows of the split train"),
        (["Models/hilum-open", "M", "--ensemble"], "two or more"),
        (["Models/none", "M"], "Models/none"),
    ])
    func aWrongCallExplainsItself(arguments: [String], hint: String) throws {
        let folder = try Self.folder()
        let manifest = try Self.manifest(folder)
        let result = try TrainProgram.run(["evaluate"] + arguments.map { $0 == "M" ? manifest : $0 })
        #expect(result.status != 0 && result.errors.contains(hint), "\(result.errors)")
    }
}
