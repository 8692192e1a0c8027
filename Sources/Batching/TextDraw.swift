public import Randomness

/// How the text of a pair is made of an example's sentences, each time that the pair is drawn.
public enum TextDraw: Sendable, Equatable {
    /// This many sentences (1 or more), uniformly without replacement, in the order of the report; all of them
    /// where there are no more. Random sentence sampling of Jang, Kyung et al. 2022, section 3.1.
    case sentences(Int)
    /// All sentences in the order of the report.
    case whole

    /// The drawn sentences joined by a blank; empty where no sentence has content.
    public func text(of sentences: [String], random: inout RandomStream) -> String {
        let candidates = sentences.filter { !$0.allSatisfy(\.isWhitespace) }
        switch self {
        case .whole:
            return candidates.joined(separator: " ")
        case .sentences(let count):
            let chosen = random.subset(of: candidates.count, size: max(1, count))
            return chosen.map { candidates[$0] }.joined(separator: " ")
        }
    }
}
