import Foundation

/// A complete checkpoint: a folder with the weights, the optimiser's moments and the state of the run.
public struct StoredCheckpoint: Sendable, Equatable {
    /// Its number; later ones have larger numbers.
    public let number: Int
    /// The folder, absolute.
    public let path: String
    /// Whether the validation before it was the best of the run so far.
    public let isBest: Bool
    /// Where the run stood.
    public let state: RunState
}

/// What was found in a run folder.
public struct CheckpointSearch: Sendable, Equatable {
    /// The checkpoint that was looked for, checked byte for byte, or nil where there is none.
    public let checkpoint: StoredCheckpoint?
    /// Newer ones that were passed over; each deserves a warning.
    public let damaged: [DamagedCheckpoint]
}

/// The folder of one training run, held by one process at a time.
///
/// It has `checkpoint-000001`, `checkpoint-000002` and so on, the figures, and a file `lock`. A checkpoint is
/// filled under another name, sealed with sizes and SHA-256 of its files, and renamed; so a process that is
/// killed at any point leaves each earlier checkpoint as it was.
public final class RunFolder: Sendable {
    /// The folder, absolute.
    public let path: String
    private let lock: RunLock

    static let prefix = "checkpoint-"
    private static let unfinishedPrefix = ".unfinished-"

    /// Makes the folder if it is missing, holds it for this process and removes what a killed one left half
    /// written. It is given free when this object goes.
    ///
    /// - Throws: ``RunError/inUse(path:process:)`` or ``RunError/unusableFolder(path:reason:)``.
    public init(path: String) throws(RunError) {
        let absolute = URL(fileURLWithPath: path).path
        self.path = absolute
        do {
            try FileManager.default.createDirectory(atPath: absolute, withIntermediateDirectories: true)
        } catch {
            throw .unusableFolder(path: absolute, reason: error.localizedDescription)
        }
        lock = try RunLock(folder: absolute)
        for name in names() where name.hasPrefix(Self.unfinishedPrefix) {
            try? FileManager.default.removeItem(atPath: "\(absolute)/\(name)")
        }
    }

    /// The path of a file of the run, such as `metrics.csv`.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    /// - Throws: ``RunError/alreadyBegun(path:)`` where there is a checkpoint, usable or not.
    public func requireUnbegun() throws(RunError) {
        guard numbers().isEmpty else { throw .alreadyBegun(path: path) }
    }

    /// The newest checkpoint that is whole; damaged ones are passed over.
    public func latest() -> CheckpointSearch {
        search { _ in true }
    }

    /// The newest whole checkpoint that was the best of its run when it was written.
    public func best() -> CheckpointSearch {
        search(\.isBest)
    }

    /// The newest whole checkpoint, for a run that is to go on.
    ///
    /// - Throws: ``RunError/noCheckpoint(path:damaged:)`` where there is none.
    public func checkpointToResume() throws(RunError) -> CheckpointSearch {
        let search = latest()
        guard search.checkpoint != nil else { throw .noCheckpoint(path: path, damaged: search.damaged) }
        return search
    }

    /// Writes a checkpoint, then removes old ones.
    ///
    /// The newest `keep` stay, and the newest one that was the best; damaged ones go with the old.
    ///
    /// - Parameters:
    ///   - isBest: Whether the validation before it was the best of the run so far.
    ///   - keep: How many stay, at least 1.
    ///   - fill: Puts files into a new, empty folder whose path it is given; `run.json` and `state.json` are
    ///     not its to write.
    /// - Throws: ``RunError/checkpointNotWritten(path:reason:kept:)``; all earlier checkpoints are as they were.
    @discardableResult
    public func save(
        _ state: RunState,
        isBest: Bool,
        keep: Int,
        fill: (_ folder: String) throws -> Void
    ) throws(RunError) -> StoredCheckpoint {
        let number = (numbers().last ?? 0) + 1
        let unfinished = file(Self.unfinishedPrefix + Self.digits(number))
        let finished = file(Self.prefix + Self.digits(number))
        do {
            try write(state, isBest: isBest, to: unfinished, fill: fill)
            guard rename(unfinished, finished) == 0 else { throw SystemFailure.last("renaming it") }
            try FileSystem.synchronize(path)
        } catch {
            try? FileManager.default.removeItem(atPath: unfinished)
            throw .checkpointNotWritten(
                path: path,
                reason: SystemFailure.reason(for: error),
                kept: numbers().last.map { Self.prefix + Self.digits($0) }
            )
        }
        removeOld(keep: keep)
        return StoredCheckpoint(number: number, path: finished, isBest: isBest, state: state)
    }

