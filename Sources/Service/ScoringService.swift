public import HTTPMessage
import HTTPTypes
public import Inference
public import Logging
public import Storage
import ZeroShot

/// The service without its socket: requests in, responses out.
public struct ScoringService: Sendable {
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

    private let router: Router<Route>
    private let engine: InferenceEngine
    private let files: StaticFiles?
    private let metrics = Metrics()
    private let log: Logger
    private let configuration: ServiceConfiguration
    private let clock = ContinuousClock()

    /// Puts a service together.
    ///
    /// - Parameter readings: Further numbers for `/metrics`, such as the server's connections.
    public init(
        _ parts: Parts,
        configuration: ServiceConfiguration = ServiceConfiguration(),
        log: Logger,
        readings: @escaping @Sendable () -> [Metrics.Reading] = { [] }
    ) {
        self.configuration = configuration
        self.log = log
        engine = parts.engine
        files = parts.files
        let catalog = LabelSetCatalog(store: parts.database.labelSets)
        let members = parts.models.members.map { [metrics] model in
            ScoringMember(
                model: model,
                images: ImageEncoding(
                    model: model,
                    engine: parts.engine,
                    configuration: configuration,
                    metrics: metrics
                ),
                prompts: PromptEmbeddings(
                    model: model,
                    engine: parts.engine,
                    store: parts.database.promptEmbeddings,
                    metrics: metrics
                )
            )
        }
        let reader = InputReader(engine: parts.engine, jsonDepth: configuration.jsonDepth)
        router = Routes(
            score: ScoreEndpoint(
                models: parts.models,
                members: members,
                reader: reader,
                catalog: catalog,
                configuration: configuration
            ),
            similarity: SimilarityEndpoint(
                models: parts.models,
                members: members,
                engine: parts.engine,
                reader: reader,
                configuration: configuration
            ),
            embeddings: EmbeddingsEndpoint(
                models: parts.models,
                members: members,
                engine: parts.engine,
                reader: reader,
                configuration: configuration
            ),
            labelSets: LabelSetEndpoints(catalog: catalog),
            models: ModelsAnswer(models: parts.models.members.map(ModelCard.init)),
            health: HealthEndpoints(
                engine: parts.engine,
                catalog: catalog,
                metrics: metrics,
                lifecycle: lifecycle,
                readings: readings
            )
        ).router()
    }

    /// Answers a request; every error becomes a problem document.
    public func respond(to request: Request) async -> Response {
        let id = RequestIdentifier.identifier(of: request)
        let (pattern, response) = await answer(request, id: id)
        record(request, id: id, pattern: pattern, response: response)
        return finish(response, id: id)
    }

    /// Turns what the server refuses by itself into this service's kind of answer.
    public func refuse(_ problem: Problem) -> Response {
        let id = RequestIdentifier.make()
        var error = APIError(problem.status, problem.slug, problem.title, detail: problem.detail)
        error.limit = problem.limit
        error.received = problem.received
        error.retryAfterSeconds = problem.retryAfterSeconds
        metrics.count(.requests, ["route": "none", "code": "\(problem.status.code)"])
        if problem.status.code == 503 { metrics.count(.refusals, ["code": problem.slug]) }
        log.info(
            "refused",
            metadata: [
                "requestId": "\(id)", "status": .stringConvertible(problem.status.code),
                "code": "\(problem.slug)",
            ]
        )
        return finish(Response(error, requestID: id), id: id)
    }

    private func answer(_ request: Request, id: String) async -> (pattern: String, response: Response) {
        switch router.route(request.method, request.pathSegments) {
        case .found(let route, let parameters):
            let deadline = request.receivedAt + configuration.requestDeadline
            let call = Call(
                request: request,
                parameters: parameters,
                id: id,
                standing: engine.standing(deadline: request.deadline.map { min($0, deadline) } ?? deadline)
            )
            do {
                return (route.pattern, try await route.answer(call))
            } catch {
                return (route.pattern, refusal(error, id: id))
            }
        case .methodNotAllowed(let allow):
            var error = APIError(
                .methodNotAllowed,
                "method-not-allowed",
                "The method does not fit",
                detail: "This path answers \(allow)."
            )
            error.allow = allow
            return ("none", Response(error, requestID: id))
        case .options(let allow):
            var response = Response(status: .noContent)
            response.fields[.allow] = allow
            return ("none", response)
        case .notFound:
            return file(request, id: id)
        }
    }

    private func file(_ request: Request, id: String) -> (pattern: String, response: Response) {
        if request.method == .get || request.method == .head, let file = files?.response(to: request) {
            return ("file", file)
        }
        return (
            "none",
            Response(.notFound("No route has this path. GET /openapi.json lists the routes."), requestID: id)
        )
    }

    private func refusal(_ error: any Error, id: String) -> Response {
        let refusal = APIError(error)
        if refusal.status.code == 503 { metrics.count(.refusals, ["code": refusal.code]) }
        if refusal.status.code == 500 || refusal.status.code == 507 {
            // The kind of error only: its message could hold what a client sent.
            log.error(
                "failed",
                metadata: ["requestId": "\(id)", "code": "\(refusal.code)", "kind": "\(type(of: error))"]
            )
        }
        return Response(refusal, requestID: id)
    }

    private func finish(_ response: Response, id: String) -> Response {
        var response = response
        response.fields[.requestID] = id
        response.fields[.xContentTypeOptions] = "nosniff"
        if response.fields[.cacheControl] == nil { response.fields[.cacheControl] = "no-store" }
        return response
    }

    private func record(_ request: Request, id: String, pattern: String, response: Response) {
        let duration = clock.now - request.receivedAt
        metrics.count(.requests, ["route": pattern, "code": "\(response.status.code)"])
        metrics.observe(.requestSeconds, ["route": pattern], duration)
        log.info(
            "answered",
            metadata: [
                "requestId": "\(id)", "method": "\(request.method.rawValue)", "route": "\(pattern)",
                "status": .stringConvertible(response.status.code),
                "bytesIn": .stringConvertible(request.body.count),
                "bytesOut": .stringConvertible(response.body.count),
                "milliseconds": .stringConvertible(duration.milliseconds),
            ]
        )
    }
}
