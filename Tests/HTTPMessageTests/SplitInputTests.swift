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

    @Test func everySplitOfARefusalBehindOtherRequestsGivesTheSameEvents() {
        for sample in refusedSecondRequests { expectSplitsToAgree(sample) }
    }

    @Test func tightLimitsAreMetAtTheSameByteHoweverTheInputIsSplit() {
        var limits = HTTPLimits()
        limits.requestLineBytes = 20
        limits.headerBytes = 40
        limits.fieldCount = 2
        limits.bodyBytes = 6
        limits.chunkLineBytes = 6
        limits.chunkExtensionBytes = 4
        for sample in validSamples + malformedSamples.map(\.text) where sample.utf8.count < 2_000 {
            expectSplitsToAgree(sample, limits: limits)
        }
    }

    @Test func bytesOneByOneGiveTheSameEvents() {
        for sample in validSamples + malformedSamples.map(\.text) where sample.utf8.count < 200_000 {
            let bytes = Array(sample.utf8)
            #expect(findings(in: bytes.indices.map { bytes[$0...$0] }) == findings(in: [bytes[...]]))
        }
    }

    private func expectSplitsToAgree(_ sample: String, limits: HTTPLimits = HTTPLimits()) {
        let bytes = Array(sample.utf8)
        let whole = findings(in: [bytes[...]], limits: limits)
        #expect(!whole.isEmpty)
        for cut in 1..<bytes.count {
            #expect(
                findings(in: [bytes[..<cut], bytes[cut...]], limits: limits) == whole,
                "\(sample) cut at \(cut)"
            )
        }
    }
}
