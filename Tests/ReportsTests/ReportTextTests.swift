import Reports
import Testing

@Suite struct ReportTextTests {
    @Test(
        arguments: [
            // Open-i manifest
            (
                "COMPARISON: None.\nINDICATION: Pain.\nFINDINGS: Clear lungs.\nIMPRESSION: Normal.",
                "Clear lungs.", "Normal."
            ),
            ("FINDINGS: Clear lungs.", "Clear lungs.", nil),
            ("IMPRESSION: Normal.", nil, "Normal."),
            ("IMPRESSION: Normal.\nFINDINGS: Clear lungs.", "Clear lungs.", "Normal."),
            ("FINDINGS: \nIMPRESSION: Normal.", nil, "Normal."),
            ("FINDINGS: XXXX.\nIMPRESSION: Normal.", nil, "Normal."),
            ("FINDINGS:Clear.\r\nIMPRESSION:Normal.\r\n", "Clear.", "Normal."),
            // MIMIC-CXR
            (
                "                                 FINAL REPORT\n EXAMINATION:  CHEST (PA AND LAT)\n \n"
                    + " INDICATION:  ___ year old with cough\n \n FINDINGS: \n \n The lungs are\n clear.\n \n"
                    + " No effusion.\n \n IMPRESSION: \n \n No acute\n process.\n",
                "The lungs are clear.\n\nNo effusion.", "No acute process."
            ),
            (" FINDINGS AND IMPRESSION:  Clear lungs.\n \n NOTIFICATION:  Told at 9.", "Clear lungs.", nil),
            (" FINDINGS/IMPRESSION: Clear.", "Clear.", nil),
            (" CONCLUSION:  No change.", nil, "No change."),
            (" IMPRESSION AND RECOMMENDATION: Stable.", nil, "Stable."),
            (" IMPRESSION:  First.\n \n FINAL REPORT\n \n IMPRESSION:  Second.", nil, "Second."),
            (" IMPRESSION:  First.\n IMPRESSION:  ___.", nil, "First."),
            (" PROVISIONAL FINDINGS IMPRESSION (PFI): Draft.\n FINDINGS: Final.", "Final.", nil),
            (" FINDINGS: Clear.\n RECOMMENDATION(S):  Chest CT.\n", "Clear.", nil),
            (" FINDINGS: Clear.\n PORTABLE CHEST, AP: Same.\n", "Clear.", nil),
            // Other hands
            ("Findings:\nClear.\nImpression:\nNormal.", "Clear.", "Normal."),
            ("findings: clear. \nimpression: normal.", "clear.", "normal."),
            ("FINDINGS\nClear.\nIMPRESSION\nNormal.", "Clear.", "Normal."),
            ("INDICATION: Cough. FINDINGS: Clear. IMPRESSION: Normal.", "Clear.", "Normal."),
            ("FINDINGS: Note: rotated. Lungs: clear.", "Note: rotated. Lungs: clear.", nil),
            ("FINDINGS: The impression: none.", "The impression: none.", nil),
            ("FINDINGS: Seen at 10:30 AM: clear.", "Seen at 10:30 AM: clear.", nil),
            ("IMPRESSION:\n1. Edema.\n2. Effusion.", nil, "1. Edema.\n2. Effusion."),
        ] as [(String, String?, String?)]
    )
    func keepsFindingsAndImpression(report: String, findings: String?, impression: String?) {
        let text = ReportText(report)
        #expect(text.findings == findings)
        #expect(text.impression == impression)
        #expect(text.lastParagraph == nil)
        #expect(text.text == [findings, impression].compactMap { $0 }.joined(separator: "\n\n"))
    }

