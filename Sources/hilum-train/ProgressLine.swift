import Foundation

/// A line on the terminal's standard error while many things are worked on; nothing where there is no terminal.
struct ProgressLine {
    private let total: Int
    private let things: String
    private let isShown = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now

    init(total: Int, of things: String) {
        self.total = total
        self.things = things
        show(0)
    }

    /// Tells how many are done.
    func show(_ done: Int) {
        write("\r\u{1B}[K\(done) of \(total) \(things)\(remaining(done))")
    }

    /// Takes the line away, so that something else can be written.
    func clear() {
        write("\r\u{1B}[K")
    }

    private func remaining(_ done: Int) -> String {
        guard done > 0, done < total else { return "" }
        let seconds = (ContinuousClock.now - start) / .seconds(1) / Double(done) * Double(total - done)
        return ", \(Int(seconds.rounded(.up))) s left"
    }

    private func write(_ text: String) {
        if isShown { FileHandle.standardError.write(Data(text.utf8)) }
    }
}
