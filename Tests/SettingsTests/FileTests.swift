import Foundation
import Settings
import Testing

/// The configuration file: its forms, and everything that can be wrong in it.
@Suite struct FileTests {
    private func values(_ text: String) throws -> ServeSettings {
        let file = try TemporarySettingsFile(text)
        return try ResolvedSettings(SettingSources(configuration: file.path)).values
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "server:\n", "server: {}\nlimits:\n  # port: 1\n", "~\n"])
    func setsNothing(text: String) throws {
        #expect(try values(text) == ServeSettings())
    }

    @Test(arguments: [
        "server:\n  port: 9000", "server: {port: 9000}", "server:\n  port: \"9000\"",
        "{\"server\": {\"port\": 9000}}",
        "server:\n  port: 9000 # a comment", "server:\r\n  port: 9000\r\n", "\u{FEFF}server:\n  port: 9000\n",
    ])
    func formsOfOneValue(text: String) throws {
        #expect(try values(text).server.port == 9_000)
    }

    @Test func wordsOfYAMLAreOnlyTexts() throws {
        #expect(try values("access:\n  rate: off\nstorage:\n  database: yes\n").storage.database == "yes")
    }

    @Test(arguments: [
        "[https://a.example, https://b.example]", "\n    - https://a.example\n    - https://b.example",
        "https://a.example,https://b.example",
    ])
    func listsAreSequencesOrText(list: String) throws {
        let values = try values("access:\n  cors-origins: \(list)\n")
        #expect(values.access.corsOrigins == ["https://a.example", "https://b.example"])
    }

    @Test func anEmptyList() throws {
        #expect(try values("access:\n  cors-origins: []\n").access.corsOrigins.isEmpty)
    }

    @Test(arguments: [
        ("server:\n  prot: 1", "hilum.yml:2: server.prot is not a setting; did you mean server.port?"),
        (
            "limits:\n  bodyBytes: 1",
            "hilum.yml:2: limits.bodyBytes is not a setting; did you mean limits.body-bytes?"
        ),
        ("limits:\n  port: 1", "hilum.yml:2: limits.port is not a setting; did you mean server.port?"),
        ("server:\n  colour: red", "hilum.yml:2: server.colour is not a setting; remove it."),
        ("sever:\n  port: 1", "hilum.yml:1: sever is not a setting; did you mean 'server:'?"),
        ("port: 1", "hilum.yml:1: port is not a setting; did you mean 'port:' below 'server:'?"),
        (
            "server.port: 1",
            "hilum.yml:1: server.port is not a setting; did you mean 'port:' below 'server:'?"
        ),
        ("configuration: x", "hilum.yml:1: configuration is not a setting; remove it."),
        ("[1]: 2", "hilum.yml:1: … is not a setting; remove it."),
        (
            "server:\n  port:",
            "hilum.yml:2: server.port has no value; it must be a whole number from 0 to 65535, or be left out."
        ),
        (
            "server:\n  port: [1]",
            "hilum.yml:2: server.port is '[…]'; it must be a whole number from 0 to 65535."
        ),
        (
            "server:\n  port: {a: 1}",
            "hilum.yml:2: server.port is '{…}'; it must be a whole number from 0 to 65535."
        ),
        (
            "server: 8080",
            "hilum.yml:1: server: it must hold settings below it, such as 'server:' with '  port: 8080' in the next line."
        ),
        ("- 1", "hilum.yml: it must hold sections such as 'server:' with settings below."),
        (
            "server:\n  port: 1\n  port: 2",
            "hilum.yml:2: the section that begins here has keys twice: 'port'; keep one of each."
        ),
    ])
    func namesWhatIsWrong(text: String, message: String) throws {
        #expect(try problems(file: text) == [message])
    }

    @Test(arguments: ["server: [", "server:\n\tport: 1", "a: b: c", "server: *nowhere", "%bad\n---\n"])
    func brokenYAMLNamesTheLine(text: String) throws {
        let found = try problems(file: text)
        #expect(found.count == 1)
        #expect(found.first?.wholeMatch(of: /hilum\.yml:[0-9]+: not valid YAML: .+\./) != nil, "\(found)")
    }

    @Test func unreadableFiles() throws {
        let missing = SettingSources(configuration: "/nowhere/hilum.yml")
        #expect(throws: SettingsError.self) { try ResolvedSettings(missing) }
        #expect(
            try problems(environment: ["HILUM_CONFIGURATION": "/nowhere/x.yml"])
                == ["HILUM_CONFIGURATION: /nowhere/x.yml does not exist; check the path."]
        )
        #expect(
            try problems(environment: ["HILUM_CONFIGURATION": ""])
                == ["HILUM_CONFIGURATION has no value; it must be the name of a YAML file, or be left out."]
        )
        #expect(
            try problems(environment: ["HILUM_CONFIGURATION": "/"])
                == ["HILUM_CONFIGURATION: / cannot be read; check that it is a file and its permissions."]
        )
        #expect(
            try problems(file: String(repeating: "# 345\n", count: 180_000))
                == ["--configuration: hilum.yml is larger than 1 MiB."]
        )
    }

    @Test func aFileThatIsNotText() throws {
        let file = try TemporarySettingsFile(Data([0x61, 0x3A, 0xFF, 0xFE]))
        let error = try #require(throws: SettingsError.self) {
            try ResolvedSettings(SettingSources(configuration: file.path))
        }
        #expect(error.problems.map(\.description) == ["--configuration: \(file.path) is not UTF-8 text."])
    }
}
