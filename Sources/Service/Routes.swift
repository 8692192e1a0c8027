import Access
import HTTPMessage
import HTTPTypes
import Inference

/// A request on its way through the service.
struct Call: Sendable {
    let request: Request
    let parameters: PathParameters
    /// The request's identifier.
    let id: String
    /// The request's place in the line for the compute threads, and its deadline.
    let standing: InferenceEngine.Standing
    /// Where the time goes.
    let times: StageTimes
    /// What the request is about.
    let objects: AuditedObjects
}

/// A route's pattern, for logs and metrics, whom it is for, and what answers it.
struct Route: Sendable {
    let pattern: String
    /// What a key has to allow; nil where everybody may ask at any time.
    let scope: Scope?
    let answer: @Sendable (Call) async throws -> Response
}

/// The whole interface at one glance.
struct Routes: Sendable {
    let score: ScoreEndpoint
    let similarity: SimilarityEndpoint
    let embeddings: EmbeddingsEndpoint
    let labelSets: LabelSetEndpoints
    let models: ModelsAnswer
    let health: HealthEndpoints
    let administration: AdministrationEndpoints

    func router() -> Router<Route> {
        var router = Router<Route>()
        func on(
            _ method: HTTPRequest.Method,
            _ pattern: String,
            for scope: Scope?,
            _ answer: @escaping @Sendable (Call) async throws -> Response
        ) {
            router.on(method, pattern, Route(pattern: pattern, scope: scope, answer: answer))
        }
        /// A route that takes no query.
        func plain(_ answer: @escaping @Sendable (Call) async throws -> Response)
            -> @Sendable (Call) async throws -> Response
        {
            { call in
                guard call.request.query.isEmpty else {
                    throw APIError.badRequest("This route takes no query.")
                }
                return try await answer(call)
            }
        }
        on(.get, "/livez", for: nil, health.live)
        on(.get, "/readyz", for: nil, health.ready)
        on(.get, "/metrics", for: .metrics, health.metricsText)
        on(.get, "/v1/limits", for: .infer, plain(administration.listLimits))
        on(.get, "/v1/models", for: .infer, plain { [models] _ in try Response(json: models) })
        on(.post, "/v1/models/reload", for: .admin, plain(administration.reloadModels))
        on(.get, "/v1/label-sets", for: .infer, plain(labelSets.list))
        on(.get, "/v1/label-sets/{name}", for: .infer, plain(labelSets.latest))
        on(.put, "/v1/label-sets/{name}", for: .admin, plain(labelSets.put))
        on(.delete, "/v1/label-sets/{name}", for: .admin, plain(labelSets.delete))
        on(.get, "/v1/label-sets/{name}/versions/{version}", for: .infer, plain(labelSets.version))
        on(.post, "/v1/score", for: .infer, score.score)
        on(.post, "/v1/score:batch", for: .infer, score.scoreBatch)
        on(.post, "/v1/similarity", for: .infer, similarity.similarity)
        on(.post, "/v1/embeddings", for: .infer, embeddings.embeddings)
        return router
    }
}
