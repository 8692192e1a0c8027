import Access
import Audit
import Checkpoints
import Encoders
import HTTPMessage
import HTTPServer
import Inference
import Observability
import Radiographs
import Service
import Settings

/// What each part of the service gets from the settings.
extension ServeSettings {
    var serverConfiguration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.host = server.host
        configuration.port = server.port
        configuration.limits = httpLimits
        configuration.connectionLimit = network.connections
        configuration.connectionLimitPerAddress = network.connectionsPerAddress
        configuration.bufferedBodyLimit = limits.bufferedBodyBytes
        configuration.idleTimeout = network.idleTimeout
        configuration.headTimeout = network.headerTimeout
        configuration.bodyTimeout = network.bodyTimeout
        configuration.handlingTimeout = scoring.requestDeadline
        configuration.writeTimeout = network.writeTimeout
        configuration.requestsPerConnection = network.requestsPerConnection
        configuration.minimumBodyRate = network.minimumBodyRate ?? 0
        return configuration
    }

    private var httpLimits: HTTPLimits {
        var http = HTTPLimits()
        http.requestLineBytes = limits.requestLineBytes
        http.headerBytes = limits.headerBytes
        http.fieldCount = limits.headerCount
        http.bodyBytes = limits.bodyBytes
        return http
    }

    /// - Parameter access: The keys and rates that the caller has made from ``access``.
    func serviceConfiguration(access policy: AccessPolicy) -> ServiceConfiguration {
        var configuration = ServiceConfiguration()
        configuration.decoding.maximumBytes = limits.bodyBytes
        configuration.decoding.maximumPixels = limits.imagePixels
        configuration.decoding.maximumSide = limits.imageSide
        configuration.decodingPolicy = scoring.decoding
        configuration.imagesPerBatch = limits.imagesPerBatch
        configuration.textsPerRequest = limits.textsPerRequest
        configuration.textBytes = limits.textBytes
        configuration.reportBytes = limits.reportBytes
        configuration.sentencesPerReport = limits.sentencesPerReport
        configuration.jsonDepth = limits.jsonDepth
        configuration.requestDeadline = scoring.requestDeadline
        configuration.access = policy
        configuration.readiness.interval = health.canaryInterval
        configuration.readiness.maximumAge = health.readyMaxAge
        configuration.readiness.disk = DiskWatermark(
            freeBytes: UInt64(clamping: storage.diskWatermarkBytes),
            freeFraction: 0
        )
        configuration.limits = effectiveLimits.map {
            ServiceLimit(name: $0.name, value: $0.value, unit: $0.unit)
        }
        configuration.labelsPerRequest = limits.labelsPerRequest
        configuration.multipart.partCount = limits.multipartParts
        return configuration
    }

    func engineConfiguration(for packages: [ModelPackage]) -> InferenceEngine.Configuration {
        var configuration = InferenceEngine.Configuration()
        // An ensemble's members take their images one after the other: the largest decides.
        configuration.batchLimit = packages.map(\.description.encoders.image.imagesPerBatch).min() ?? 1
        if let workers = scoring.workers { configuration.workers = workers }
        configuration.queueLength = scoring.queueLength
        configuration.queueBytes = scoring.queueBytes
        configuration.queueWait = scoring.queueWait
        return configuration
    }
}
