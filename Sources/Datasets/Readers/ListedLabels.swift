/// Labels of which a row lists those that are present; all others are absent.
///
/// Rows with the same list share one dictionary.
struct ListedLabels {
    private let absent: [String: LabelState]
    private var shared: [[String]: [String: LabelState]] = [:]

    init(names: [String]) {
        absent = Dictionary(names.map { ($0, LabelState.absent) }) { first, _ in first }
    }

    /// The labels of a row; a listed label that is not among the names is left out.
    mutating func states(_ present: [String]) -> [String: LabelState] {
        if let known = shared[present] { return known }
        var labels = absent
        for name in present where absent[name] != nil { labels[name] = .present }
        shared[present] = labels
        return labels
    }

}
