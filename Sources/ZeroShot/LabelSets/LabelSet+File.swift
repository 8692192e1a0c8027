public import Foundation

extension LabelSet {
    /// A label set's JSON text from a file; nil where the file cannot be read.
    ///
    /// Of a file that is larger than a label set may be, one byte more than the limit is read, so that
    /// ``LabelSet/init(parsing:)`` refuses it.
    public static func content(ofFile path: String) -> Data? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        do {
            // Nothing stands for an empty file.
            return try file.read(upToCount: LabelSetLimits.bytes + 1) ?? Data()
        } catch {
            return nil
        }
    }
}
