import Foundation
import Observability
import Testing

@Suite struct DiskWatermarkTests {
    private static let gibibyte: UInt64 = 1 << 30

    private func space(
        free: UInt64 = 50 * gibibyte,
        total: UInt64 = 100 * gibibyte,
        inodes: UInt64? = 1_000_000,
        readOnly: Bool = false
    ) -> DiskSpace {
        DiskSpace(freeBytes: free, totalBytes: total, freeInodes: inodes, isReadOnly: readOnly)
    }

    private let watermark = DiskWatermark(freeBytes: 1 << 20, freeFraction: 0.1, freeInodes: 100)

    @Test func passesWhereEnoughIsLeft() throws {
        try watermark.check(space())
        try watermark.check(space(free: 10 * Self.gibibyte, inodes: 100))
        try watermark.check(space(inodes: nil))
    }

    @Test func wantsBytesAndFraction() {
        let wanted = 10 * Self.gibibyte
        #expect(throws: ObservabilityError.diskLow(freeBytes: wanted - 1, wantedBytes: wanted)) {
            try watermark.check(space(free: wanted - 1))
        }
        #expect(throws: ObservabilityError.diskLow(freeBytes: 1_000, wantedBytes: 1 << 20)) {
            try watermark.check(space(free: 1_000, total: 2_000))
        }
    }

    @Test func wantsInodes() {
        #expect(throws: ObservabilityError.inodesLow(free: 99, wanted: 100)) {
            try watermark.check(space(inodes: 99))
        }
    }

    @Test func wantsToWrite() {
        #expect(throws: ObservabilityError.readOnlyFileSystem) { try watermark.check(space(readOnly: true)) }
    }

    @Test(arguments: [-1.0, 0, 1, 7, .nan, .infinity])
    func oddFractionsDoNotTrap(fraction: Double) {
        let watermark = DiskWatermark(freeBytes: 0, freeFraction: fraction, freeInodes: 0)
        _ = try? watermark.check(space(free: .max, total: .max))
        _ = try? watermark.check(space(free: 0, total: 0))
    }

    @Test func asksTheFileSystem() throws {
        let space = try DiskSpace.of(FileManager.default.temporaryDirectory.path)
        #expect(space.totalBytes >= space.freeBytes && space.totalBytes > 0)
        #expect(space.readings.map(\.definition.name) == ["hilum_disk_free_bytes", "hilum_disk_size_bytes"])
        let hunger = DiskWatermark(freeBytes: .max, freeFraction: 0, freeInodes: 0)
        #expect(throws: ObservabilityError.self) { try hunger.check(space) }
    }

    @Test func tellsThatAFolderIsAbsent() {
        #expect(throws: ObservabilityError.unreadableFileSystem(code: ENOENT)) {
            try DiskSpace.of("/nowhere/at/all")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/mountinfo"), "there is no proc"))
    func readsAFileSystemWithoutInodes() throws {
        #expect(try DiskSpace.of("/proc").freeInodes == nil)
    }
}
