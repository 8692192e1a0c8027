import Access
public import Audit
public import HTTPMessage
import HTTPTypes
public import Inference
public import Logging
public import Observability
public import Storage
import ZeroShot

/// The service without its socket: requests in, responses out.
public final class ScoringService: Sendable {
    /// The parts that a service is put together from.
    public struct Parts: Sendable {
        /// The loaded models.
        public let models: ServedModels
        /// The compute threads.
        public let engine: InferenceEngine
        /// Label sets and prompt embeddings.
        public let database: HilumDatabase
        /// The page, or nil to serve none.
        public let files: StaticFiles?
        /// Where to note who did what, or nil for nowhere.
        public var audit: AuditLog?
        /// Loads the models anew; nil where that cannot be done.
        public var reload: (@Sendable () async throws -> ServedModels)?
        /// Further numbers for `/metrics`, such as the server's connections.
        public var readings: @Sendable () -> [MetricReading] = { [] }

        /// Groups the parts.
        public init(
            models: ServedModels,
            engine: InferenceEngine,
            database: HilumDatabase,
            files: StaticFiles?
        ) {
            self.models = models
            self.engine = engine
            self.database = database
            self.files = files
        }
    }

    /// Whether new work is taken; ``Lifecycle/beginDraining()`` makes the service not ready.
    public let lifecycle = Lifecycle()

    private let current: CurrentEndpoints
    private let reload: ModelReload
    private let engine: InferenceEngine
    private let files: StaticFiles?
    private let gatekeeper: Gatekeeper
    private let crossOrigin: CrossOrigin
    private let observer: RequestObserver
    private let audit: AuditTrail
    private let configuration: ServiceConfiguration
    private let rehearsal: ModelRehearsal
    private let board = ReadinessBoard()
    private let readiness: ReadinessChecks

    /// Puts a service together; ``start()`` makes it look whether it works.
    public init(
        _ parts: Parts,
        configuration: ServiceConfiguration = ServiceConfiguration(),
        log: Logger
    ) {
        self.configuration = configuration
        engine = parts.engine
        files = parts.files
        let (board, metrics) = (self.board, Metrics())
        rehearsal = ModelRehearsal(engine: parts.engine)
        reload = ModelReload(parts.reload, rehearsal: rehearsal)
        gatekeeper = Gatekeeper(policy: configuration.access, metrics: metrics)
        crossOrigin = CrossOrigin(origins: configuration.access.origins)
        audit = AuditTrail(parts.audit)
        observer = RequestObserver(log: log, metrics: metrics, audit: audit)
        let factory = EndpointFactory(
            engine: parts.engine,
            database: parts.database,
            catalog: LabelSetCatalog(store: parts.database.labelSets),
            configuration: configuration,
            metrics: metrics,
            lifecycle: lifecycle,
            board: board,
            audit: parts.audit,
            readings: parts.readings,
            administration: AdministrationEndpoints(reload: reload, limits: configuration.limits)
        )
        let current = CurrentEndpoints(factory.endpoints(for: parts.models))
        self.current = current
        let checks = ServiceChecks(
            engine: parts.engine,
            database: parts.database,
            members: { current.now.members },
            policy: configuration.readiness
        )
        readiness = ReadinessChecks(checks.checks(), board: board) { change in
            guard let failure = change.failure else {
                return log.notice("check passes", metadata: ["check": "\(change.name)"])
            }
            log.error("check fails", metadata: ["check": "\(change.name)", "cause": "\(failure)"])
        }
        reload.onLoaded { current.replace(with: factory.endpoints(for: $0)) }
    }

    deinit { readiness.stop() }

