/// What is known about a finding in a study.
///
/// A finding that was not assessed, or not mentioned, has no state: it is missing from a row's labels.
public enum LabelState: Sendable, Equatable, Hashable {
    /// The finding is there.
    case present
    /// The finding is not there.
    case absent
    /// The report or the reader leaves it open.
    case uncertain

    /// Reads `1`, `0` or `-1`, as whole numbers or as `1.0`, `0.0`, `-1.0`; nil for anything else.
    init?(code: some StringProtocol) {
        switch code {
        case "1", "1.0": self = .present
        case "0", "0.0": self = .absent
        case "-1", "-1.0": self = .uncertain
        default: return nil
        }
    }

    /// `1`, `0` or `-1`.
    var code: String {
        switch self {
        case .present: "1"
        case .absent: "0"
        case .uncertain: "-1"
        }
    }
}
