/// What a key lets its holder do; no scope includes another.
public enum Scope: String, CaseIterable, Sendable {
    /// Scoring images and reports.
    case infer
    /// Searching the index.
    case search
    /// Changing label sets, the index, models and keys.
    case admin
    /// Reading the service's figures.
    case metrics
}
