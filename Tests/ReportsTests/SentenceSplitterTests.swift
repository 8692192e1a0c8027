import Reports
import Testing

@Suite struct SentenceSplitterTests {
    @Test(arguments: [
        (
            "The heart is enlarged. There is an effusion.",
            ["The heart is enlarged.", "There is an effusion."]
        ),
        ("Clear. No effusion! Edema? Stable", ["Clear.", "No effusion!", "Edema?", "Stable"]),
        ("clear lungs. normal heart.", ["clear lungs.", "normal heart."]),
        ("Clear lungs.No effusion.", ["Clear lungs.", "No effusion."]),
        ("Clear (see above.) Stable.", ["Clear (see above.)", "Stable."]),
        ("He said \"clear.\" Stable.", ["He said \"clear.\"", "Stable."]),
        ("One.\n\nTwo", ["One.", "Two"]),
        ("No full stop\n\nNext paragraph", ["No full stop", "Next paragraph"]),
        ("Wrapped\nline. Next\nline.", ["Wrapped line.", "Next line."]),
        ("  Spaces   within.  Next. ", ["Spaces within.", "Next."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("Clear.. Stable.", ["Clear..", "Stable."]),
        ("肺野清晰。心影正常。", ["肺野清晰。", "心影正常。"]),
        ("CT at C7. Stable at T1. End.", ["CT at C7.", "Stable at T1.", "End."]),
        ("Seen at 5 pm. Stable.", ["Seen at 5 pm.", "Stable."]),
        ("Seen at 5 p.m. Stable.", ["Seen at 5 p.m.", "Stable."]),
        ("In place. 3 cm above the carina.", ["In place.", "3 cm above the carina."]),
    ])
    func splits(text: String, sentences: [String]) {
        #expect(SentenceSplitter.sentences(in: text) == sentences)
    }

    @Test(arguments: [
        "A nodule of 2.5 cm is seen.",
        "A nodule of .5 cm is seen.",
        "Devices, e.g. a pacemaker, are seen.",
        "Devices (e.g. Pacemaker) are seen.",
        "Old disease, i.e. Tuberculosis, is seen.",
        "Discussed with Dr. Smith today.",
        "Discussed with DR. Smith today.",
        "Discussed with Mr. and Mrs. Smith.",
        "Read by J. R. Smith today.",
        "Made in the U.S. Navy hospital.",
        "Atelectasis vs. Pneumonia at the base.",
        "Edema vs. effusion.",
        "Seen at 8:15 a.m. on the ward.",
        "Seen at 8 p.m. by phone.",
        "Tubes, lines, etc. are unchanged.",
        "Fig. 3 shows it.",
        "Image no. 4 of the series.",
        "Compared with Jan. 5 of last year.",
        "Approx. 3 cm above the carina.",
        "The lt. lung is clear.",
        "Described by Fleischner et al. in a paper.",
        "Possible opacity ... at the base.",
        "Possible opacity... Follow up.",
        "Possible opacity… Follow up.",
        "Given b.i.d. for a week.",
        "See www.example.org for more.",
        "Version 1.2.3 of the protocol",
    ])
    func keepsTogether(sentence: String) {
        #expect(SentenceSplitter.sentences(in: sentence) == [sentence])
        #expect(SentenceSplitter.sentences(in: sentence + "\n\nNext.") == [sentence, "Next."])
    }

    @Test(arguments: [
        ("1. Edema. 2. Effusion.", ["1. Edema.", "2. Effusion."]),
        ("1. Edema 2. Effusion 3. Mass", ["1. Edema", "2. Effusion", "3. Mass"]),
        ("1) Edema. 2) Effusion.", ["1) Edema.", "2) Effusion."]),
        ("1. Edema\n2. Effusion", ["1. Edema", "2. Effusion"]),
        ("- Edema\n- Effusion", ["- Edema", "- Effusion"]),
        ("Impression is 1. Edema.", ["Impression is 1.", "Edema."]),
        ("10. Edema. 11. Mass.", ["10. Edema.", "11. Mass."]),
        ("1. Nodule of 2. 5 cm", ["1. Nodule of 2.", "5 cm"]),
        ("A. Edema. B. Mass.", ["A. Edema.", "B. Mass."]),
    ])
    func keepsListNumbersWithTheirItems(text: String, sentences: [String]) {
        #expect(SentenceSplitter.sentences(in: text) == sentences)
    }

    @Test(arguments: ["", " ", "\n\n", ".", "...", "?!", "- ", "\u{0}", "—"])
    func findsNoSentenceInEmptyText(text: String) {
        #expect(SentenceSplitter.sentences(in: text).isEmpty)
    }
}
