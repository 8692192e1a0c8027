/// Finds the name that was probably meant.
package enum NearestName {
    /// The name with the fewest changed letters, case, hyphens and underscores aside; nil where even that is far off:
    /// where a third of the letters (at least two) would not do.
    ///
    /// Of what was written, 64 letters are looked at.
    package static func to(_ written: String, among names: [String]) -> String? {
        let letters = folded(written)
        let distances = names.map { ($0, distance(letters, folded($0))) }
        guard let (name, changes) = distances.min(by: { $0.1 < $1.1 }) else { return nil }
        return changes <= max(2, letters.count / 3) && changes < name.count ? name : nil
    }

    private static func folded(_ name: String) -> [Character] {
        name.lowercased().prefix(64).filter { $0 != "-" && $0 != "_" }
    }

    /// How many letters must be put in, left out or replaced (Levenshtein 1966).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[right.count]
    }
}