    @Test(arguments: [
        ("The heart is enlarged.", "The heart is enlarged."),
        ("The heart\nis  enlarged.\n", "The heart is enlarged."),
        ("One.\n\nTwo.\n \t\nThree.", "Three."),
        ("INDICATION: Cough.\n\nCHEST, TWO VIEWS: Clear lungs.", "Clear lungs."),
        ("TECHNIQUE: Portable.\n \n Clear lungs.", "Clear lungs."),
        ("Clear lungs.\n \n NOTIFICATION: Told.\n COMPARISON: None.", "Clear lungs."),
        ("Clear lungs.\n\n___", "Clear lungs."),
        ("INDICATION: Cough.\nCOMPARISON: None.", "None."),
        ("FINDINGS:\nIMPRESSION:\nINDICATION: Cough.", "Cough."),
        ("Opacity: right base.", "Opacity: right base."),
        ("<AbstractText without end", "<AbstractText without end"),
    ])
    func fallsBackToTheLastParagraph(report: String, paragraph: String) {
        let text = ReportText(report)
        #expect(text.findings == nil && text.impression == nil)
        #expect(text.lastParagraph == paragraph)
        #expect(text.text == paragraph)
    }

    @Test(arguments: [
        "", " \n\t", "___", "XXXX. XXXX", "...", "FINDINGS:", "FINDINGS: ___.\nIMPRESSION: XXXX", "\0", ":::",
    ])
    func hasNothingToSayAboutAnEmptyReport(report: String) {
        let text = ReportText(report)
        #expect(text.text.isEmpty)
        #expect(text.lastParagraph == nil)
        #expect(text.sentences.isEmpty)
    }

    @Test func readsOpenIElements() {
        let report = """
            <Abstract><AbstractText Label="COMPARISON">None.</AbstractText>
            <AbstractText Label="INDICATION"/><AbstractText Label='FINDINGS'>Nodule &lt; 5 mm &amp; scar&#46; IMPRESSION: x
            </AbstractText><AbstractText Label="IMPRESSION">Heart &gt; half.</AbstractText></Abstract>
            """
        let text = ReportText(report)
        #expect(text.findings == "Nodule < 5 mm & scar. IMPRESSION: x")
        #expect(text.impression == "Heart > half.")
    }

    @Test(arguments: [
        ("<AbstractText Label=\"FINDINGS\">Clear.", "Clear."),
        ("<AbstractText>Clear.</AbstractText>", "Clear."),
        (
            "<AbstractText Label=\"FINDINGS\">&#xFFFFFFFFF; &#55296; &x; A&#x42;</AbstractText>",
            "&#xFFFFFFFFF; &#55296; &x; AB"
        ),
        ("<AbstractText Label=\"FINDINGS\"/>", ""),
    ])
    func readsBrokenOpenIElements(report: String, content: String) {
        #expect(ReportText(report).text == content)
    }

    @Test(arguments: [
        ("XXXX PA and lateral views.", "PA and lateral views."),
        ("XXXX-year-old male, XXXX.", "year-old male."),
        ("Compared to XXXX. Stable.", "Compared to. Stable."),
        ("There is XXXX opacity.", "There is opacity."),
        ("Opacity (XXXX) seen.", "Opacity seen."),
        ("Seen on XXXX/XXXX by Dr. XXXX XXXX, MD.", "Seen on by Dr. MD."),
        ("___ and _____ and ___.", "and and."),
        ("Line _ of __ stays, XXX too.", "Line _ of __ stays, XXX too."),
        ("a\u{00A0}b\tc  d", "a b c d"),
        ("Items:\n- one\n- two\n3) three\nrest", "Items:\n- one\n- two\n3) three rest"),
    ])
    func removesMarksAndTidiesWhiteSpace(report: String, content: String) {
        #expect(ReportText("FINDINGS: " + report).text == content)
    }

    @Test(arguments: [
        "A: ", "FINDINGS: ", "IMPRESSION:\n", "XXXX ", "_", "X", "\n", " \n", "<AbstractText ",
        "<AbstractText Label=\"a\">",
        "<AbstractText Label=", "&amp;", "a", "1. ", ". ", "(", ".\"", "A,", "Dr. ", "\u{0301}",
    ])
    func answersAMegabyteOfOnePattern(pattern: String) {
        let report = String(repeating: pattern, count: 1_000_000 / pattern.utf8.count)
        let text = ReportText(report)
        #expect(text.text.utf8.count <= report.utf8.count)
        #expect(text.sentences.allSatisfy { !$0.isEmpty })
    }
}
