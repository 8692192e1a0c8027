import Logging
import Radiographs
import Settings
import Tensors
import Testing

/// The values without and with everything set, compared with values written by hand.
@Suite struct DefaultTests {
    /// As the documentation of the service states them.
    private static let documented: [(String, String)] = [
        ("host", "127.0.0.1"), ("port", "8080"), ("public", "Public"), ("log-level", "info"),
        ("drain-timeout", "30s"), ("model", "Models/hilum-open"), ("precision", "auto"),
        ("decoding", "scaled"), ("workers", "auto"), ("queue-length", "64"), ("queue-bytes", "256MiB"),
        ("queue-wait", "500ms"),
        ("request-deadline", "60s"), ("database", "hilum.sqlite"), ("disk-watermark-bytes", "256MiB"),
        ("connections", "1024"), ("connections-per-address", "64"), ("requests-per-connection", "10000"),
        ("header-timeout", "10s"), ("body-timeout", "60s"), ("minimum-body-rate", "1KiB"),
        ("idle-timeout", "60s"), ("write-timeout", "30s"), ("request-line-bytes", "8KiB"),
        ("header-bytes", "16KiB"), ("header-count", "100"), ("body-bytes", "64MiB"),
        ("buffered-body-bytes", "256MiB"), ("json-depth", "32"), ("multipart-parts", "64"),
        ("labels-per-request", "1000"), ("text-bytes", "16KiB"), ("report-bytes", "64KiB"),
        ("sentences-per-report", "200"), ("texts-per-request", "256"), ("images-per-batch", "32"),
        ("image-pixels", "100MP"), ("image-side", "16384"), ("keys", "off"), ("insecure-no-auth", "false"),
        ("cors-origins", "none"), ("rate", "off"), ("burst", "20"), ("audit", "off"),
        ("audit-file-bytes", "64MiB"), ("canary-interval", "10s"), ("ready-max-age", "30s"),
    ]

    @Test func defaultsAreThoseDocumented() {
        #expect(Setting.all.map(\.name) == Self.documented.map(\.0))
        #expect(Setting.all.map(\.defaultText) == Self.documented.map(\.1))
    }

    @Test func nothingSetGivesTheDefaults() throws {
        let resolved = try ResolvedSettings(SettingSources())
        #expect(resolved.values == ServeSettings())
        #expect(resolved.origins.allSatisfy { $0.origin == .standard })
    }

    @Test func decodingLimitsAreThoseOfTheDecoder() {
        let limits = ServeSettings().limits
        #expect(limits.imagePixels == DecodingLimits().maximumPixels)
        #expect(limits.imageSide == DecodingLimits().maximumSide)
        #expect(limits.bodyBytes == DecodingLimits().maximumBytes)
    }

    @Test func everySettingReachesItsOwnField() throws {
        let samples = Sample.all.filter { $0.name != "insecure-no-auth" }
        let flags = Dictionary(uniqueKeysWithValues: samples.map { ($0.name, $0.text) })
        let values = try ResolvedSettings(SettingSources(flags: flags)).values
        #expect(values == Self.samples)
    }

    /// The values that ``Sample`` writes.
    private static let samples: ServeSettings = {
        var settings = ServeSettings()
        setServerAndScoring(&settings)
        setNetwork(&settings.network)
        setLimits(&settings.limits)
        settings.access.keys = "/etc/hilum/keys.json"
        settings.access.corsOrigins = ["https://a.example", "http://b.example:8080"]
        settings.access.rate = 2.5
        settings.access.burst = 21
        settings.access.audit = "/var/log/hilum"
        settings.access.auditFileBytes = 3_145_728
        settings.health.canaryInterval = .seconds(7)
        settings.health.readyMaxAge = .seconds(40)
        return settings
    }()

    private static func setServerAndScoring(_ settings: inout ServeSettings) {
        settings.server.host = "::1"
        settings.server.port = 9_000
        settings.server.publicFolder = "page"
        settings.server.logLevel = .warning
        settings.server.drainTimeout = .seconds(5)
        settings.scoring.model = "models/mine"
        settings.scoring.precision = .float32
        settings.scoring.decoding = .exact
        settings.scoring.workers = 3
        settings.scoring.queueLength = 65
        settings.scoring.queueBytes = 314_572_800
        settings.scoring.queueWait = .seconds(2)
        settings.scoring.requestDeadline = .seconds(20)
        settings.storage.database = "/var/lib/x.sqlite"
        settings.storage.diskWatermarkBytes = 1_073_741_824
    }

    private static func setNetwork(_ network: inout ServeSettings.Network) {
        network.connections = 2_000
        network.connectionsPerAddress = 63
        network.requestsPerConnection = 77
        network.headerTimeout = .seconds(11)
        network.bodyTimeout = .seconds(61)
        network.minimumBodyRate = 2_048
        network.idleTimeout = .seconds(62)
        network.writeTimeout = .milliseconds(1_500)
    }

    private static func setLimits(_ limits: inout ServeSettings.Limits) {
        limits.requestLineBytes = 9_216
        limits.headerBytes = 17_408
        limits.headerCount = 101
        limits.bodyBytes = 68_157_440
        limits.bufferedBodyBytes = 315_621_376
        limits.jsonDepth = 33
        limits.multipartParts = 66
        limits.labelsPerRequest = 999
        limits.textBytes = 1_025
        limits.reportBytes = 2_048
        limits.sentencesPerReport = 201
        limits.textsPerRequest = 257
        limits.imagesPerBatch = 31
        limits.imagePixels = 99_000_000
        limits.imageSide = 16_385
    }
}
