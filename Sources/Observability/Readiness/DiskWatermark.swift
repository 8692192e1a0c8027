import Foundation

/// What is left of a file system.
public struct DiskSpace: Sendable, Equatable {
    /// Bytes that this process may still write.
    public var freeBytes: UInt64
    /// Size in bytes.
    public var totalBytes: UInt64
    /// Files that this process may still make; nil where the file system has no fixed number of them.
    public var freeInodes: UInt64?
    /// Whether it is mounted read-only.
    public var isReadOnly: Bool

    /// States the figures.
    public init(freeBytes: UInt64, totalBytes: UInt64, freeInodes: UInt64?, isReadOnly: Bool) {
        self.freeBytes = freeBytes
        self.totalBytes = totalBytes
        self.freeInodes = freeInodes
        self.isReadOnly = isReadOnly
    }

    /// Asks the file system of a folder (statvfs(3)).
    public static func of(_ folder: String) throws(ObservabilityError) -> DiskSpace {
        var figures = statvfs()
        guard statvfs(folder, &figures) == 0 else { throw .unreadableFileSystem(code: errno) }
        let unit = UInt64(figures.f_frsize)
        return DiskSpace(
            freeBytes: Self.product(UInt64(figures.f_bavail), unit),
            totalBytes: Self.product(UInt64(figures.f_blocks), unit),
            freeInodes: figures.f_files == 0 ? nil : UInt64(figures.f_favail),
            isReadOnly: figures.f_flag & UInt(ST_RDONLY) != 0
        )
    }

    /// `hilum_disk_free_bytes` and `hilum_disk_size_bytes`, for `/metrics`.
    public var readings: [MetricReading] {
        [MetricReading(.diskFree, [:], freeBytes), MetricReading(.diskSize, [:], totalBytes)]
    }

    private static func product(_ count: UInt64, _ unit: UInt64) -> UInt64 {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? .max : bytes
    }
}

/// The least that has to be free for the service to be ready.
public struct DiskWatermark: Sendable, Equatable {
    /// Bytes.
    public var freeBytes: UInt64
    /// Part of the file system's size, 0...1.
    public var freeFraction: Double
    /// Files that can still be made.
    public var freeInodes: UInt64

    /// States the least; both bytes and fraction have to be met.
    public init(freeBytes: UInt64 = 256 << 20, freeFraction: Double = 0.02, freeInodes: UInt64 = 1_000) {
        self.freeBytes = freeBytes
        self.freeFraction = freeFraction
        self.freeInodes = freeInodes
    }

    /// Asks a folder's file system and throws where too little is left.
    public func check(_ folder: String) throws(ObservabilityError) {
        try check(DiskSpace.of(folder))
    }

    /// Throws where too little is left.
    public func check(_ space: DiskSpace) throws(ObservabilityError) {
        if space.isReadOnly { throw .readOnlyFileSystem }
        let share = min(max(freeFraction, 0), 1) * Double(space.totalBytes)
        let wanted = max(freeBytes, UInt64(exactly: share.rounded(.up)) ?? .max)
        if space.freeBytes < wanted { throw .diskLow(freeBytes: space.freeBytes, wantedBytes: wanted) }
        if let free = space.freeInodes, free < freeInodes { throw .inodesLow(free: free, wanted: freeInodes) }
    }
}
