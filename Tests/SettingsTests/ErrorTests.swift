import Settings
import Testing

/// All that is wrong is said at once, in the form in which it was written.
@Suite struct ErrorTests {
    @Test func everythingAtOnce() throws {
        let found = try problems(
            flags: ["port": "x", "workers": "0"],
            environment: ["HILUM_PROT": "1", "HILUM_DECODING": "fast"],
            file: "limits:\n  json-depth: 1000\n  body: 1\n"
        )
        #expect(
            found == [
                "hilum.yml:3: limits.body is not a setting; remove it.",
                "hilum.yml:2: limits.json-depth is '1000'; it must be a whole number from 2 to 128.",
                "HILUM_DECODING is 'fast'; it must be one of exact, scaled.",
                "HILUM_PROT is not a setting; did you mean HILUM_PORT?",
                "--port is 'x'; it must be a whole number from 0 to 65535.",
                "--workers is '0'; it must be a whole number from 1 to 1024, or 'auto'.",
            ]
        )
    }

    @Test func aValueThatIsOverriddenIsCheckedToo() throws {
        let found = try problems(flags: ["port": "80"], environment: ["HILUM_PORT": "x"])
        #expect(found == ["HILUM_PORT is 'x'; it must be a whole number from 0 to 65535."])
    }

    @Test(arguments: [
        ("HILUM_PROT", "did you mean HILUM_PORT?"),
        ("HILUM_MAX_CONNECTIONS", "did you mean HILUM_CONNECTIONS?"),
        ("HILUM_CONFIG", "remove it."), ("HILUM_", "remove it."), ("HILUM_KEY", "did you mean HILUM_KEYS?"),
        ("HILUM_CONFIGURATON", "did you mean HILUM_CONFIGURATION?"),
    ])
    func unknownVariables(name: String, remedy: String) throws {
        #expect(try problems(environment: [name: "1"]) == ["\(name) is not a setting; \(remedy)"])
    }

    @Test func theErrorListsItsProblems() throws {
        let error = try #require(throws: SettingsError.self) {
            try ResolvedSettings(SettingSources(flags: ["port": "x"], environment: ["HILUM_X": ""]))
        }
        #expect(
            error.description == """
                These settings cannot be used:
                  - HILUM_X is not a setting; remove it.
                  - --port is 'x'; it must be a whole number from 0 to 65535.
                """
        )
    }
}
