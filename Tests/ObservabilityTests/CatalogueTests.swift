import Observability
import Testing

@Suite struct CatalogueTests {
    private static let definitions = MetricCatalogue.hilum.definitions

    @Test func namesAreUnique() {
        #expect(Set(Self.definitions.map(\.name)).count == Self.definitions.count)
    }

    /// Prometheus, "Metric and label naming".
    @Test(arguments: definitions)
    func namesFollowTheConventions(definition: MetricDefinition) {
        let name = definition.name
        #expect(name.hasPrefix("hilum_") || name.hasPrefix("process_"))
        #expect(name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") })
        #expect(name.hasSuffix("_total") == (definition.kind == .counter))
        if let unit = definition.unit {
            let stem = definition.kind == .counter ? String(name.dropLast(6)) : name
            #expect(stem.hasSuffix("_" + unit.rawValue))
        }
        #expect(definition.help.hasSuffix("."))
        #expect(!definition.labels.contains("le"))
    }

    @Test(arguments: definitions)
    func boundsAscend(definition: MetricDefinition) {
        guard case .histogram(let bounds) = definition.kind else { return }
        #expect(!bounds.isEmpty)
        #expect(bounds == bounds.sorted() && Set(bounds).count == bounds.count)
        #expect(bounds.allSatisfy { $0.isFinite })
    }

    @Test(arguments: [
        "hilum_requests_total", "hilum_rejected_total", "hilum_decode_failures_total",
        "hilum_prompt_sets_total", "hilum_prompts_encoded_total", "hilum_images_encoded_total",
        "hilum_request_seconds", "hilum_stage_seconds", "hilum_image_batch_size", "hilum_connections_open",
        "hilum_connections_accepted_total", "hilum_connections_refused_total",
        "hilum_connections_evicted_total", "hilum_requests_cancelled_total", "hilum_buffered_body_bytes",
        "hilum_queue_waiting", "hilum_compute_running",
    ])
    func keepsPublishedNames(name: String) {
        #expect(MetricCatalogue.hilum[name] != nil)
    }

    @Test func theFirstOfTwoDefinitionsCounts() {
        let catalogue = MetricCatalogue([
            MetricDefinition(name: "a", kind: .gauge, help: "First."),
            MetricDefinition(name: "a", kind: .counter, help: "Second."),
        ])
        #expect(catalogue["a"]?.help == "First.")
    }
}
