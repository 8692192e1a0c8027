import Foundation
import TestFiles
import Testing

@Suite(.enabled(if: TrainProgram.isBuilt, "hilum-train is built where LibTorch is"))
struct PrepareTests {
    private static let table = """
        file,person,set,part,Effusion,note
        a.png,p1,x,train,1,"Clear, lungs."
        b.png,p2,x,val,0,Effusion.
        sub/c.png,p3,x,test,-1,No effusion.
        d.png,p4,y,test,1,Left out.

        """
    private static let columns = [
        "--image", "file", "--patient", "person", "--split", "part", "--findings", "note", "--label",
        "Effusion=Pleural effusion", "--where", "set=x",
    ]

    @Test func makesAManifestOfATable() throws {
        let folder = try ScratchFolder()
        let table = try folder.write(Self.table, to: "table.csv")
        let result = try TrainProgram.run(
            ["prepare", "table", table, "--output", folder.path("m.csv")] + Self.columns
        )
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            try folder.text(of: "m.csv") == """
                image,patient,study,view,split,findings,impression,text,label:Pleural effusion
                a.png,p1,,,train,"Clear, lungs.",,,1
                b.png,p2,,,validation,Effusion.,,,0
                sub/c.png,p3,,,test,No effusion.,,,-1

                """
        )
        #expect(result.output.contains("3 rows; 1 left out: filtered out"))
        #expect(result.output.contains("0 of 0 (1 uncertain)"))
    }

    @Test func pathsAreAbsoluteInAnotherFolder() throws {
        let (folder, other) = (try ScratchFolder(), try ScratchFolder())
        let table = try folder.write(Self.table, to: "table.csv")
        let result = try TrainProgram.run(
            ["prepare", "table", table, "-o", other.path("m.csv")] + Self.columns
        )
        #expect(result.status == 0, "\(result.errors)")
        let manifest = try other.text(of: "m.csv")
        #expect(manifest.contains("\n" + folder.path("a.png") + ",p1,"))
    }

    @Test func refusesAPatientInTwoSplitsByName() throws {
        let folder = try ScratchFolder()
        let table = try folder.write(Self.table.replacing("p3", with: "p1"), to: "table.csv")
        let result = try TrainProgram.run(
            ["prepare", "table", table, "-o", folder.path("m.csv")] + Self.columns
        )
        #expect(result.status == 1 && result.errors.contains("Patient 'p1' is in the splits train and test"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("m.csv")))
    }

    @Test(arguments: [
        (["prepare", "table", "t.csv", "-o", "m.csv"], "--image and --patient"),
        (["prepare", "table", "t.csv", "-o", "m.csv", "--columns", "c.json", "--image", "a"], "not both"),
        (["prepare", "chexpert", "--images", ".", "-o", "m.csv"], "--train, --validation and --test"),
        (
            ["prepare", "siim", "--table", "t", "--images", ".", "-o", "m.csv", "--fractions", "8,2"],
            "80,10,10"
        ),
        (
            ["prepare", "siim", "--table", "t", "--images", ".", "-o", "m.csv", "--fraction", "1"],
            "--fraction"
        ),
        (["prepare", "rsna", "--labels", "a", "--classes", "b", "--images", "none", "-o", "m.csv"], "none"),
    ])
    func aWrongCallExplainsItself(arguments: [String], hint: String) throws {
        let result = try TrainProgram.run(arguments)
        #expect(result.status != 0 && result.errors.contains(hint), "\(result.errors)")
    }
}
