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
}

/// A route's pattern, for logs and metrics, and what answers it.
struct Route: Sendable {
    let pattern: String
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

    func router() -> Router<Route> {
        var router = Router<Route>()
        func on(
            _ method: HTTPRequest.Method,
            _ pattern: String,
            _ answer: @escaping @Sendable (Call) async throws -> Response
        ) {
            router.on(method, pattern, Route(pattern: pattern, answer: answer))
        }
        on(.get, "/livez", health.live)
        on(.get, "/readyz", health.ready)
        on(.get, "/metrics", health.metricsText)
        on(.get, "/v1/models") { [models] _ in try Response(json: models) }
        on(.get, "/v1/label-sets", labelSets.list)
        on(.get, "/v1/label-sets/{name}", labelSets.latest)
        on(.put, "/v1/label-sets/{name}", labelSets.put)
        on(.delete, "/v1/label-sets/{name}", labelSets.delete)
        on(.get, "/v1/label-sets/{name}/versions/{version}", labelSets.version)
        on(.post, "/v1/score", score.score)
        on(.post, "/v1/score:batch", score.scoreBatch)
        on(.post, "/v1/similarity", similarity.similarity)
        on(.post, "/v1/embeddings", embeddings.embeddings)
        return router
    }
}
