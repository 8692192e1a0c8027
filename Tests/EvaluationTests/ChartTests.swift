import Evaluation
import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The shapes and words of a picture, as an XML parser reads them.
private final class Picture: NSObject, XMLParserDelegate {
    private(set) var elements: [(name: String, attributes: [String: String])] = []
    private(set) var words: [String] = []

    init(_ chart: any Chart) throws {
        super.init()
        let parser = XMLParser(data: Data(chart.svg.utf8))
        parser.delegate = self
        guard parser.parse() else { throw CocoaError(.fileReadCorruptFile) }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        elements.append((name, attributes))
        if name == "text" { words.append("") }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if elements.last?.name == "text", !string.allSatisfy(\.isNewline) { words[words.count - 1] += string }
    }

    func all(_ name: String) -> [[String: String]] { elements.filter { $0.name == name }.map(\.attributes) }

    /// Every number of every place.
    var numbers: [Double?] {
        let names: Set = ["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height"]
        return elements.flatMap { element in
            element.attributes.filter { names.contains($0.key) && $0.value != "100%" }.map {
                Double($0.value)
            }
        }
    }
}

@Suite struct ChartTests {
    /// A step up to (0, 0.5), along to (0.5, 0.5), up to (0.5, 1), along to (1, 1): the plot is 420 pixels wide and high,
    /// its lower left corner at (74, 466).
    @Test func drawsAROCCurveInItsPlace() throws {
        let edema = try label("Edema <&\"> ", [1, 2, 3, 4], [0, 1, 0, 1])
        let mass = try label("Mass", [1, 2, 3, 4], [0, 0, 0, 0])
        let picture = try Picture(ROCChart(title: "Curves & co", labels: [edema, mass]))
        let curves = picture.all("polyline")
        #expect(curves.count == 1)
        #expect(curves.first?["points"] == "74,466 74,256 284,256 284,46 494,46")
        #expect(picture.words.contains("Edema <&\">  0.750"))
        #expect(picture.words.contains("Curves & co"))
        #expect(!picture.words.contains { $0.hasPrefix("Mass") })
    }

    @Test func drawsEqualScoresAsOneSlope() throws {
        let edema = try label("Edema", [1, 1, 1, 1], [0, 1, 0, 1])
        let picture = try Picture(ROCChart(title: "", labels: [edema]))
        #expect(picture.all("polyline").first?["points"] == "74,466 494,46")
    }

    @Test func drawsTheBinsThatHaveImages() throws {
        let cases = try label("Edema", [0.1, 0.1, 0.9, 0.5], [0, 1, 1, 0]).assessed
        let chart = ReliabilityChart(
            title: "Reliability",
            curves: [("Edema", try cases.reliability(bins: 5))]
        )
        let picture = try Picture(chart)
        #expect(picture.all("polyline").first?["points"] == "116,256 284,466 452,46")
        #expect(picture.all("circle").count == 3)
    }

    @Test func interruptsACurveWhereAValueIsNotFinite() throws {
        let points: [(x: Double, y: Double)] = [(1, 1), (2, 2), (3, .nan), (4, .infinity), (5, 3), (6, 0)]
        let panel = CurveChart.Panel(verticalTitle: "Loss", series: [.init(name: "Training", points: points)])
        let picture = try Picture(
            CurveChart(title: "Curves", horizontalTitle: "Step", panels: [panel, panel])
        )
        #expect(picture.all("polyline").count == 4)
        #expect(picture.words.filter { $0 == "Loss" }.count == 2)
        #expect(picture.numbers.allSatisfy { $0?.isFinite == true })
    }

