import Foundation
import TestFiles
import Testing
import WeightFiles

@Suite struct SafetensorsRefusalTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test(
        arguments: HostileWeights.lengths + HostileWeights.headers + HostileWeights.fields
            + HostileWeights.ranges
    )
    func refusesAFileWith(hostile: HostileWeights) throws {
        let path = try folder.write(hostile.bytes)
        let error = #expect(throws: WeightFileError.self) { try SafetensorsFile(path: path) }
        guard case .malformed(path, let reason) = error else {
            Issue.record("refused with \(String(describing: error))")
            return
        }
        #expect(reason.hasPrefix("at byte ") && reason.contains(hostile.reason), "\(reason)")
        #expect(reason.utf8.count < 1_000)
    }

    @Test func refusesWhatIsNoFileWithContent() throws {
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let empty = try folder.write([], as: "empty")
        for path in [folder.path, folder.path("missing"), empty, pipe, "/dev/zero", "/dev/null", ""] {
            let error = #expect(throws: WeightFileError.self) { try SafetensorsFile(path: path) }
            guard case .unreadable(path, _) = error else {
                Issue.record("\(path) was refused with \(String(describing: error))")
                continue
            }
        }
    }

    @Test func saysWhatIsWrongAndWhatToDo() throws {
        let path = try folder.write([1, 2, 3])
        let error = #expect(throws: WeightFileError.self) { try SafetensorsFile(path: path) }
        #expect(
            error?.description
                == "\(path) is not a usable weight file: at byte 0, it has 3 bytes where the header's "
                + "length takes 8. Copy or export the weights again."
        )
    }
}
