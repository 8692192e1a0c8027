// The names, the help and the buckets of this service's metrics stand here and nowhere else. A label's value is always
// one of ours (a route's pattern, a problem's code, a stage), never what a client sent.

extension CounterMetric {
    /// Labels: `route` is a route's pattern, `file` or `none`; `code` is the status.
    public static let requests = CounterMetric(
        "hilum_requests_total",
        labels: ["route", "code"],
        help: "Answers by route and status code."
    )
    /// Label: `code` is the problem's code, such as `overloaded` or `rate-limited`.
    public static let refusals = CounterMetric(
        "hilum_rejected_total",
        labels: ["code"],
        help: "Requests refused for want of capacity or allowance, by problem code."
    )
    /// Label: `code` is the problem's code.
    public static let decodeFailures = CounterMetric(
        "hilum_decode_failures_total",
        labels: ["code"],
        help: "Images that could not be decoded, by problem code."
    )
    /// Label: `source` is `memory`, `running`, `database` or `encoder`.
    public static let promptSets = CounterMetric(
        "hilum_prompt_sets_total",
        labels: ["source"],
        help: "Label sets asked for, by where their prompt embeddings came from."
    )
    /// Prompts.
    public static let promptsEncoded = CounterMetric(
        "hilum_prompts_encoded_total",
        help: "Prompts that went through the text encoder."
    )
    /// Images.
    public static let imagesEncoded = CounterMetric(
        "hilum_images_encoded_total",
        help: "Images that went through the image encoder."
    )
    /// Labels: `cache` names the cache, `outcome` is `hit` or `miss`.
    public static let cacheLookups = CounterMetric(
        "hilum_cache_lookups_total",
        labels: ["cache", "outcome"],
        help: "Look-ups in a cache, by cache and outcome."
    )
    /// Label: `scope` is `key` or `address`.
    public static let rateLimited = CounterMetric(
        "hilum_rate_limited_total",
        labels: ["scope"],
        help: "Requests over their caller's own rate, by what the rate is counted for."
    )
    /// Label: `reason` is `missing`, `unknown`, `expired`, `scope` or `slowed`.
    public static let authenticationFailures = CounterMetric(
        "hilum_auth_failures_total",
        labels: ["reason"],
        help: "Requests without a key that allows them, by reason."
    )
    /// Audit records.
    public static let auditRecordsLost = CounterMetric(
        "hilum_audit_records_lost_total",
        help: "Audit records that could not be written."
    )
    /// Label: `reason` is `series`, `metrics`, `labels` or `kind`; see ``PrometheusRegistry``.
    public static let seriesRefused = CounterMetric(
        "hilum_metrics_refused_total",
        labels: ["reason"],
        help: "Times that a series of a metric was asked for and not kept, by reason."
    )
    /// Connections.
    public static let connectionsAccepted = CounterMetric(
        "hilum_connections_accepted_total",
        help: "Connections accepted."
    )
    /// Connections.
    public static let connectionsRefused = CounterMetric(
        "hilum_connections_refused_total",
        help: "Connections refused."
    )
    /// Connections.
    public static let connectionsEvicted = CounterMetric(
        "hilum_connections_evicted_total",
        help: "Idle connections closed to make room."
    )
    /// Requests.
    public static let requestsCancelled = CounterMetric(
        "hilum_requests_cancelled_total",
        help: "Requests whose client went away or whose time was up."
    )
}