    /// Warms every compute thread up, then looks whether everything works, now and from time to time.
    ///
    /// - Throws: `ScoringError/notFinite`, or `EncoderError`, for models that cannot be used.
    public func start() async throws {
        try await rehearsal.run(current.now.models)
        board.record(ServiceChecks.canary, passed: true, at: .now)
        readiness.start()
        let patience = ContinuousClock.now + .seconds(5)
        while board.report(at: .now).checks.contains(where: { $0.state == .stale }), .now < patience {
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Ends what ``start()`` began.
    public func stop() { readiness.stop() }

    /// Loads the models anew beside those that are served and, if they are sound, puts them in their place.
    ///
    /// - Returns: The id of what is served now.
    public func reloadModels() async throws(ModelReloadError) -> String {
        do throws(ModelReloadError) {
            let model = try await reload.run().id
            await audit.recordReload(outcome: 200, model: model)
            return model
        } catch {
            await audit.recordReload(outcome: APIError(reload: error).status.code, model: nil)
            throw error
        }
    }

    /// Answers a request; every error becomes a problem document.
    public func respond(to request: Request) async -> Response {
        let id = RequestIdentifier.identifier(of: request)
        var (observation, response) = await answer(request, id: id)
        finish(&response, to: request, observation)
        await observer.record(observation, request, response)
        return response
    }

    /// Whether ``respond(to:)`` will refuse a request whatever its body is, so that it need not be read: there is no
    /// such route, the service stops, or the caller may not come in.
    public func refusesUnread(_ request: Request) -> Bool {
        switch current.now.router.route(request.method, request.pathSegments) {
        case .found(let route, _):
            guard let scope = route.scope else { return false }
            return lifecycle.isDraining || gatekeeper.turnsAway(request, for: scope)
        case .methodNotAllowed: return true
        case .notFound: return files?.contains(request.pathSegments) != true
        case .options: return false
        }
    }

    /// Turns what the server refuses by itself into this service's kind of answer.
    public func refuse(_ problem: Problem) -> Response {
        let id = RequestIdentifier.make()
        var error = APIError(problem.status, problem.slug, problem.title, detail: problem.detail)
        error.limit = problem.limit
        error.received = problem.received
        error.retryAfterSeconds = problem.retryAfterSeconds
        observer.refused(error, id: id)
        var response = Response(error, requestID: id)
        secure(&response, id: id)
        return response
    }

    private func answer(_ request: Request, id: String) async -> (RequestObserver.Observation, Response) {
        switch current.now.router.route(request.method, request.pathSegments) {
        case .found(let route, let parameters):
            return await answer(request, id: id, on: route, parameters)
        case .methodNotAllowed(let allow):
            return (.of("none", id: id), Response(.methodNotAllowed(allow), requestID: id))
        case .options(let allow):
            return (.of("none", id: id), Response(allow: allow))
        case .notFound where files?.contains(request.pathSegments) == true:
            return (.of("file", id: id), file(for: request, id: id))
        case .notFound:
            let error = APIError.notFound("No route has this path. GET /openapi.json lists the routes.")
            return (.of("none", id: id), Response(error, requestID: id))
        }
    }

    private func file(for request: Request, id: String) -> Response {
        switch request.method {
        case .get, .head:
            files?.response(to: request) ?? Response(.notFound("There is no such file."), requestID: id)
        case .options: Response(allow: StaticFiles.allow)
        default: Response(.methodNotAllowed(StaticFiles.allow), requestID: id)
        }
    }

    private func answer(
        _ request: Request,
        id: String,
        on route: Route,
        _ parameters: PathParameters
    ) async -> (RequestObserver.Observation, Response) {
        let (times, objects) = (StageTimes(), AuditedObjects())
        times.add(.receive, .now - request.receivedAt)
        var caller: Caller?
        let response: Response
        do {
            let place = try Place(in: lifecycle, of: request, on: route)
            defer { place.leave() }
            if let scope = route.scope {
                let known = try gatekeeper.caller(of: request)
                caller = known
                try gatekeeper.admit(known, request, for: scope)
            }
            // A token or a key came between the two looks at this request.
            guard !request.isBodyUnread else {
                throw APIError(InferenceError.overloaded(retryAfter: .seconds(1)))
            }
            let longest = configuration.requestDeadline
            let deadline = try RequestDeadline.deadline(of: request, longest: longest)
            response = try await route.answer(
                Call(
                    request: request,
                    parameters: parameters,
                    id: id,
                    standing: engine.standing(deadline: deadline),
                    times: times,
                    objects: objects
                )
            )
        } catch {
            let refusal = APIError(error)
            observer.failed(refusal, error, id: id)
            response = Response(refusal, requestID: id)
        }
        let observation = RequestObserver.Observation(
            id: id,
            pattern: route.pattern,
            scope: route.scope,
            caller: caller,
            timing: times.timing,
            objects: objects
        )
        return (observation, response)
    }

    private func finish(
        _ response: inout Response,
        to request: Request,
        _ observation: RequestObserver.Observation
    ) {
        secure(&response, id: observation.id)
        crossOrigin.grant(request, &response)
        guard observation.scope != nil else { return }
        var timing = observation.timing
        timing.add(.total, .now - request.receivedAt)
        response.fields[.serverTiming] = timing.fieldValue
    }

    private func secure(_ response: inout Response, id: String) {
        response.fields[.requestID] = id
        response.fields[.xContentTypeOptions] = "nosniff"
        response.fields[.referrerPolicy] = "no-referrer"
        if response.fields[.cacheControl] == nil { response.fields[.cacheControl] = "no-store" }
        // No connection outlives the service's own readiness to answer on it.
        if lifecycle.isDraining { response.fields[.connection] = "close" }
    }
}

/// A request's place among those that are waited for when the service stops; open routes take none.
private struct Place: Sendable {
    private let lifecycle: Lifecycle?

    init(in lifecycle: Lifecycle, of request: Request, on route: Route) throws(APIError) {
        guard route.scope != nil else {
            self.lifecycle = nil
            return
        }
        guard lifecycle.begin(receivedAt: request.receivedAt) else { throw APIError(InferenceError.draining) }
        self.lifecycle = lifecycle
    }

    func leave() { lifecycle?.end() }
}
