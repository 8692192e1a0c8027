import HTTPMessage
import HTTPTypes
import Testing

@Suite struct ProblemTests {
    @Test func becomesAProblemDocument() {
        var problem = Problem(
            status: .contentTooLarge,
            slug: "too-large",
            detail: "A \"large\"\n\\ body.\u{1}"
        )
        problem.requestID = "r-1"
        problem.limit = 10
        problem.received = 11
        problem.retryAfterSeconds = 2
        let response = problem.response
        #expect(response.status == .contentTooLarge)
        #expect(response.fields[.contentType] == "application/problem+json")
        #expect(response.fields[.retryAfter] == "2")
        #expect(
            String(decoding: response.body, as: UTF8.self)
                == #"{"type":"urn:hilum:problem:too-large","title":"Content Too Large","status":413,"#
                + #""detail":"A \"large\"\u000a\\ body.\u0001","requestId":"r-1","limit":10,"received":11}"#
        )
    }
}
