/// Where text ends up relative to its point.
enum TextAnchor: String {
    case start, middle, end
}

/// How a line is drawn.
struct Stroke {
    var color: String
    var width = 1.0
    /// Lengths of dash and gap; empty for a full line.
    var dashes: [Int] = []
}

/// The words of a drawing and how they stand.
struct Lettering {
    var size = 13.0
    var anchor = TextAnchor.start
    var bold = false
    /// Turned a quarter counterclockwise about its point.
    var upright = false
}

/// A point of a drawing in pixels, y downwards.
struct Place: Equatable {
    var x: Double
    var y: Double
}

/// A rectangle of a drawing in pixels, y downwards.
struct Area {
    var left: Double
    var top: Double
    var width: Double
    var height: Double

    var right: Double { left + width }
    var bottom: Double { top + height }
}

/// Collects the shapes of an SVG 1.1 picture on a white ground.
struct SVGDrawing {
    let width: Double
    let height: Double
    private var shapes: [String] = []

    init(width: Double, height: Double) {
        self.width = width
        self.height = height
    }

    mutating func line(from start: Place, to end: Place, _ stroke: Stroke) {
        shapes.append(
            "<line x1=\"\(start.x.pixels)\" y1=\"\(start.y.pixels)\" x2=\"\(end.x.pixels)\" "
                + "y2=\"\(end.y.pixels)\" \(stroke.attributes)/>"
        )
    }

    mutating func polyline(_ places: [Place], _ stroke: Stroke) {
        let points = places.map { "\($0.x.pixels),\($0.y.pixels)" }.joined(separator: " ")
        shapes.append(
            "<polyline points=\"\(points)\" fill=\"none\" stroke-linejoin=\"round\" \(stroke.attributes)/>"
        )
    }

    mutating func rectangle(_ area: Area, fill: String) {
        shapes.append(
            "<rect x=\"\(area.left.pixels)\" y=\"\(area.top.pixels)\" width=\"\(area.width.pixels)\" "
                + "height=\"\(area.height.pixels)\" fill=\"\(fill)\"/>"
        )
    }

    mutating func dot(at place: Place, radius: Double, fill: String) {
        shapes.append(
            "<circle cx=\"\(place.x.pixels)\" cy=\"\(place.y.pixels)\" r=\"\(radius.pixels)\" fill=\"\(fill)\"/>"
        )
    }

    mutating func text(_ words: String, at place: Place, _ lettering: Lettering = Lettering()) {
        let turn = lettering.upright ? " transform=\"rotate(-90 \(place.x.pixels) \(place.y.pixels))\"" : ""
        let weight = lettering.bold ? " font-weight=\"bold\"" : ""
        shapes.append(
            "<text x=\"\(place.x.pixels)\" y=\"\(place.y.pixels)\" font-size=\"\(lettering.size.pixels)\" "
                + "text-anchor=\"\(lettering.anchor.rawValue)\"\(weight)\(turn)>\(words.escapedForXML)</text>"
        )
    }

    /// The whole document.
    var document: String {
        let size = "width=\"\(width.pixels)\" height=\"\(height.pixels)\""
        let box = "viewBox=\"0 0 \(width.pixels) \(height.pixels)\""
        let font = "font-family=\"Helvetica, Arial, sans-serif\" fill=\"\(Palette.ink)\""
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" \(size) \(box) \(font)>\n"
            + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
            + shapes.joined(separator: "\n") + "\n</svg>\n"
    }

    /// About how wide words are, in pixels; the fonts of viewers differ.
    static func width(of words: String, size: Double) -> Double { 0.56 * size * Double(words.count) }
}

extension Stroke {
    fileprivate var attributes: String {
        let pattern = dashes.map(String.init).joined(separator: " ")
        return "stroke=\"\(color)\" stroke-width=\"\(width.pixels)\""
            + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\"")
    }
}

extension Double {
    /// At most two decimals: a hundredth of a pixel is never seen.
    fileprivate var pixels: String {
        var text = fixed(2)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}

extension String {
    /// Fit for XML text and attributes (XML 1.0 §2.2, §2.4), control characters left out.
    fileprivate var escapedForXML: String {
        var escaped = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\t", "\n", "\r": escaped += " "
            case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}": continue
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
