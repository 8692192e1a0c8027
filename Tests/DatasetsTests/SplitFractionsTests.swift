import Datasets
import Testing

@Suite("Split by patient")
struct SplitFractionsTests {
    /// Expected values from Scripts/split_of_patients.py.
    @Test(arguments: [
        ("", Split.test), ("p1", .train), ("CXR1000", .train), ("10000032", .train),
        ("patient00001", .validation), ("Größe", .validation),
    ])
    func followsTheHashOfTheID(patient: String, split: Split) {
        #expect(SplitFractions.standard.split(ofPatient: patient) == split)
    }

    @Test func dividesManyPatientsAsAsked() throws {
        let fractions = try SplitFractions(train: 3, validation: 1, test: 1)
        var counts: [Split: Int] = [:]
        for number in 0..<10_000 { counts[fractions.split(ofPatient: "\(number)"), default: 0] += 1 }
        #expect(abs(counts[.train, default: 0] - 6_000) < 200)
        #expect(abs(counts[.validation, default: 0] - 2_000) < 200)
        #expect(abs(counts[.test, default: 0] - 2_000) < 200)
    }

    @Test func canLeaveASplitEmpty() throws {
        let fractions = try SplitFractions(train: 1, validation: 0, test: 0)
        #expect((0..<1_000).allSatisfy { fractions.split(ofPatient: "\($0)") == .train })
    }

    @Test(arguments: [[0, 0, 0], [-1, 1, 1], [.infinity, 1, 1], [.nan, 1, 1]] as [[Double]])
    func refusesFractionsThatDivideNothing(values: [Double]) {
        #expect(throws: DatasetError.invalidFractions) {
            try SplitFractions(train: values[0], validation: values[1], test: values[2])
        }
    }
}
