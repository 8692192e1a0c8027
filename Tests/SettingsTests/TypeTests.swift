import Settings
import Testing

/// What each type takes, refuses, and where its range ends.
@Suite struct TypeTests {
    @Test(arguments: [
        ("port", "0", "0"), ("port", "65535", "65535"), ("port", "0080", "80"),
        ("drain-timeout", "0", "0"), ("drain-timeout", "90", "90s"), ("drain-timeout", "90 s", "90s"),
        ("drain-timeout", "1500ms", "1500ms"), ("drain-timeout", "2min", "120s"),
        ("drain-timeout", "1h", "3600s"),
        ("header-timeout", "100ms", "100ms"), ("header-timeout", "1000ms", "1s"),
        ("body-bytes", "65536", "64KiB"), ("body-bytes", "64 KiB", "64KiB"),
        ("body-bytes", "65537B", "65537B"),
        ("queue-bytes", "1TiB", "1TiB"), ("queue-bytes", "1024GiB", "1TiB"),
        ("disk-watermark-bytes", "0", "0"),
        ("image-pixels", "1024", "1024"), ("image-pixels", "2000MP", "2000MP"),
        ("image-pixels", "5000000", "5MP"),
        ("rate", "0.01", "0.01"), ("rate", "10", "10"), ("rate", "10.0", "10"), ("rate", ".5", "0.5"),
        ("host", "localhost", "localhost"), ("host", "127.8.8.8", "127.8.8.8"),
        ("cors-origins", "", "none"), ("cors-origins", "none", "none"),
        ("cors-origins", "https://a.example, https://b.example:8443", nil),
        ("cors-origins", "http://[::1]:8080", nil), ("cors-origins", "https://a.example:80", nil),
    ])
    func takes(name: String, text: String, shown: String?) throws {
        let setting = try #require(Setting.all.first { $0.name == name })
        // Rules between settings are another suite's.
        let room = ["buffered-body-bytes": "1TiB", "report-bytes": "64", "text-bytes": "64"]
        let sources = SettingSources(flags: room.merging([name: text]) { _, own in own })
        let table = try ResolvedSettings(sources).table
        let line = try #require(table.split(separator: "\n").first { $0.hasPrefix(setting.key + " ") })
        let expected = shown ?? text.replacing(", ", with: ",")
        let value = line.dropFirst(setting.key.count).drop { $0 == " " }.prefix(while: { $0 != " " })
        #expect(value == expected)
    }

    @Test(arguments: [
        (
            "port",
            ["65536", "-1", "", " 80", "80 ", "8_0", "0x50", "٣", "1e3", "80.0", "99999999999999999999"]
        ),
        ("workers", ["0", "1025", "off", "Auto", ""]),
        ("drain-timeout", ["3601s", "-1s", "1m", "1.5s", "s", "1  s", "9999999999999999h", "1 hour"]),
        ("header-timeout", ["99ms", "0", "61min"]),
        (
            "body-bytes",
            ["1023", "17GiB", "64MB", "64M", "64mib", "64  MiB", "1.5GiB", "9223372036854775807TiB"]
        ),
        // 2^64 bytes.
        ("disk-watermark-bytes", ["16777216TiB"]),
        ("image-pixels", ["1023", "2001MP", "100 megapixels", "MP"]),
        ("rate", ["0", "0.001", "1000001", "nan", "inf", "0x1p3", "1e2", "-1", "1,5", "."]),
        ("log-level", ["verbose", "INFO", ""]),
        ("precision", ["float16", "", "off"]),
        ("decoding", ["fast"]),
        ("insecure-no-auth", ["yes", "1", "TRUE", ""]),
        ("database", ["", "a\0b", String(repeating: "x", count: 4_097)]),
        (
            "host",
            [
                "", "[::1]", "127.0.0.1:80", "localhost:80", "a b", "http://x", "256.0.0.1", "1.2.3", "-x",
                "::g",
            ]
        ),
        (
            "cors-origins",
            [
                "*", "null", "a.example", "https://a.example/", "https://A.example", "ftp://a.example",
                "https://a.example:443", "http://a.example:80", "https://a.example:0", "https://a.example,",
                "https://a.example:65536", "https://u@a.example", "https://a.example https://b.example",
            ]
        ),
    ])
    func refuses(name: String, texts: [String]) throws {
        let setting = try #require(Setting.all.first { $0.name == name })
        for text in texts {
            let shown = text.prefix(64).replacing("\0", with: "\u{FFFD}")
            #expect(
                try problems(flags: [name: text]) == [
                    "--\(name) is '\(shown)'; it must be \(setting.allowed)."
                ]
            )
        }
    }

    @Test func messagesNameTheRangeAndHowToWriteIt() throws {
        #expect(
            try problems(flags: ["port": "70000"])
                == ["--port is '70000'; it must be a whole number from 0 to 65535."]
        )
        #expect(
            try problems(environment: ["HILUM_BODY_BYTES": "64MB"])
                == [
                    "HILUM_BODY_BYTES is '64MB'; it must be from 1KiB to 16GiB, written with KiB, MiB or GiB, or in bytes."
                ]
        )
        #expect(
            try problems(file: "network:\n  idle-timeout: 1m")
                == [
                    "hilum.yml:2: network.idle-timeout is '1m'; it must be from 100ms to 3600s, written with ms, s, min or h, or in seconds."
                ]
        )
        #expect(
            try problems(environment: ["HILUM_WORKERS": "many"])
                == ["HILUM_WORKERS is 'many'; it must be a whole number from 1 to 1024, or 'auto'."]
        )
        #expect(
            try problems(flags: ["decoding": "fast"])
                == ["--decoding is 'fast'; it must be one of exact, scaled."]
        )
    }

    @Test(arguments: Sample.all)
    func whatIsShownCanBeWritten(sample: Sample) throws {
        let setting = try sample.setting
        let sources = SettingSources(flags: [setting.name: setting.defaultText])
        #expect(try ResolvedSettings(sources).values == ServeSettings())
    }
}
