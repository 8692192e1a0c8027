import Foundation
import Runs
import Synchronization
import Testing

@Suite struct StopRequestTests {
    @Test func asksOnceAndThenExits() {
        let statuses = Mutex<[Int32]>([])
        let request = StopRequest { status in statuses.withLock { $0.append(status) } }
        #expect(!request.isRequested)
        request.received(SIGTERM)
        #expect(request.isRequested)
        #expect(request.exitStatus == 143)
        #expect(statuses.withLock { $0 }.isEmpty)
        request.received(SIGINT)
        #expect(statuses.withLock { $0 } == [130])
        #expect(request.exitStatus == 143)
    }
}