extension GaugeMetric {
    /// Jobs.
    public static let queueWaiting = GaugeMetric(
        "hilum_queue_waiting",
        help: "Jobs waiting for a compute thread."
    )
    /// Bytes of the bodies whose jobs wait.
    public static let queueBytes = GaugeMetric(
        "hilum_queue_bytes",
        unit: .bytes,
        help: "Bytes of request bodies whose jobs wait for a compute thread."
    )
    /// Jobs.
    public static let computeRunning = GaugeMetric(
        "hilum_compute_running",
        help: "Jobs on a compute thread."
    )
    /// Connections.
    public static let connectionsOpen = GaugeMetric("hilum_connections_open", help: "Connections open now.")
    /// Bytes of request bodies.
    public static let bufferedBodyBytes = GaugeMetric(
        "hilum_buffered_body_bytes",
        unit: .bytes,
        help: "Bytes of request bodies held now."
    )
    /// Always 1. Labels: the package's `id`, its digest `sha256`, the arithmetic's `precision`.
    public static let modelInfo = GaugeMetric(
        "hilum_model_info",
        labels: ["id", "sha256", "precision"],
        help: "The models that serve; the value is always 1."
    )
    /// Always 1. Labels: the service's `version`, the compiler's `swift`.
    public static let buildInfo = GaugeMetric(
        "hilum_build_info",
        labels: ["version", "swift"],
        help: "The build that runs; the value is always 1."
    )
    /// 1 where the check passed within its maximum age, else 0. Label: `check`.
    public static let ready = GaugeMetric(
        "hilum_ready",
        labels: ["check"],
        help: "Whether a readiness check passed lately, 1 or 0."
    )
    /// Seconds. Label: `check`.
    public static let readyAge = GaugeMetric(
        "hilum_ready_age_seconds",
        unit: .seconds,
        labels: ["check"],
        help: "Age of a readiness check's last result."
    )
    /// Bytes that the service may still write.
    public static let diskFree = GaugeMetric(
        "hilum_disk_free_bytes",
        unit: .bytes,
        help: "Bytes free on the database's file system."
    )
    /// Bytes.
    public static let diskSize = GaugeMetric(
        "hilum_disk_size_bytes",
        unit: .bytes,
        help: "Size of the database's file system."
    )
}

extension HistogramMetric {
    /// One millisecond to half a minute, doubling.
    private static let secondBounds = (0..<16).map { 0.001 * Double(1 << $0) }

    /// Label: `route` as for ``CounterMetric/requests``.
    public static let requestSeconds = HistogramMetric(
        "hilum_request_seconds",
        unit: .seconds,
        labels: ["route"],
        bounds: secondBounds,
        help: "From a request's first byte to its answer, by route."
    )
    /// Label: `stage` is a ``RequestStage``.
    public static let stageSeconds = HistogramMetric(
        "hilum_stage_seconds",
        unit: .seconds,
        labels: ["stage"],
        bounds: secondBounds,
        help: "Time in one stage of a request."
    )
    /// Images, 1 to 32, doubling.
    public static let imageBatchSize = HistogramMetric(
        "hilum_image_batch_size",
        bounds: (0..<6).map { Double(1 << $0) },
        help: "Images that were encoded together; the count is that of the batches."
    )
}

extension MetricCatalogue {
    /// Everything that the service writes at `/metrics`.
    public static let hilum = MetricCatalogue(
        ([
            .requests, .refusals, .decodeFailures, .promptSets, .promptsEncoded, .imagesEncoded,
            .cacheLookups, .rateLimited, .authenticationFailures, .auditRecordsLost, .seriesRefused,
            .connectionsAccepted,
            .connectionsRefused, .connectionsEvicted, .requestsCancelled, .processCPU,
        ] as [CounterMetric]).map(\.definition)
            + ([
                .queueWaiting, .queueBytes, .computeRunning, .connectionsOpen, .bufferedBodyBytes, .modelInfo,
                .buildInfo, .ready, .readyAge, .diskFree, .diskSize, .processResidentMemory,
                .processVirtualMemory, .processOpenDescriptors, .processMaximumDescriptors,
                .processStartTime, .processThreads,
            ] as [GaugeMetric]).map(\.definition)
            + ([.requestSeconds, .stageSeconds, .imageBatchSize] as [HistogramMetric]).map(\.definition)
    )
}
