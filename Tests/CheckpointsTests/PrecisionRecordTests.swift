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
        let record = record(int8: 0.001, bfloat16: 0.0005)
        let json = try JSONEncoder().encode(record)
        #expect(try JSONDecoder().decode(PrecisionRecord.self, from: json) == record)
    }
}
