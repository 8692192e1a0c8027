import Checkpoints
import Foundation
import Tensors
import Testing

@Suite struct PrecisionRecordTests {
    private func record(int8: Double, bfloat16: Double) -> PrecisionRecord {
        func measurement(_ precision: Precision, _ change: Double) -> PrecisionRecord.Measurement {
            PrecisionRecord.Measurement(
                plan: PrecisionPlan(precision),
                leastCosine: 0.999,
                medianCosine: 0.9999,
                largestProbabilityChange: change
            )
        }
        return PrecisionRecord(
            labelSet: "CheXpert-13",
            images: 10,
            measurements: [measurement(.bfloat16, bfloat16), measurement(.int8, int8)]
        )
    }

    @Test func theFastestPrecisionThatChangesLittleIsChosen() {
        #expect(record(int8: 0.005, bfloat16: 0).fastestPlan { _ in true }.precision == .int8)
        #expect(record(int8: 0.0051, bfloat16: 0.005).fastestPlan { _ in true }.precision == .bfloat16)
        #expect(record(int8: 0.0051, bfloat16: 0.0051).fastestPlan { _ in true }.precision == .float32)
    }

    @Test func aPrecisionWithoutInstructionsIsNotChosen() {
        let record = record(int8: 0, bfloat16: 0)
        #expect(record.fastestPlan { $0 == .bfloat16 }.precision == .bfloat16)
        #expect(record.fastestPlan { _ in false }.precision == .float32)
    }

    @Test func comesBackFromJSONAsItWas() throws {
        var record = record(int8: 0.001, bfloat16: 0.0005)
        #expect(try decoded(record) == record)
        let range = try #require(ActivationRange(least: -0.5, largest: 3))
        record.ranges = ["image.stem.weight": ConvolutionRanges(input: range, output: range)]
        #expect(try decoded(record) == record)
    }

    private func decoded(_ record: PrecisionRecord) throws -> PrecisionRecord {
        try JSONDecoder().decode(PrecisionRecord.self, from: JSONEncoder().encode(record))
    }

    @Test(arguments: [(3, 2.5), (0, -1), (0, 1e39)])
    func refusesRangesThatAreNone(least: Double, largest: Double) throws {
        let (good, bad) = (#"{"least":0,"largest":1}"#, #"{"least":\#(least),"largest":\#(largest)}"#)
        func json(_ output: String) -> Data {
            let ranges = #"{"image.stem.weight":{"input":\#(good),"output":\#(output)}}"#
            return Data(#"{"labelSet":"x","images":1,"measurements":[],"ranges":\#(ranges)}"#.utf8)
        }
        #expect(try JSONDecoder().decode(PrecisionRecord.self, from: json(good)).ranges?.count == 1)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(PrecisionRecord.self, from: json(bad))
        }
    }

    /// The fastest plan that fits is the first of its precision: int8 with a layer left wide comes after int8.
    @Test func aPlanWithExceptionsIsTakenWhereThePlainOneChangesTooMuch() {
        var record = record(int8: 0.006, bfloat16: 0)
        var wide = record.measurements[1]
        wide.plan.exceptions = ["image.stem"]
        wide.largestProbabilityChange = 0.002
        record.measurements.append(wide)
        #expect(record.fastestPlan { _ in true } == wide.plan)
    }
}
