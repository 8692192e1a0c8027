import Audit
import HTTPMessage
import Inference
import Locking
import Observability
import Storage
import ZeroShot

/// What answers requests with the models that are served at a time.
///
/// A request keeps the one it found when it came, so that models can be replaced while requests run.
struct ServedEndpoints: Sendable {
    let models: ServedModels
    let members: [ScoringMember]
    let router: Router<Route>
}

/// The endpoints that new requests go to.
final class CurrentEndpoints: Sendable {
    private let endpoints: Guarded<ServedEndpoints>

    init(_ endpoints: ServedEndpoints) {
        self.endpoints = Guarded(endpoints)
    }

    var now: ServedEndpoints { endpoints.withLock(\.self) }

    func replace(with endpoints: ServedEndpoints) {
        self.endpoints.withLock { $0 = endpoints }
    }
}

/// Everything that stays when models are replaced, and makes the endpoints of new ones.
struct EndpointFactory: Sendable {
    let engine: InferenceEngine
    let database: HilumDatabase
    let catalog: LabelSetCatalog
    let configuration: ServiceConfiguration
    let metrics: Metrics
    let lifecycle: Lifecycle
    let board: ReadinessBoard
    let audit: AuditLog?
    let readings: @Sendable () -> [MetricReading]
    let administration: AdministrationEndpoints

    func endpoints(for models: ServedModels) -> ServedEndpoints {
        let members = models.members.map(member)
        let reader = InputReader(engine: engine, bounds: InputBounds(configuration))
        let routes = Routes(
            score: ScoreEndpoint(
                models: models,
                members: members,
                reader: reader,
                catalog: catalog,
                configuration: configuration
            ),
            similarity: SimilarityEndpoint(
                models: models,
                members: members,
                reader: reader,
                configuration: configuration
            ),
            embeddings: EmbeddingsEndpoint(
                models: models,
                members: members,
                reader: reader,
                configuration: configuration
            ),
            labelSets: LabelSetEndpoints(catalog: catalog, jsonDepth: configuration.jsonDepth),
            models: ModelsAnswer(models: models.members.map(ModelCard.init)),
            health: HealthEndpoints(
                readings: ServiceReadings(
                    models: models,
                    engine: engine,
                    database: database,
                    board: board,
                    audit: audit,
                    others: readings
                ),
                metrics: metrics,
                lifecycle: lifecycle
            ),
            administration: administration
        )
        return ServedEndpoints(models: models, members: members, router: routes.router())
    }

    private func member(_ model: ZeroShotModel) -> ScoringMember {
        let texts = TextEncoding(model: model, engine: engine)
        return ScoringMember(
            model: model,
            images: ImageEncoding(
                model: model,
                engine: engine,
                configuration: configuration,
                metrics: metrics
            ),
            texts: texts,
            prompts: PromptEmbeddings(
                texts: texts,
                store: database.promptEmbeddings,
                metrics: metrics
            )
        )
    }
}
