import Foundation
import Observability
import Testing

/// The board and the alert rules in `Deploy/` ask only for metrics that the service has.
@Suite struct DeployFilesTests {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Deploy")
    private static let prometheus = folder.appending(path: "prometheus")

    private struct Board: Decodable {
        struct Panel: Decodable {
            struct Target: Decodable {
                let expr: String
            }
            let id: Int
            let title: String
            let targets: [Target]?
        }
        let panels: [Panel]
    }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    private static func board() throws -> Board {
        try JSONDecoder().decode(Board.self, from: Data(text("grafana/hilum.json").utf8))
    }

    /// Whole words that begin like our metrics; recording rules have colons.
    private static func metrics(in text: String) -> Set<String> {
        Set(text.matches(of: /\b(?:hilum|process)_[a-z_]+/).map { String($0.output) })
    }

    /// Metrics with the lines that histograms have.
    private static let known = Set(
        MetricCatalogue.hilum.definitions.flatMap { definition in
            if case .histogram = definition.kind {
                return ["_bucket", "_sum", "_count"].map { definition.name + $0 }
            }
            return [definition.name]
        }
    )

    @Test func theBoardAsksForMetricsThatExist() throws {
        let asked = Self.metrics(
            in: try Self.board().panels.flatMap { $0.targets ?? [] }.map(\.expr).joined(separator: "\n")
        )
        #expect(asked.count > 30)
        #expect(asked.subtracting(Self.known) == [])
    }

    @Test func theBoardsPanelsHaveNumbersOfTheirOwn() throws {
        let panels = try Self.board().panels
        #expect(Set(panels.map(\.id)).count == panels.count)
        #expect(panels.allSatisfy { !$0.title.isEmpty })
    }

    @Test func theRulesAskForMetricsThatExist() throws {
        let lines = try Self.text("prometheus/alerts.yml").split(separator: "\n")
        let rules = lines.filter { !$0.contains("summary:") && !$0.hasPrefix("#") }.joined(separator: "\n")
        let asked = Self.metrics(in: rules)
        #expect(asked.count > 10)
        #expect(asked.subtracting(Self.known) == [])
    }

    @Test func everyAlertSaysWhatToDo() throws {
        let text = try Self.text("prometheus/alerts.yml")
        #expect(text.matches(of: /- alert:/).count == text.matches(of: /summary: "[^"]{80,}/).count)
    }

    /// The board's queries become recording rules, which promtool parses.
    @Test(.enabled(if: Promtool.isThere, Comment(rawValue: Promtool.hint)))
    func promtoolParsesTheBoardsQueries() throws {
        let queries = try Self.board().panels.flatMap { $0.targets ?? [] }.map { target in
            target.expr.replacing("$__rate_interval", with: "5m")
        }
        let rules = queries.enumerated().map { index, query in
            "      - {record: 'board:\(index)', expr: '\(query)'}"
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "board-\(UUID().uuidString).yml")
        defer { try? FileManager.default.removeItem(at: file) }
        let content = (["groups:", "  - name: board", "    rules:"] + rules).joined(separator: "\n")
        try Data(content.utf8).write(to: file)
        let outcome = try Promtool.run(["check", "rules", file.path])
        #expect(
            outcome.status == 0 && outcome.text.contains("\(queries.count) rules found"),
            "\(outcome.text)"
        )
    }

    @Test(
        .enabled(if: Promtool.isThere, Comment(rawValue: Promtool.hint)),
        arguments: [
            ["check", "rules", "alerts.yml"], ["check", "config", "--syntax-only", "prometheus.yml"],
            ["test", "rules", "alerts.test.yml"],
        ]
    )
    func promtoolAccepts(arguments: [String]) throws {
        let outcome = try Promtool.run(arguments, in: Self.prometheus)
        #expect(outcome.status == 0, "\(outcome.text)")
    }
}
