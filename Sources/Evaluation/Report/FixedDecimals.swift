import Foundation

extension Double {
    /// The number with a fixed count of decimals, 0 to 15, a point in every locale and no minus before zero.
    func fixed(_ decimals: Int) -> String {
        guard isFinite else { return description }
        let decimals = min(max(decimals, 0), 15)
        let text = String(format: "%.\(decimals)f", self)
        let isZero = text.allSatisfy { "-0.".contains($0) }
        return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }
}
