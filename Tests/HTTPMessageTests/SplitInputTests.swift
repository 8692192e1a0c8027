import HTTPMessage
import Testing

@Suite struct SplitInputTests {
    @Test func everySplitOfAValidSampleGivesTheSameEvents() {
        for sample in validSamples { expectSplitsToAgree(sample) }
    }

    @Test func everySplitOfAMalformedSampleGivesTheSameEvents() {
        for sample in malformedSamples where sample.text.utf8.count < 2_000 {
            expectSplitsToAgree(sample.text)
        }
    }

    @Test func bytesOneByOneGiveTheSameEvents() {
        for sample in validSamples + malformedSamples.map(\.text) where sample.utf8.count < 200_000 {
            let bytes = Array(sample.utf8)
            #expect(findings(in: bytes.indices.map { bytes[$0...$0] }) == findings(in: [bytes[...]]))
        }
    }

    private func expectSplitsToAgree(_ sample: String) {
        let bytes = Array(sample.utf8)
        let whole = findings(in: [bytes[...]])
        #expect(!whole.isEmpty)
        for cut in 1..<bytes.count {
            #expect(findings(in: [bytes[..<cut], bytes[cut...]]) == whole, "\(sample) cut at \(cut)")
        }
    }
}
