import Settings
import Testing

/// Values that are allowed alone and not together.
@Suite struct RuleTests {
    @Test(arguments: [
        "0.0.0.0", "::", "192.168.1.5", "hilum.example", "128.0.0.1", "::2", "localhost.example",
    ])
    func listeningElsewhereNeedsKeys(host: String) throws {
        #expect(
            try problems(flags: ["host": host]) == [
                "--host (\(host)): everyone who reaches this address could do everything. Name a file of keys "
                    + "with --keys, listen on 127.0.0.1, or say --insecure-no-auth."
            ]
        )
        #expect(try problems(flags: ["host": host, "keys": "keys.json"]).isEmpty)
        #expect(try problems(flags: ["host": host, "insecure-no-auth": "true"]).isEmpty)
    }

    @Test(arguments: ["127.0.0.1", "127.255.255.255", "::1", "0:0:0:0:0:0:0:1", "localhost", "LOCALHOST"])
    func loopbackNeedsNone(host: String) throws {
        #expect(try problems(flags: ["host": host]).isEmpty)
    }

    @Test(arguments: [
        (["keys": "k", "insecure-no-auth": "true"], "--keys (k) and --insecure-no-auth (true): "),
        (["burst": "5"], "--burst (5) and --rate (off, the default): "),
        (["audit-file-bytes": "1MiB"], "--audit-file-bytes (1MiB) and --audit (off, the default): "),
        (
            ["connections-per-address": "1025"],
            "--connections-per-address (1025) and --connections (1024, the default): "
        ),
        (["connections": "63"], "--connections-per-address (64, the default) and --connections (63): "),
        (["queue-bytes": "63MiB"], "--queue-bytes (63MiB) and --body-bytes (64MiB, the default): "),
        (
            ["buffered-body-bytes": "63MiB"],
            "--buffered-body-bytes (63MiB) and --body-bytes (64MiB, the default): "
        ),
        (
            ["report-bytes": "3KiB", "body-bytes": "2KiB", "text-bytes": "1KiB"],
            "--report-bytes (3KiB) and --body-bytes (2KiB): "
        ),
        (
            ["report-bytes": "1KiB", "body-bytes": "2KiB", "text-bytes": "3KiB"],
            "--text-bytes (3KiB) and --body-bytes (2KiB): "
        ),
        (["images-per-batch": "65"], "--images-per-batch (65) and --multipart-parts (64, the default): "),
        (["canary-interval": "30s"], "--ready-max-age (30s, the default) and --canary-interval (30s): "),
    ])
    func refused(flags: [String: String], beginning: String) throws {
        let found = try problems(flags: flags)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix(beginning) == true, "\(found)")
    }

    @Test(arguments: [
        ["burst": "5", "rate": "1"], ["audit-file-bytes": "1MiB", "audit": "a"],
        ["connections-per-address": "1024"], ["queue-bytes": "64MiB"], ["buffered-body-bytes": "64MiB"],
        ["images-per-batch": "64"], ["canary-interval": "29s"],
        ["report-bytes": "2KiB", "body-bytes": "2KiB", "text-bytes": "2KiB"],
    ])
    func allowedJustSo(flags: [String: String]) throws {
        #expect(try problems(flags: flags).isEmpty)
    }

    @Test func namesEachSettingAsItWasWritten() throws {
        let found = try problems(
            environment: ["HILUM_BODY_BYTES": "100MiB"],
            file: "scoring:\n  queue-bytes: 65MiB\n"
        )
        #expect(
            found == [
                "hilum.yml:2: scoring.queue-bytes (65MiB) and HILUM_BODY_BYTES (100MiB): the line could not hold "
                    + "the largest request; raise the first or lower the second."
            ]
        )
    }

    @Test func aFaultyValueIsNotBlamedTwice() throws {
        #expect(try problems(flags: ["canary-interval": "1d"]).count == 1)
        #expect(try problems(flags: ["host": "0.0.0.0", "keys": ""]).count == 2)
    }
}
