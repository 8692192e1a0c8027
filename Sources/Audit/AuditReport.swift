public import Foundation

/// What checking an audit log has found.
public struct AuditReport: Equatable, Sendable {
    /// The files, oldest first.
    public internal(set) var files: [String] = []
    /// The records from the oldest kept one to the last good one.
    public internal(set) var records = 0
    /// The number of the oldest kept record; more than 1 where files were removed by rotation. 0 where there
    /// is none.
    public internal(set) var firstSequence = 0
    /// When the oldest kept record was made.
    public internal(set) var firstDate: Date?
    /// When the last good record was made.
    public internal(set) var lastDate: Date?
    /// The last good record.
    public internal(set) var head = AuditHead.beginning
    /// Bytes of an unfinished record at the end: one is being written now, or a crash has cut it short, of
    /// which the next start makes a record.
    public internal(set) var tornBytes = 0
    /// The first place at which the chain is broken; nil where it is whole.
    public internal(set) var firstBreak: AuditBreak?
    /// The number of the record whose hash was expected; nil where none was, or no record has it.
    public internal(set) var expectedSequence: Int?
}

/// A place at which a log is not as it was written.
public struct AuditBreak: Equatable, Sendable, CustomStringConvertible {
    /// The name of the file.
    public let file: String
    /// The line in it, from 1.
    public let line: Int
    /// What is wrong there.
    public let reason: Reason

    package init(file: String, line: Int, reason: Reason) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    /// What can be wrong with a line.
    public enum Reason: Equatable, Sendable {
        /// It is not a record.
        case notARecord
        /// It has no end, and another file follows.
        case unfinished
        /// Its number does not follow the one before: lines were removed, added or moved.
        case sequence(expected: Int, found: Int)
        /// It does not hold the hash of the line before: one of the two was changed.
        case chain
        /// It is the oldest one kept, and the log does not tell that those before it were removed by
        /// rotation.
        case beginning(sequence: Int)
    }

    /// The place and what is wrong there, in one sentence.
    public var description: String {
        let place = "\(file), line \(line)"
        switch reason {
        case .notARecord: return "\(place) is not a record."
        case .unfinished: return "\(place) has no end, although another file follows."
        case .sequence(let expected, let found):
            return
                "\(place) is record \(found) where \(expected) should be: lines were removed, added or moved."
        case .chain:
            return "\(place) does not hold the hash of the line before it: one of the two was changed."
        case .beginning(let sequence):
            return "\(place) is record \(sequence), and no record tells that the earlier ones were removed."
        }
    }
}
