/// What a section of a report is about, by its heading.
enum SectionSubject: Sendable, Equatable {
    case findings
    case impression
    /// Why and how the study was made and who was told, none of which describes the radiograph.
    case circumstances
    /// A heading that is not known, or no heading.
    case unknown

    /// No known heading has more words.
    static let maximumWords = 5

    /// The subject of a known heading; nil for another one.
    ///
    /// - Parameter heading: Upper case, single blanks between words.
    init?(heading: String) {
        guard let subject = Self.subjects[heading] else { return nil }
        self = subject
    }

    // The headings that MIMIC-CXR, Open-i and other American and European reports use.
    private static let subjects: [String: SectionSubject] = {
        let headings: [(SectionSubject, [String])] = [
            (
                .findings,
                [
                    "FINDING", "FINDINGS", "FINDING(S)", "OBSERVATION", "OBSERVATIONS", "REPORT",
                    "DESCRIPTION",
                    "FINDINGS AND IMPRESSION", "FINDINGS/IMPRESSION", "FINDINGS / IMPRESSION",
                    "FINDINGS & IMPRESSION", "FINDINGS/ IMPRESSION", "IMPRESSION AND FINDINGS",
                    "FINDINGS AND IMPRESSIONS", "FINDINGS AND CONCLUSION",
                ]
            ),
            (
                .impression,
                [
                    "IMPRESSION", "IMPRESSIONS", "IMPRESSION(S)", "IMPRESSON", "CONCLUSION", "CONCLUSIONS",
                    "IMPRESSION AND RECOMMENDATION", "IMPRESSION AND RECOMMENDATIONS",
                    "IMPRESSION/RECOMMENDATION", "IMPRESSION/RECOMMENDATIONS", "FINAL IMPRESSION", "OPINION",
                    "SUMMARY", "ASSESSMENT", "INTERPRETATION",
                ]
            ),
            (
                .circumstances,
                [
                    "INDICATION", "INDICATIONS", "CLINICAL INDICATION", "HISTORY", "CLINICAL HISTORY",
                    "PATIENT HISTORY", "CLINICAL INFORMATION", "CLINICAL DATA", "CLINICAL DETAILS",
                    "REASON FOR EXAM", "REASON FOR EXAMINATION", "REASON FOR THE EXAM", "REASON FOR STUDY",
                    "REASON", "COMPARISON", "COMPARISONS", "COMPARISON STUDY", "COMPARISON FILM", "EXAM",
                    "EXAMINATION", "EXAM DATE", "STUDY", "PROCEDURE", "TECHNIQUE", "VIEWS", "DATE", "TIME",
                    "PRIOR", "REFERENCE EXAM", "RECOMMENDATION", "RECOMMENDATIONS", "RECOMMENDATION(S)",
                    "NOTIFICATION", "NOTIFICATIONS", "NOTIFICATION(S)", "COMMUNICATION", "DICTATED BY",
                    "WET READ", "WET READ AUDIT # 1", "WET READ VERSION", "REFERRING PHYSICIAN", "SIGNED BY",
                    "ELECTRONICALLY SIGNED BY", "PATIENT NAME", "PATIENT", "NAME", "AGE", "SEX",
                ]
            ),
        ]
        var subjects: [String: SectionSubject] = [:]
        for (subject, names) in headings {
            for name in names { subjects[name] = subject }
        }
        return subjects
    }()
}
