import Foundation
import Tensors
import TestFiles
import Testing
import WeightFiles

/// Damaged files are read or refused, every number of what is read is there, and nothing ends the process.
///
/// `HILUM_MUTATIONS` says how many files each test makes (10,000), `HILUM_MUTATIONS_SEED` from which seed on (0). The
/// file being read when a run ends early is `hilum-mutations-*` in the folder for temporary files.
@Suite struct MutationTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["HILUM_MUTATIONS"].flatMap { Int($0) } ?? 10_000
    private static let firstSeed = environment["HILUM_MUTATIONS_SEED"].flatMap { UInt64($0) } ?? 0

    @Test func survivesDamagedArchives() throws {
        let files = try DamagedFile.archives()
        let make: (inout SplitMix) -> [UInt8] = { random in
            // The three that PyTorch wrote have the most to damage, and take the longest.
            files[random.once(in: 4) ? random.below(3) : random.below(files.count)].damagedArchive(&random)
        }
        try survives(make) { path throws(WeightFileError) in try TorchFile(path: path) }
    }

    @Test func survivesDamagedSafetensors() throws {
        let files = DamagedFile.safetensors()
        let make: (inout SplitMix) -> [UInt8] = { random in random.pick(files).damagedSafetensors(&random) }
        try survives(make) { path throws(WeightFileError) in try SafetensorsFile(path: path) }
    }

    private func survives<File: WeightFile>(
        _ damaged: (inout SplitMix) -> [UInt8],
        _ open: (String) throws(WeightFileError) -> File
    ) throws {
        let file = try RewrittenFile()
        var outcomes = (read: 0, refused: 0)
        for number in 0..<UInt64(Self.count) {
            var random = SplitMix((Self.firstSeed &+ number) &* 0x2545_F491_4F6C_DD1D)
            try file.write(damaged(&random))
            do throws(WeightFileError) {
                Self.readEverything(try open(file.path))
                outcomes.read += 1
            } catch {
                if error.description.isEmpty { Issue.record("file \(number) is refused without a reason") }
                outcomes.refused += 1
            }
        }
        // Damage may hit what nobody reads, and must be noticed where it counts.
        #expect(outcomes.read > 0 && outcomes.refused > outcomes.read, "\(outcomes)")
    }

    /// Reads all tensors, so that one that lies outside its file is noticed.
    private static func readEverything(_ file: some WeightFile) {
        for name in file.names {
            let extents = file.extents(of: name)
            guard let parameter = file.parameter(name) else { continue }
            let values = parameter.floats()
            // Testing.expect takes longer than everything else here.
            if parameter.extents != extents || values.count != extents?.reduce(1, *)
                || file.elementType(of: name) == nil
            {
                Issue.record("a tensor of shape \(parameter.extents) has \(values.count) values")
            }
        }
    }
}

/// One file that is written over in place: millions of files made and removed would take hours.
private final class RewrittenFile {
    let path = FileManager.default.temporaryDirectory.appending(path: "hilum-mutations-\(UUID().uuidString)")
        .path
    private let descriptor: Int32

    init() throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    func write(_ bytes: [UInt8]) throws {
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
            ftruncate(descriptor, off_t(bytes.count)) == 0
        else { throw CocoaError(.fileWriteUnknown) }
    }
}