    @Test func writesSmallNumbersWithPowersOfTen() throws {
        let rates: [(x: Double, y: Double)] = [(0, 0), (1, 0.0001)]
        let panel = CurveChart.Panel(verticalTitle: "Rate", series: [.init(name: "Rate", points: rates)])
        let picture = try Picture(CurveChart(title: "", horizontalTitle: "Step", panels: [panel]))
        for tick in ["0", "2e-05", "8e-05", "0.0001"] { #expect(picture.words.contains(tick)) }
    }

    /// Bars of 0.7 and 0.8 do not start at 0, and the picture says so: a quarter of their range below, 0.675, in steps of
    /// 0.05. Bars of −0.5 and 1 start there, to both sides.
    @Test func saysWhereTheAxisStarts() throws {
        func picture(_ values: [Double]) throws -> Picture {
            let bars = values.map { BarChart.Bar(Estimate(value: $0)) }
            let groups = [BarChart.Group(name: "CLIP", bars: bars + [nil])]
            let series = ["Baseline", "Both", "Missing"]
            return try Picture(BarChart(title: "", verticalTitle: "AUROC", series: series, groups: groups))
        }
        let high = try picture([0.7, 0.8])
        #expect(high.words.contains("The axis starts at 0.65"))
        let both = try picture([-0.5, 1])
        #expect(!both.words.contains { $0.hasPrefix("The axis") })
        // The ground, two bars and three samples of the legend.
        let boxes = both.all("rect")
        #expect(boxes.count == 6)
        // From −0.5 to 1 over 320 pixels: the zero line 213.33 below the top of the plot.
        #expect(boxes.suffix(2).map { $0["y"] } == ["259.33", "46"])
        #expect(boxes.suffix(2).map { $0["height"] } == ["106.67", "213.33"])
    }

    @Test func marksTheSpreadOfABar() throws {
        let bar = try #require(SeedSummary([1, 2, 3]).map(BarChart.Bar.init))
        #expect(bar.value == 2 && bar.spread == ConfidenceInterval(lower: 1, upper: 3))
        let groups = [BarChart.Group(name: "CLIP", bars: [bar])]
        let plain = [BarChart.Group(name: "CLIP", bars: [BarChart.Bar(Estimate(value: 3))])]
        let lines = try [groups, plain].map {
            let chart = BarChart(title: "", verticalTitle: "", series: ["A"], groups: $0)
            return try Picture(chart).all("line").count { $0["stroke-width"] == "1.4" }
        }
        #expect(lines == [3, 0])
    }

    @Test(
        arguments: [
            [], [0], [1e300, 1e300], [-1e308, 1e308], [1e17, 1e17 + 16], [Double.leastNonzeroMagnitude, 0],
            [.nan],
            [-.infinity, 1], [1e-300, 2e-300],
            [1_000_000, 1_000_001], [-3, -2],
        ] as [[Double]]
    )
    func drawsAnyNumbers(values: [Double]) throws {
        let points = values.map { (x: $0, y: $0) }
        let panel = CurveChart.Panel(verticalTitle: "Loss", series: [.init(name: "Loss", points: points)])
        let bars = BarChart.Group(name: "All", bars: values.map { BarChart.Bar(Estimate(value: $0)) })
        let charts: [any Chart] = [
            CurveChart(title: "Any", horizontalTitle: "Step", panels: [panel]),
            BarChart(title: "Any", verticalTitle: "AUROC", series: ["A", "B"], groups: [bars]),
        ]
        for chart in charts {
            let numbers = try Picture(chart).numbers
            #expect(!numbers.isEmpty)
            #expect(numbers.allSatisfy { $0.map { $0.isFinite && abs($0) < 10_000 } ?? false })
        }
    }

    @Test func drawsWithoutAnything() throws {
        let charts: [any Chart] = [
            ROCChart(title: "", labels: []), ReliabilityChart(title: "", curves: []),
            CurveChart(title: "", horizontalTitle: "", panels: []),
            BarChart(title: "", verticalTitle: "", series: [], groups: []),
        ]
        for chart in charts { #expect(try Picture(chart).all("svg").count == 1) }
    }

    @Test func needsNothingFromOutside() throws {
        let chart = ROCChart(title: "<script>\u{1}alert(1)</script>", labels: [])
        let names = Set(try Picture(chart).elements.map(\.name))
        #expect(names.isSubset(of: ["svg", "rect", "line", "text", "polyline", "circle"]))
        #expect(chart.svg.components(separatedBy: "http").count == 2)
    }
}
