import Foundation
import Testing

/// The reports beside the project, each text once.
enum OpenIReports {
    static func texts() throws -> [String] {
        let manifest = try String(contentsOf: ProjectFiles.openIManifest, encoding: .utf8)
        let rows = Self.rows(ofCSV: manifest)
        let column = try #require(rows.first?.firstIndex(of: "text"))
        var seen: Set<String> = []
        return rows.dropFirst().filter { $0.count > column }.map { $0[column] }.filter {
            seen.insert($0).inserted
        }
    }

    /// The fields of RFC 4180 text.
    private static func rows(ofCSV text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var field = String.UnicodeScalarView()
        var isQuoted = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"":
                // A doubled quote closes and opens again; the first of the two is kept.
                if !isQuoted, !field.isEmpty { field.append(scalar) }
                isQuoted.toggle()
            case ",", "\n":
                if isQuoted {
                    field.append(scalar)
                    continue
                }
                row.append(String(field))
                field = .init()
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            case "\r" where !isQuoted: break
            default: field.append(scalar)
            }
        }
        return rows
    }
}
