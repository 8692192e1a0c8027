package import Foundation

extension ProcessInfo {
    /// The environment without the variables that are settings of the program, or that tests are steered by.
    package var environmentWithoutSettings: [String: String] {
        environment.filter { !$0.key.hasPrefix("HILUM_") }
    }
}
