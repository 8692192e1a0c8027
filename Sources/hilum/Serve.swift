import Access
import ArgumentParser
import Audit
import Checkpoints
import Dispatch
import Foundation
import HTTPMessage
import HTTPServer
import Inference
import Logging
import Service
import Settings
import Storage
import Tensors
import ZeroShot

/// `hilum serve`: the HTTP service.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve scores over HTTP until SIGTERM or Ctrl-C.",
        usage: "hilum serve [--configuration <file>] [--check-config] [<setting> ...]",
        discussion: """
            The first line on standard output is 'Listening on http://HOST:PORT'; logs go to standard error as \
            one JSON object a line and hold no image, report, label or file name. On SIGTERM or SIGINT \
            running requests are finished; a second signal ends the process at once. On SIGHUP keys and \
            models are read anew.

            \(ServeOptions.explanation)
            """
    )

    @Flag(help: "Print every setting's value and where it comes from, and stop.")
    var checkConfig = false

    @OptionGroup var options: ServeOptions

    // Errors of this function get the command's usage and exit code 64.
    func validate() throws {
        _ = try options.settings()
    }

    func run() async throws {
        let resolved = try options.settings()
        guard !checkConfig else { return print(resolved.table) }
        CrashTraces.suppress()
        let settings = resolved.values
        let log = Self.log(settings.server)
        let signals = TerminationSignals()
        let served = try ServedPackages(settings.scoring)
        let engine = InferenceEngine(settings.engineConfiguration(for: served.packages))
        let readings = ServerReadings()
        var parts = try Self.loadParts(served, settings, engine: engine, log: log)
        parts.readings = readings.read
        let access = try Self.accessPolicy(settings.access, audit: parts.audit, log: log)
        let service = ScoringService(
            parts,
            configuration: settings.serviceConfiguration(access: access),
            log: log
        )
        do { try await service.start() } catch { throw CommandError("The model cannot be used. \(error)") }
        let server = Server(
            configuration: settings.serverConfiguration,
            refusesUnread: service.refusesUnread(_:),
            refusal: service.refuse(_:),
            handler: service.respond(to:)
        )
        readings.follow(server)
        try await Self.listen(server)
        log.info("started", metadata: Self.metadata(of: parts.models))
        let reloads = ReloadSignals { await Self.reload(service, access, log) }

        let cause = await Self.stopCause(signals, served.packages)
        reloads.cancel()
        if let damage = cause { log.error("\(damage)") }
        log.info("draining")
        await Self.drain(service, server, within: settings.server.drainTimeout)
        engine.stop()
        parts.audit?.close(at: Date())
        do throws(StorageError) { try parts.database.close() } catch { log.warning("\(error)") }
        log.info("stopped")
        if let cause { throw CommandError("\(cause)") }
    }

    private static func listen(_ server: Server) async throws {
        do throws(ServerError) {
            announce(try await server.start())
        } catch {
            throw CommandError("\(error)")
        }
    }

    private static func metadata(of models: ServedModels) -> Logger.Metadata {
        [
            "model": "\(models.id)", "sha256": "\(models.digest)",
            "precision": "\(models.members[0].plan.precision.rawValue)",
        ]
    }

    /// Answers what had come before, refuses what comes, and then closes every connection.
    private static func drain(_ service: ScoringService, _ server: Server, within bound: Duration) async {
        let end = ContinuousClock.now + bound
        service.lifecycle.beginDraining()
        await service.lifecycle.finish(within: bound)
        service.stop()
        await server.drain(within: max(.zero, ContinuousClock.now.duration(to: end)))
    }

    /// What SIGHUP asks for: the keys and the models as they are on the disk now.
    private static func reload(_ service: ScoringService, _ access: AccessPolicy, _ log: Logger) async {
        access.keys?.reload(at: Date())
        do throws(ModelReloadError) {
            let model = try await service.reloadModels()
            log.notice("reloaded", metadata: ["model": "\(model)"])
        } catch {
            log.error("not reloaded", metadata: ["cause": "\(error)"])
        }
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

    private static func log(_ server: ServeSettings.Server) -> Logger {
        var log = Logger(label: "hilum", factory: JSONLogHandler.init(label:))
        log.logLevel = server.logLevel
        return log
    }

    private static func accessPolicy(
        _ access: ServeSettings.Access,
        audit: AuditLog?,
        log: Logger
    ) throws -> AccessPolicy {
        var policy = AccessPolicy()
        do throws(AccessError) {
            if let path = access.keys {
                policy.keys = try KeyRing(path: path, at: Date()) {
                    log.notice("\($0)")
                    audit?.record(AuditEntry(caller: "operator", action: "keys.reload"), at: Date())
                }
            }
        } catch {
            throw CommandError("\(error)")
        }
        // The ranges of the settings lie in those of CallRate.
        policy.rate = access.rate.flatMap { CallRate(perSecond: $0, burst: access.burst) }.map {
            TokenBuckets($0)
        }
        policy.origins = Set(access.corsOrigins)
        return policy
    }

    private static func auditLog(_ access: ServeSettings.Access, log: Logger) throws -> AuditLog? {
        guard let folder = access.audit else { return nil }
        var configuration = AuditConfiguration()
        configuration.maximumFileBytes = access.auditFileBytes
        do throws(AuditError) {
            return try AuditLog(folder: folder, configuration: configuration, at: Date()) {
                log.warning("\($0)")
            }
        } catch {
            throw CommandError("\(error)")
        }
    }

    private static func loadParts(
        _ served: ServedPackages,
        _ settings: ServeSettings,
        engine: InferenceEngine,
        log: Logger
    ) throws -> ScoringService.Parts {
        let files: StaticFiles
        do throws(StaticFiles.LoadError) {
            files = try StaticFiles(folder: settings.server.publicFolder)
        } catch {
            throw CommandError("\(error)")
        }
        let loaded = try served.load()
        let storage: HilumDatabase
        do throws(StorageError) {
            storage = try HilumDatabase(path: settings.storage.database) { log.warning("\($0)") }
        } catch {
            throw CommandError("\(error)")
        }
        var parts = ScoringService.Parts(models: loaded, engine: engine, database: storage, files: files)
        parts.audit = try auditLog(settings.access, log: log)
        parts.reload = { try await ServedPackages.loadAnew(settings.scoring) }
        return parts
    }

    /// Written past the output buffer, so that whoever started the process sees it at once.
    private static func announce(_ address: BoundAddress) {
        try? FileHandle.standardOutput.write(contentsOf: Data("Listening on http://\(address)\n".utf8))
    }
}
