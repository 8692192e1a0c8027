import ArgumentParser
import Audit
import Foundation

/// `hilum audit`: what was recorded of who did what.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check the audit log of a service.",
        subcommands: [Verify.self]
    )

    /// `hilum audit verify`: whether a log is as it was written.
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that no record was changed, removed, added or moved.",
            discussion: """
                The exit code is 1 where one was. The end of a log cannot vouch for itself: note the head \
                that is printed where the service cannot write, and give it with --expect later to see that \
                nothing before it was cut off or made anew. The log may be in use.
                """
        )

        @Argument(help: "The folder of the audit log.")
        var folder: String

        @Option(help: "A head noted earlier, which must still be in the log.")
        var expect: String?

        func run() throws {
            let report: AuditReport
            do throws(AuditError) {
                report = try AuditVerifier(folder: folder).verify(expecting: expect)
            } catch {
                throw CommandError("\(error)")
            }
            printReport(report)
            if let firstBreak = report.firstBreak {
                throw CommandError("The audit log is broken: \(firstBreak)")
            }
            guard expect == nil || report.expectedSequence != nil else {
                throw CommandError(
                    "No record has the expected hash: the log was cut off or made anew, or has left it behind."
                )
            }
            print("chain    whole, as far as it goes")
        }

        private func printReport(_ report: AuditReport) {
            print("files    \(report.files.count)")
            if report.records > 0 {
                print("records  \(report.firstSequence) to \(report.head.sequence)")
                print("time     \(Self.text(report.firstDate)) to \(Self.text(report.lastDate))")
            } else {
                print("records  none")
            }
            print("head     \(report.head.hash)")
            if report.tornBytes > 0 {
                print(
                    "end      \(report.tornBytes) bytes of a record that is being written or was cut short"
                )
            }
            if let sequence = report.expectedSequence {
                print("expected record \(sequence), as noted")
            }
        }

        private static func text(_ date: Date?) -> String { date?.formatted(.iso8601) ?? "?" }
    }
}
