import Evaluation
import Foundation
import Testing

@Suite struct ResultTableTests {
    private static let table = ResultTable(
        title: "Two | labels",
        columns: ["Label", "n", "AUROC"],
        rows: [
            [.text("Pleural Effusion"), .count(12), .number(0.81249, decimals: 3)],
            [
                .text("A|B"), .missing,
                .estimate(
                    Estimate(value: 0.5, interval: ConfidenceInterval(lower: 0.25, upper: 0.75)),
                    decimals: 2
                ),
            ],
            [.text("Short")],
        ]
    )

    @Test func alignsItsColumns() {
        let expected = """
            Two | labels

            Label              n             AUROC
            ----------------  --  ----------------
            Pleural Effusion  12             0.812
            A|B                –  0.50 (0.25–0.75)
            Short              –                 –

            """
        #expect(Self.table.plainText == expected)
    }

    @Test func writesMarkdown() {
        let expected = #"""
            **Two \| labels**

            | Label | n | AUROC |
            | --- | ---: | ---: |
            | Pleural Effusion | 12 | 0.812 |
            | A\|B | – | 0.50 (0.25–0.75) |
            | Short | – | – |

            """#
        #expect(Self.table.markdown == expected)
    }

    @Test func writesAllDigitsToJSON() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let json = String(decoding: try encoder.encode(Self.table), as: UTF8.self)
        let rows = #"["Pleural Effusion",12,0.81249],["A|B",null,{"lower":0.25,"upper":0.75,"value":0.5}]"#
        #expect(
            json
                == #"{"columns":["Label","n","AUROC"],"rows":[\#(rows),["Short",null,null]],"title":"Two | labels"}"#
        )
    }

    @Test func showsAMeanWithItsDeviation() throws {
        let several = try #require(SeedSummary([1, 2, 4]))
        #expect(ResultTable.Cell.summary(several, decimals: 2).text == "2.33 ± 1.53")
        let single = try #require(SeedSummary([1]))
        #expect(ResultTable.Cell.summary(single, decimals: 1).text == "1.0")
    }

    @Test(arguments: [(-0.0001, 2, "0.00"), (-0.5, 1, "-0.5"), (0, 0, "0"), (1e6, 0, "1000000")])
    func roundsNumbers(value: Double, decimals: Int, expected: String) {
        #expect(ResultTable.Cell.number(value, decimals: decimals).text == expected)
    }
}
