import Foundation
import Observability
import Testing

/// The expected figures are worked out by hand from proc(5) for 100 ticks a second; pages are this machine's.
@Suite struct ProcessFiguresTests {
    private static let stat =
        "4711 (odd ) (name) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 150 0 0 20 0 9 0 360000 4096000 500 "
        + "18446744073709551615 1 1 0 0 0 0 0 4096 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
    private static let limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max open files            1024                 524288               files
        """
    private static let system = "cpu  1 2 3\nintr 5\nbtime 1700000000\nprocesses 3\n"

    /// A folder like `/proc` with one process.
    private final class Folder {
        let path: String

        init(stat: String?, limits: String?, system: String?, descriptors: [String]) throws {
            let root = FileManager.default.temporaryDirectory.appending(path: "proc-\(UUID().uuidString)")
            path = root.path
            try FileManager.default.createDirectory(
                at: root.appending(path: "self/fd"),
                withIntermediateDirectories: true
            )
            for (name, content) in [("self/stat", stat), ("self/limits", limits), ("stat", system)] {
                try content.map { try Data($0.utf8).write(to: root.appending(path: name)) }
            }
            for name in descriptors { try Data().write(to: root.appending(path: "self/fd/\(name)")) }
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    @Test(
        .enabled(
            if: sysconf(Int32(_SC_CLK_TCK)) == 100,
            "the kernel counts otherwise than a hundred a second"
        )
    )
    func readsEveryFigure() throws {
        let folder = try Folder(
            stat: Self.stat,
            limits: Self.limits,
            system: Self.system,
            descriptors: ["0", "1", "2", "17"]
        )
        let figures = ProcessFigures.read(folder: folder.path)
        #expect(figures.cpuSeconds == 4)
        #expect(figures.residentBytes == 500 * UInt64(sysconf(Int32(_SC_PAGESIZE))))
        #expect(figures.virtualBytes == 4_096_000)
        #expect(figures.openDescriptors == 4)
        #expect(figures.maximumDescriptors == 1_024)
        #expect(figures.startTimeSeconds == 1_700_003_600)
        #expect(figures.threads == 9)
        #expect(figures.readings.count == 7)
    }

    @Test(arguments: [
        "", "\n", "4711", "4711 (x", "4711 (x) S", "4711 (x) S 1 2 3 4 5 6 7 8 9 10 11 a b c d e f g h i j",
        ") ) )", "4711 (x)" + String(repeating: " -1", count: 50),
        "4711 (x)" + String(repeating: " 99999999999999999999999", count: 50),
    ])
    func leavesOutWhatMakesNoSense(stat: String) throws {
        let folder = try Folder(stat: stat, limits: stat, system: stat, descriptors: [])
        let figures = ProcessFigures.read(folder: folder.path)
        #expect(figures.readings.map(\.definition.name) == ["process_open_fds"])
    }

    @Test func survivesFiguresAtTheEndOfTheirRange() throws {
        let stat = "1 (x) S" + String(repeating: " \(UInt64.max)", count: 50)
        let folder = try Folder(
            stat: stat,
            limits: Self.limits,
            system: "btime \(UInt64.max)",
            descriptors: []
        )
        let figures = ProcessFigures.read(folder: folder.path)
        #expect(figures.residentBytes == nil)
        #expect(figures.virtualBytes == .max)
        #expect(figures.cpuSeconds?.isFinite == true)
    }

    @Test func unlimitedDescriptorsHaveNoFigure() throws {
        let limits = "Max open files            unlimited            unlimited            files"
        let folder = try Folder(stat: nil, limits: limits, system: nil, descriptors: ["0"])
        let figures = ProcessFigures.read(folder: folder.path)
        #expect(figures.maximumDescriptors == nil)
        #expect(figures.readings.map(\.value) == [1])
    }

    @Test func survivesAnAbsentFolder() {
        #expect(ProcessFigures.read(folder: "/nowhere/at/all").readings.isEmpty)
    }

    @Test func survivesBytesThatAreNoText() throws {
        let folder = try Folder(stat: nil, limits: nil, system: nil, descriptors: [])
        let bytes = Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167) })
        try bytes.write(to: URL(filePath: folder.path).appending(path: "self/stat"))
        #expect(ProcessFigures.read(folder: folder.path).readings.count <= 1)
    }

    @Test func readsThisProcess() {
        let figures = ProcessFigures.read()
        #expect(figures.readings.count == 7)
        #expect((figures.openDescriptors ?? 0) >= 3)
        #expect((figures.residentBytes ?? 0) > 1 << 20)
        #expect((figures.startTimeSeconds ?? 0) > 1_500_000_000)
    }
}
