import ArgumentParser
import Checkpoints
import Dispatch
import Encoders
import Foundation
import HTTPMessage
import HTTPServer
import Inference
import Logging
import Radiographs
import Service
import Storage
import Tensors
import ZeroShot

/// `hilum serve`: the HTTP service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve scores over HTTP until SIGTERM or Ctrl-C.",
        discussion: """
            The first line on standard output is 'Listening on http://HOST:PORT'; logs go to standard error as \
            one JSON object a line and hold no image, report, label or file name. On SIGTERM or SIGINT \
            running requests are finished; a second signal ends the process at once.
            """
    )

    @Option(
        help: "The address to listen on. There is no authentication: keep it on loopback or behind a proxy."
    )
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port = 8080

    @OptionGroup var model: ModelOption

    @Option(help: "The SQLite file of label sets; prompt embeddings are cached beside it.")
    var database = "hilum.sqlite"

    @Option(name: .customLong("public"), help: "The folder with the web page.")
    var publicFolder = "Public"

    @OptionGroup var pixels: DecodingOption

    @Option(help: "Compute threads; the default is one for each core.")
    var workers: Int?

    @Option(help: "Requests that may wait for a compute thread before clients are asked to come back later.")
    var queueLength = 64

    @Option(help: "Connections that one address may have open; raise it behind a proxy.")
    var connectionsPerAddress = 64

    func validate() throws {
        guard (0...65_535).contains(port) else {
            throw ValidationError("--port must lie between 0 and 65535.")
        }
        guard (1...1_024).contains(workers ?? 1) else {
            throw ValidationError("--workers must lie between 1 and 1024.")
        }
        guard (1...100_000).contains(queueLength) else {
            throw ValidationError("--queue-length must lie between 1 and 100000.")
        }
        guard (1...1_024).contains(connectionsPerAddress) else {
            throw ValidationError("--connections-per-address must lie between 1 and 1024.")
        }
    }

    func run() async throws {
        let log = Logger(label: "hilum", factory: JSONLogHandler.init(label:))
        let signals = TerminationSignals()
        let packages = try model.openServed()
        let engine = InferenceEngine(engineConfiguration(for: packages))
        let parts = try await loadParts(packages, engine: engine, log: log)
        try await Self.rehearse(parts)
        let readings = ServerReadings()
        var configuration = ServiceConfiguration()
        configuration.decodingPolicy = pixels.decoding
        let service = ScoringService(parts, configuration: configuration, log: log, readings: readings.read)
        let server = Server(
            configuration: serverConfiguration,
            refusal: service.refuse(_:),
            handler: service.respond(to:)
        )
        readings.follow(server)
        let address: BoundAddress
        do throws(ServerError) {
            address = try await server.start()
        } catch {
            throw CommandError("\(error)")
        }
        try Self.announce(address)
        log.info(
            "started",
            metadata: [
                "model": "\(parts.models.id)", "sha256": "\(parts.models.digest)",
                "precision": "\(parts.models.members[0].plan.precision.rawValue)",
            ]
        )

        let cause = await Self.stopCause(signals, packages)
        if let damage = cause { log.error("\(damage)") }
        log.info("draining")
        service.lifecycle.beginDraining()
        await server.drain(within: .seconds(30))
        engine.stop()
        log.info("stopped")
        if let cause { throw CommandError("\(cause)") }
    }

    /// Waits for a signal, or for weights whose digest turns out not to be the description's: large ones are hashed while
    /// the service already answers.
    private static func stopCause(
        _ signals: TerminationSignals,
        _ packages: [ModelPackage]
    ) async -> CheckpointError? {
        let (causes, continuation) = AsyncStream.makeStream(of: CheckpointError?.self)
        let arrivals = signals.arrivals
        Task {
            for await _ in arrivals { continuation.yield(nil) }
        }
        DispatchQueue.global(qos: .utility).async {
            do throws(CheckpointError) {
                for package in packages where !package.isDigestChecked { try package.checkDigest() }
            } catch {
                continuation.yield(error)
            }
        }
        for await cause in causes { return cause }
        return nil
    }

    /// Warms every compute thread up, so that being ready means that the model has answered.
    private static func rehearse(_ parts: ScoringService.Parts) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<parts.engine.workers {
                    group.addTask {
                        _ = try await parts.engine.run(deadline: .now + .seconds(60)) { backend in
                            for model in parts.models.members { try model.rehearse(on: backend) }
                        }
                    }
                }
                try await group.waitForAll()
            }
        } catch {
            throw CommandError("The model cannot be used. \(error)")
        }
    }

    private func engineConfiguration(for packages: [ModelPackage]) -> InferenceEngine.Configuration {
        var configuration = InferenceEngine.Configuration()
        // An ensemble's members take their images one after the other: the largest decides.
        configuration.batchLimit = packages.map(\.description.encoders.image.imagesPerBatch).min() ?? 1
        if let workers { configuration.workers = workers }
        configuration.queueLength = queueLength
        return configuration
    }

    private var serverConfiguration: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.host = host
        configuration.port = port
        configuration.connectionLimitPerAddress = connectionsPerAddress
        return configuration
    }

    private func loadParts(
        _ packages: [ModelPackage],
        engine: InferenceEngine,
        log: Logger
    ) async throws -> ScoringService.Parts {
        let files: StaticFiles
        do throws(StaticFiles.LoadError) {
            files = try StaticFiles(folder: publicFolder)
        } catch {
            throw CommandError("\(error)")
        }
        let loaded = try model.served(packages)
        let storage: HilumDatabase
        do throws(StorageError) {
            storage = try HilumDatabase(path: database) { log.warning("\($0)") }
        } catch {
            throw CommandError("\(error)")
        }
        return ScoringService.Parts(models: loaded, engine: engine, database: storage, files: files)
    }

    /// Written past the output buffer, so that whoever started the process sees it at once.
    private static func announce(_ address: BoundAddress) throws {
        try FileHandle.standardOutput.write(contentsOf: Data("Listening on http://\(address)\n".utf8))
    }
}
