extension CounterMetric {
    /// Seconds of processor time.
    public static let processCPU = CounterMetric(
        "process_cpu_seconds_total",
        unit: .seconds,
        help: "Processor time in user and kernel mode."
    )
}

extension GaugeMetric {
    /// Bytes.
    public static let processResidentMemory = GaugeMetric(
        "process_resident_memory_bytes",
        unit: .bytes,
        help: "Memory in RAM."
    )
    /// Bytes.
    public static let processVirtualMemory = GaugeMetric(
        "process_virtual_memory_bytes",
        unit: .bytes,
        help: "Address space."
    )
    /// File descriptors.
    public static let processOpenDescriptors = GaugeMetric(
        "process_open_fds",
        help: "File descriptors open now."
    )
    /// File descriptors.
    public static let processMaximumDescriptors = GaugeMetric(
        "process_max_fds",
        help: "The most file descriptors that may be open."
    )
    /// Seconds since 1970.
    public static let processStartTime = GaugeMetric(
        "process_start_time_seconds",
        unit: .seconds,
        help: "When the process started, since 1970."
    )
    /// Threads.
    public static let processThreads = GaugeMetric("process_threads", help: "Threads of the process.")
}

extension ProcessFigures {
    /// The figures that are known, for `/metrics`.
    public var readings: [MetricReading] {
        let gauges: [(GaugeMetric, Double?)] = [
            (.processResidentMemory, residentBytes.map { Double($0) }),
            (.processVirtualMemory, virtualBytes.map { Double($0) }),
            (.processOpenDescriptors, openDescriptors.map { Double($0) }),
            (.processMaximumDescriptors, maximumDescriptors.map { Double($0) }),
            (.processStartTime, startTimeSeconds),
            (.processThreads, threads.map { Double($0) }),
        ]
        let known = gauges.compactMap { metric, value in value.map { MetricReading(metric, [:], $0) } }
        let time = cpuSeconds.map { MetricReading(CounterMetric.processCPU.definition, [:], $0) }
        return known + (time.map { [$0] } ?? [])
    }
}
