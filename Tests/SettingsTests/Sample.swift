import Foundation
import Settings
import Testing

/// A value other than the default for each setting, as one would write it.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    /// What else has to be set for the value to make sense.
    var companions: [String: String] = [:]

    var testDescription: String { name }

    /// One for every setting, which ``SettingListTests`` checks.
    static let all: [Sample] = [
        Sample(name: "host", text: "::1"),
        Sample(name: "port", text: "9000"),
        Sample(name: "public", text: "page"),
        Sample(name: "log-level", text: "warning"),
        Sample(name: "drain-timeout", text: "5s"),
        Sample(name: "model", text: "models/mine"),
        Sample(name: "precision", text: "float32"),
        Sample(name: "decoding", text: "exact"),
        Sample(name: "workers", text: "3"),
        Sample(name: "queue-length", text: "65"),
        Sample(name: "queue-bytes", text: "300MiB"),
        Sample(name: "queue-wait", text: "2s"),
        Sample(name: "request-deadline", text: "20s"),
        Sample(name: "database", text: "/var/lib/x.sqlite"),
        Sample(name: "disk-watermark-bytes", text: "1GiB"),
        Sample(name: "connections", text: "2000"),
        Sample(name: "connections-per-address", text: "63"),
        Sample(name: "requests-per-connection", text: "77"),
        Sample(name: "header-timeout", text: "11s"),
        Sample(name: "body-timeout", text: "61s"),
        Sample(name: "minimum-body-rate", text: "2KiB"),
        Sample(name: "idle-timeout", text: "62s"),
        Sample(name: "write-timeout", text: "1500ms"),
        Sample(name: "request-line-bytes", text: "9KiB"),
        Sample(name: "header-bytes", text: "17KiB"),
        Sample(name: "header-count", text: "101"),
        Sample(name: "body-bytes", text: "65MiB"),
        Sample(name: "buffered-body-bytes", text: "301MiB"),
        Sample(name: "json-depth", text: "33"),
        Sample(name: "multipart-parts", text: "66"),
        Sample(name: "labels-per-request", text: "999"),
        Sample(name: "text-bytes", text: "1025B"),
        Sample(name: "report-bytes", text: "2KiB"),
        Sample(name: "sentences-per-report", text: "201"),
        Sample(name: "texts-per-request", text: "257"),
        Sample(name: "images-per-batch", text: "31"),
        Sample(name: "image-pixels", text: "99MP"),
        Sample(name: "image-side", text: "16385"),
        Sample(name: "keys", text: "/etc/hilum/keys.json"),
        Sample(name: "insecure-no-auth", text: "true"),
        Sample(name: "cors-origins", text: "https://a.example,http://b.example:8080"),
        Sample(name: "rate", text: "2.5"),
        Sample(name: "burst", text: "21", companions: ["rate": "1"]),
        Sample(name: "audit", text: "/var/log/hilum"),
        Sample(name: "audit-file-bytes", text: "3MiB", companions: ["audit": "audit"]),
        Sample(name: "canary-interval", text: "7s"),
        Sample(name: "ready-max-age", text: "40s"),
    ]

    var setting: Setting {
        get throws { try #require(Setting.all.first { $0.name == name }, "There is no setting \(name)") }
    }
}
