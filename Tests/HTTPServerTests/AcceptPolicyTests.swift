import Glibc
import HTTPServer
import Testing

@Suite struct AcceptPolicyTests {
    @Test(arguments: [
        (EAGAIN, AcceptFailure.nothingWaiting), (EINTR, .passing), (ECONNABORTED, .passing),
        (EPROTO, .passing),
        (EMFILE, .descriptorsExhausted), (ENFILE, .descriptorsExhausted), (ENOBUFS, .resourcesExhausted),
        (ENOMEM, .resourcesExhausted), (EBADF, .resourcesExhausted),
    ])
    func classifies(code: Int32, failure: AcceptFailure) {
        #expect(AcceptFailure(code: code) == failure)
    }
}
