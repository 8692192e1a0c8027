import HTTPMessage
import Testing

@Suite struct AddressGroupTests {
    @Test(arguments: [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("::ffff:c000:207", "192.0.2.7"),
        ("2001:db8:0:1::7", "2001:db8:0:1::/64"),
        ("2001:0DB8:0000:0001:ffff:ffff:ffff:ffff", "2001:db8:0:1::/64"),
        ("fe80::1%eth0", "fe80:0:0:0::/64"), ("::1", "0:0:0:0::/64"),
    ])
    func anIPv4AddressIsOneCallerAndAnIPv6NetworkOf64BitsIsOne(address: String, key: String) {
        #expect(AddressGroup(address)?.key == key)
    }

    @Test func neighbouringNetworksAreTwoCallers() {
        #expect(AddressGroup("2001:db8:0:1::7") == AddressGroup("2001:db8:0:1:ffff::"))
        #expect(AddressGroup("2001:db8:0:1::7") != AddressGroup("2001:db8:0:2::7"))
    }

    @Test(arguments: [
        "", "localhost", "1.2.3", "1.2.3.4.5", "256.1.1.1", "2001:db8", "::g", "[::1]", "1.2.3.4:80",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(AddressGroup(text) == nil)
    }
}