    private func write(
        _ state: RunState,
        isBest: Bool,
        to folder: String,
        fill: (String) throws -> Void
    ) throws {
        try? FileManager.default.removeItem(atPath: folder)
        guard mkdir(folder, 0o755) == 0 else { throw SystemFailure.last("making its folder") }
        try fill(folder)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try FileSystem.write(encoder.encode(state), to: "\(folder)/\(CheckpointSeal.stateFileName)")
        let seal = try CheckpointSeal(sealing: folder, isBest: isBest)
        try FileSystem.write(encoder.encode(seal), to: "\(folder)/\(CheckpointSeal.fileName)")
        try FileSystem.synchronize(folder)
    }

    private func search(_ isWanted: (CheckpointSeal) -> Bool) -> CheckpointSearch {
        var damaged: [DamagedCheckpoint] = []
        for number in numbers().reversed() {
            let name = Self.prefix + Self.digits(number)
            do {
                let seal = try CheckpointSeal.read(file(name))
                guard isWanted(seal) else { continue }
                try seal.verify(file(name))
                let state = try Self.state(file(name))
                let found = StoredCheckpoint(
                    number: number,
                    path: file(name),
                    isBest: seal.isBest,
                    state: state
                )
                return CheckpointSearch(checkpoint: found, damaged: damaged)
            } catch {
                damaged.append(DamagedCheckpoint(name: name, reason: error.reason))
            }
        }
        return CheckpointSearch(checkpoint: nil, damaged: damaged)
    }

    private static func state(_ folder: String) throws(SystemFailure) -> RunState {
        let path = "\(folder)/\(CheckpointSeal.stateFileName)"
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SystemFailure(reason: "\(CheckpointSeal.stateFileName) cannot be read")
        }
        do {
            return try JSONDecoder().decode(RunState.self, from: data)
        } catch {
            throw SystemFailure(reason: "\(CheckpointSeal.stateFileName) was written by another version")
        }
    }

    /// A seal that can be read is trusted here: reading gigabytes again at each checkpoint would stop the run.
    private func removeOld(keep: Int) {
        let complete = numbers().reversed().compactMap { number in
            (try? CheckpointSeal.read(file(Self.prefix + Self.digits(number)))).map { (number, $0.isBest) }
        }
        var kept = Set(complete.prefix(max(keep, 1)).map(\.0))
        if let best = complete.first(where: \.1) { kept.insert(best.0) }
        let oldest = complete.prefix(max(keep, 1)).last?.0 ?? 0
        for number in numbers() where !kept.contains(number) && number < oldest {
            let aside = file(Self.unfinishedPrefix + Self.digits(number))
            if rename(file(Self.prefix + Self.digits(number)), aside) == 0 {
                try? FileManager.default.removeItem(atPath: aside)
            }
        }
    }

    /// The numbers of all checkpoints, ascending.
    private func numbers() -> [Int] {
        names().compactMap { name in
            guard name.hasPrefix(Self.prefix) else { return nil }
            let digits = name.dropFirst(Self.prefix.count)
            guard let number = Int(digits), (1..<1_000_000_000).contains(number),
                digits == Self.digits(number)
            else { return nil }
            return number
        }.sorted()
    }

    private func names() -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }

    private static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 6 - text.count)) + text
    }
}
