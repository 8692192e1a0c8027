import Datasets
import Testing

@Suite("Sentences of a row")
struct ManifestSentencesTests {
    private var row = ManifestRow(image: "1", patient: "p", study: "s", split: .train)

    @Test mutating func takesFindingsThenImpression() {
        row.findings = "LUNGS: Clear. The XXXX heart is normal.\n\nNo effusion."
        row.impression = "1. No acute disease. 2. Stable & < 5 mm nodule."
        row.text = "Not this."
        #expect(
            row.sentences() == [
                "LUNGS: Clear.", "The heart is normal.", "No effusion.", "1. No acute disease.",
                "2. Stable & < 5 mm nodule.",
            ]
        )
    }

    @Test mutating func takesTheTextWhereThereAreNoSections() {
        row.findings = "XXXX."
        row.text = "INDICATION: Cough.\nFINDINGS: Clear lungs. Normal heart."
        #expect(row.sentences() == ["Clear lungs.", "Normal heart."])
    }

    @Test func hasNoneWithoutAReport() {
        #expect(row.sentences() == [])
    }
}
