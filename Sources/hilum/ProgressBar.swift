import Foundation

/// A bar on the terminal's standard error while many images are worked on; nothing where there is no terminal.
final class ProgressBar {
    private let total: Int
    private var done = 0
    private let isShown: Bool
    private let start = ContinuousClock.now

    init(total: Int) {
        self.total = total
        isShown = total > 1 && isatty(STDERR_FILENO) == 1
        draw()
    }

    func advance() {
        done += 1
        draw()
    }

    /// Takes the bar off the line, so that something else can be written.
    func clear() {
        write("\r\u{1B}[K")
    }

    private func draw() {
        let width = 30
        let filled = width * done / max(total, 1)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
        write("\r\u{1B}[K\(bar) \(done)/\(total)\(remaining)")
    }

    private var remaining: String {
        guard done > 0, done < total else { return "" }
        let seconds = (ContinuousClock.now - start) / .seconds(1) / Double(done) * Double(total - done)
        return ", \(Int(seconds.rounded(.up))) s left"
    }

    private func write(_ text: String) {
        if isShown { FileHandle.standardError.write(Data(text.utf8)) }
    }
}
