import Datasets
import Testing

@Suite("Open-i")
struct OpenIReaderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.writeImages(["png/CXR90002_IM-0001-1001.png", "png/CXR90002_IM-0001-2001.png"])
        try folder.writeImages(["png/CXR90010_IM-0002-1001.png", "png/CXR90011_IM-0003-1001.png"])
    }

    /// A report in the elements that the published ones have.
    private func writeReport(
        _ number: Int,
        sections: [String: String],
        mesh: [String],
        images: [String]
    ) throws {
        let abstract = ["COMPARISON", "INDICATION", "FINDINGS", "IMPRESSION"].map { label in
            sections[label].map { "<AbstractText Label=\"\(label)\">\($0)</AbstractText>" }
                ?? "<AbstractText Label=\"\(label)\"/>"
        }
        let parents = images.map { id in
            """
            <parentImage id="\(id)">
              <figureId>F1</figureId>
              <caption>PA and lateral chest x-ray.</caption>
              <panel type="single"><url>/hadoop/storage/\(id).jpg</url></panel>
            </parentImage>
            """
        }
        try folder.write(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <eCitation>
              <meta type="rr"/>
              <uId id="CXR\(number)"/>
              <pmcId id="\(number)"/>
              <MedlineCitation Owner="Indiana University" Status="supplied by publisher">
                <Article PubModel="Electronic"><Journal><ISSN/></Journal>
                <ArticleTitle>Indiana University Chest X-ray Collection</ArticleTitle>
                <Abstract>
                  \(abstract.joined(separator: "\n      "))
                </Abstract>
                <Affiliation>Indiana University</Affiliation></Article>
              </MedlineCitation>
              <MeSH>
                \(mesh.map { "<major>\($0)</major>" }.joined())
                <automatic>not this</automatic>
              </MeSH>
              \(parents.joined(separator: "\n  "))
            </eCitation>
            """,
            to: "xml/\(number).xml"
        )
    }

    private func read() throws -> DatasetReading {
        try OpenIReader(reports: folder.path + "/xml", images: folder.path + "/png").read()
    }

    @Test func readsReportsInTheOrderOfTheirNumbers() throws {
        try writeReport(
            90010,
            sections: ["IMPRESSION": "Normal chest."],
            mesh: ["normal"],
            images: ["CXR90010_IM-0002-1001"]
        )
        try writeReport(
            90002,
            sections: [
                "INDICATION": "XXXX-year-old with cough",
                "FINDINGS": "Opacity &lt; 2 cm. LUNGS: No XXXX effusion &amp; no pneumothorax.",
                "IMPRESSION": "1. Left base opacity.",
            ],
            mesh: ["Opacity/lung/base/left", "Cardiomegaly/mild"],
            images: ["CXR90002_IM-0001-1001", "CXR90002_IM-0001-2001", "CXR90002_IM-0001-3001"]
        )
        let reading = try read()
        let rows = reading.manifest.rows
        #expect(
            rows.map(\.image) == [
                "CXR90002_IM-0001-1001.png", "CXR90002_IM-0001-2001.png", "CXR90010_IM-0002-1001.png",
            ]
        )
        #expect(rows.map(\.patient) == ["CXR90002", "CXR90002", "CXR90010"])
        #expect(rows[0].findings == "Opacity < 2 cm. LUNGS: No effusion & no pneumothorax.")
        #expect(rows[0].impression == "1. Left base opacity.")
        #expect(rows[1].findings == rows[0].findings)
        #expect(rows[2].findings == nil && rows[2].impression == "Normal chest.")
        #expect(rows[0].labels["Lung opacity"] == .present && rows[0].labels["Cardiomegaly"] == .present)
        #expect(rows[0].labels["No Finding"] == .absent && rows[0].labels["Pneumothorax"] == .absent)
        #expect(rows[2].labels["No Finding"] == .present && rows[2].labels["Cardiomegaly"] == .absent)
        #expect(
            reading.summary.skipped == [
                .init(reason: .imageMissing, count: 1, examples: ["CXR90002_IM-0001-3001"])
            ]
        )
    }

    @Test func leavesOutReportsWithoutImageOrText() throws {
        try writeReport(90009, sections: ["FINDINGS": "Clear."], mesh: ["normal"], images: [])
        try writeReport(90010, sections: [:], mesh: [], images: ["CXR90010_IM-0002-1001"])
        try writeReport(
            90011,
            sections: ["FINDINGS": "Clear."],
            mesh: ["No Indexing"],
            images: ["CXR90011_IM-0003-1001"]
        )
        let reading = try read()
        #expect(reading.manifest.rows.map(\.patient) == ["CXR90011"])
        #expect(reading.manifest.rows[0].labels == [:])
        #expect(
            reading.summary.skipped == [
                .init(reason: .nothingKnown, count: 1, examples: ["CXR90010_IM-0002-1001"]),
                .init(reason: .reportWithoutImage, count: 1, examples: ["90009.xml"]),
            ]
        )
    }

    @Test(arguments: [
        "<uId id=\"CXR1\"/>\n", "<uId id=\"CXR1\">\n</eCitation>\n", "<uId id=CXR1/>\n</eCitation>",
    ])
    func namesTheFileThatIsNotXML(content: String) throws {
        try folder.write("<?xml version=\"1.0\"?>\n<eCitation>\n" + content, to: "xml/1.xml")
        let error = #expect(throws: DatasetError.self) { try read() }
        guard case .invalidXML(let file, let line) = try #require(error) else {
            Issue.record("another error: \(String(describing: error))")
            return
        }
        #expect(file == folder.path + "/xml/1.xml")
        #expect(line >= 3)
    }

    @Test func doesNotReadEntitiesFromOtherFiles() throws {
        let secret = try folder.write("secret", to: "secret.txt")
        try folder.write(
            """
            <?xml version="1.0"?>
            <!DOCTYPE eCitation [<!ENTITY x SYSTEM "file://\(secret)">]>
            <eCitation><uId id="CXR90010"/><AbstractText Label="FINDINGS">Clear. &x;</AbstractText>
            <parentImage id="CXR90010_IM-0002-1001"/></eCitation>
            """,
            to: "xml/1.xml"
        )
        let findings = (try? read())?.manifest.rows.first?.findings
        #expect(findings?.contains("secret") != true)
    }
}
