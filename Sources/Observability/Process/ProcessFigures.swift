import Foundation

/// What the kernel says of this process, under the names that Prometheus' client libraries agree on.
///
/// A figure that cannot be read or makes no sense is nil; the others are still there. Source: proc(5).
public struct ProcessFigures: Sendable, Equatable {
    /// Processor time in user and kernel mode, in seconds.
    public var cpuSeconds: Double?
    /// Memory in RAM, in bytes.
    public var residentBytes: UInt64?
    /// Address space, in bytes.
    public var virtualBytes: UInt64?
    /// File descriptors open now.
    public var openDescriptors: UInt64?
    /// The soft limit of file descriptors; nil where there is none.
    public var maximumDescriptors: UInt64?
    /// Seconds since 1970 at which the process started.
    public var startTimeSeconds: Double?
    /// Threads.
    public var threads: UInt64?

    /// Reads the figures now.
    /// - Parameter folder: Where proc(5) is mounted.
    public static func read(folder: String = "/proc") -> ProcessFigures {
        ProcessFigures(
            stat: ProcessFile.text("\(folder)/self/stat"),
            limits: ProcessFile.text("\(folder)/self/limits"),
            system: ProcessFile.text("\(folder)/stat"),
            openDescriptors: ProcessFile.entries("\(folder)/self/fd")
        )
    }

    /// Takes the figures out of the files' content.
    init(
        stat: String?,
        limits: String?,
        system: String?,
        openDescriptors: UInt64?,
        machine: MachineUnits = .current
    ) {
        self.openDescriptors = openDescriptors
        maximumDescriptors = limits.flatMap(Self.descriptorLimit)
        guard let fields = stat.flatMap(StatFields.init) else { return }
        if let user = fields[14], let kernel = fields[15] {
            cpuSeconds = (Double(user) + Double(kernel)) / machine.ticksPerSecond
        }
        threads = fields[20]
        virtualBytes = fields[23]
        if let pages = fields[24] {
            let (bytes, overflow) = pages.multipliedReportingOverflow(by: machine.pageBytes)
            residentBytes = overflow ? nil : bytes
        }
        if let start = fields[22], let boot = system.flatMap(Self.bootTime) {
            startTimeSeconds = Double(boot) + Double(start) / machine.ticksPerSecond
        }
    }

    /// `Max open files  1024  4096  files`: the soft limit comes first.
    private static func descriptorLimit(_ limits: String) -> UInt64? {
        let title = "Max open files"
        let line = limits.split(separator: "\n").first { $0.hasPrefix(title) }
        return line?.dropFirst(title.count).split(separator: " ").first.flatMap { UInt64($0) }
    }

    /// `btime 1700000000`, in seconds since 1970.
    private static func bootTime(_ system: String) -> UInt64? {
        let line = system.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }
    }
}

/// What the kernel counts in.
struct MachineUnits: Sendable {
    let ticksPerSecond: Double
    let pageBytes: UInt64

    static let current = MachineUnits(
        ticksPerSecond: Double(max(1, sysconf(Int32(_SC_CLK_TCK)))),
        pageBytes: UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))
    )
}

/// The fields of `/proc/[pid]/stat`, numbered from 1 as in proc(5).
private struct StatFields {
    /// From the third field on; the second is the program's name in parentheses, which may hold anything.
    private let rest: [Substring]

    init?(_ stat: String) {
        guard let end = stat.lastIndex(of: ")") else { return nil }
        rest = stat[stat.index(after: end)...].split { $0 == " " || $0 == "\n" }
    }

    subscript(number: Int) -> UInt64? {
        let index = number - 3
        return rest.indices.contains(index) ? UInt64(rest[index]) : nil
    }
}
