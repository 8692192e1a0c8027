import HTTPServer
import Testing

@Suite struct ConnectionLedgerTests {
    private let now = ContinuousClock.now

    private func ledger(limit: Int, perAddress: Int = 100, bodies: Int = 100) -> ConnectionLedger {
        var configuration = ServerConfiguration()
        configuration.connectionLimit = limit
        configuration.connectionLimitPerAddress = perAddress
        configuration.bufferedBodyLimit = bodies
        return ConnectionLedger(configuration: configuration)
    }

    @Test func picksTheLongestIdleConnectionOnce() {
        let ledger = ledger(limit: 2)
        #expect(ledger.admit("a") == .admitted)
        #expect(ledger.admit("b") == .admitted)
        ledger.becomeIdle(1, address: "a", since: now + .seconds(2))
        ledger.becomeIdle(2, address: "b", since: now + .seconds(1))
        #expect(ledger.admit("c") == .admittedInPlace(of: 2))
        #expect(ledger.admit("c") == .admittedInPlace(of: 1))
        #expect(ledger.admit("c") == .refused)
        #expect(ledger.counters.evictedConnections == 2)
        #expect(ledger.counters.refusedConnections == 1)
    }

    @Test func makesAnAddressPayForItself() {
        let ledger = ledger(limit: 10, perAddress: 1)
        #expect(ledger.admit("a") == .admitted)
        #expect(ledger.admit("b") == .admitted)
        ledger.becomeIdle(1, address: "a", since: now)
        #expect(ledger.admit("b") == .refused)
        #expect(ledger.admit("a") == .admittedInPlace(of: 1))
    }

    @Test func givesPlacesBack() {
        let ledger = ledger(limit: 1, perAddress: 1)
        #expect(ledger.admit("a") == .admitted)
        #expect(ledger.admit("a") == .refused)
        ledger.close(1, address: "a")
        #expect(ledger.admit("a") == .admitted)
        #expect(ledger.counters.openConnections == 1)
    }

    @Test func sparesConnectionsThatAreAtWork() {
        let ledger = ledger(limit: 1)
        #expect(ledger.admit("a") == .admitted)
        ledger.becomeIdle(1, address: "a", since: now)
        ledger.leaveIdle(1)
        #expect(ledger.admit("b") == .refused)
        #expect(ledger.evictLongestIdle() == nil)
    }

    @Test func addsUpBodies() {
        let ledger = ledger(limit: 1, bodies: 100)
        #expect(ledger.charge(60))
        #expect(ledger.hasRoom(for: 40))
        #expect(!ledger.hasRoom(for: 41))
        #expect(!ledger.charge(41))
        ledger.release(101)
        #expect(ledger.counters.bufferedBodyBytes == 0)
    }

    @Test func countsOnlyResponsesThatFindRoom() {
        var configuration = ServerConfiguration()
        configuration.bufferedResponseLimit = 100
        let ledger = ConnectionLedger(configuration: configuration)
        #expect(ledger.chargeResponse(60))
        #expect(!ledger.chargeResponse(41))
        #expect(ledger.counters.bufferedResponseBytes == 60)
        #expect(ledger.chargeResponse(40))
        ledger.releaseResponse(100)
        #expect(ledger.counters.bufferedResponseBytes == 0)
    }
}
