public import HTTPMessage

extension ServerConfiguration {
    /// Every limit of the server and its parser, in a fixed order: what is checked before a start.
    ///
    /// Names are those of the settings; times are in milliseconds, rounded up.
    public var limitDescriptions: [LimitDescription] {
        limits.descriptions + sizes + times
    }

    private var sizes: [LimitDescription] {
        [
            LimitDescription(name: "connectionLimit", value: connectionLimit, unit: .count),
            LimitDescription(
                name: "connectionLimitPerAddress",
                value: connectionLimitPerAddress,
                unit: .count
            ),
            LimitDescription(name: "requestsPerConnection", value: requestsPerConnection, unit: .count),
            LimitDescription(name: "bufferedBodyLimit", value: bufferedBodyLimit, unit: .bytes),
            LimitDescription(name: "bufferedResponseLimit", value: bufferedResponseLimit, unit: .bytes),
            LimitDescription(name: "lingerBytes", value: lingerBytes, unit: .bytes),
            LimitDescription(name: "minimumBodyRate", value: minimumBodyRate, unit: .bytesPerSecond),
            LimitDescription(name: "minimumWriteRate", value: minimumWriteRate, unit: .bytesPerSecond),
        ]
    }

    private var times: [LimitDescription] {
        let times = [
            ("idleTimeout", idleTimeout), ("headTimeout", headTimeout), ("bodyTimeout", bodyTimeout),
            ("handlingTimeout", handlingTimeout), ("writeTimeout", writeTimeout), ("rateWindow", rateWindow),
            ("lingerTimeout", lingerTimeout), ("drainTimeout", drainTimeout),
        ]
        return times.map { LimitDescription(name: $0.0, value: $0.1.milliseconds, unit: .milliseconds) }
    }

    /// The name of a setting that no server can run with.
    var firstInvalidSetting: String? {
        if !(0...65_535).contains(port) { return "port" }
        let counts = [
            ("loopCount", loopCount), ("acceptsPerTurn", acceptsPerTurn),
            ("retryAfterSeconds", retryAfterSeconds), ("timerInterval", timerInterval.milliseconds),
        ]
        if let count = counts.first(where: { $0.1 < 1 }) { return count.0 }
        return limitDescriptions.first { $0.value < (Self.mayBeZero.contains($0.name) ? 0 : 1) }?.name
    }

    private static let mayBeZero: Set<String> = [
        "leadingEmptyLines", "chunkExtensionBytes", "minimumBodyRate", "minimumWriteRate",
    ]
}

extension Duration {
    /// Milliseconds, rounded up, at most those of `Int`.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = Int(seconds).multipliedReportingOverflow(by: 1_000)
        let rest = Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        let (sum, overflows) = whole.addingReportingOverflow(rest)
        return overflow || overflows ? .max : sum
    }
}
