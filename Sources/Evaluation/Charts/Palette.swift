/// The colours of the pictures.
enum Palette {
    static let ink = "#222222"
    static let axis = "#555555"
    static let grid = "#e3e3e3"
    static let reference = "#888888"

    /// Told apart with any colour vision (Okabe & Ito 2008), yellow left out as too light on white.
    private static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000"]
    private static let patterns: [[Int]] = [[], [6, 3], [2, 3], [8, 3, 2, 3]]

    static func color(_ index: Int) -> String { colors[index % colors.count] }

    /// A colour, and another pattern each time the colours are used up.
    static func stroke(_ index: Int, width: Double = 1.8) -> Stroke {
        Stroke(
            color: color(index),
            width: width,
            dashes: patterns[(index / colors.count) % patterns.count]
        )
    }
}
