import Access
import ArgumentParser
import Foundation

/// `hilum keys`: who may use the service.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Add, list and revoke the keys of a service.",
        discussion: """
            A running service follows the key file within a second. The file holds no key, only what a key \
            is recognised by; it belongs to the service's user alone (mode 600).
            """,
        subcommands: [Add.self, List.self, Revoke.self]
    )

    /// `hilum keys add`: makes a key.
    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and print it, this once.",
            discussion: """
                Standard output gets the key alone, so that it can be piped into a secret store; what it is \
                goes to standard error.
                """
        )

        @OptionGroup var file: KeyFileOption

        @Option(help: "What to call the key, such as the ward or the program that gets it.")
        var name: String

        @Option(
            help: "What the key allows: infer, search, admin or metrics; may be given several times.",
            transform: Self.scope(named:)
        )
        var scope: [Scope] = []

        @Option(
            help: "When the key is refused from: a day such as 2027-01-31 (00:00 UTC), or a span such as 90d."
        )
        var expires: String?

        func run() throws {
            let made: KeyFile.NewKey
            do throws(AccessError) {
                let now = Date()
                let moment = try expires.map { text throws(AccessError) in
                    try KeyExpiry(text).moment(from: now)
                }
                made = try file.keyFile.add(name: name, scopes: Set(scope), expires: moment, at: now)
            } catch {
                throw CommandError("\(error)")
            }
            let end = made.key.expires.map { "until \($0.formatted(.iso8601))" } ?? "until it is revoked"
            let explanation =
                "Made the key \(made.key.id) named \(made.key.name) for \(made.key.scopeNames), \(end).\n"
                + "It cannot be shown again. Clients send it as 'Authorization: Bearer KEY'.\n"
            try FileHandle.standardError.write(contentsOf: Data(explanation.utf8))
            print(made.text)
        }

        private static func scope(named text: String) throws -> Scope {
            guard let scope = Scope(rawValue: text) else {
                let names = Scope.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("\(text) is no scope. Name one of: \(names).")
            }
            return scope
        }
    }

    /// `hilum keys list`: shows the keys without their secrets.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the keys: what each allows, and until when."
        )

        @OptionGroup var file: KeyFileOption

        func run() throws {
            do throws(AccessError) {
                print(KeyTable(try file.keyFile.keys(), at: Date()).text)
            } catch {
                throw CommandError("\(error)")
            }
        }
    }

    /// `hilum keys revoke`: ends a key for good.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a key for good, by its id.")

        @OptionGroup var file: KeyFileOption

        @Argument(help: "The id of the key, as 'hilum keys list' shows it.")
        var id: String

        func run() throws {
            do throws(AccessError) {
                let key = try file.keyFile.revoke(id: id, at: Date())
                let since = key.revoked.map { $0.formatted(.iso8601) } ?? ""
                print("The key \(key.id) named \(key.name) is revoked since \(since).")
            } catch {
                throw CommandError("\(error)")
            }
        }
    }
}

/// The key file that a command is about.
struct KeyFileOption: ParsableArguments {
    @Option(name: .customLong("keys"), help: "The key file, the same that 'hilum serve' gets.")
    var path: String

    var keyFile: KeyFile { KeyFile(path: path) }
}

/// Keys as lines of text in columns; no line tells what a key is recognised by.
struct KeyTable {
    /// A line of headings and a line for each key.
    let text: String

    init(_ keys: [AccessKey], at date: Date) {
        let rows =
            [["id", "name", "scopes", "created", "expires", "state"]]
            + keys.map { key in
                [
                    key.id, key.name, key.scopeNames, key.created.formatted(.iso8601),
                    key.expires?.formatted(.iso8601) ?? "never", key.state(at: date).rawValue,
                ]
            }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        text = rows.map { cells in
            zip(cells.dropLast(), widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            .joined(separator: "  ") + "  " + (cells.last ?? "")
        }
        .joined(separator: "\n")
    }
}

extension AccessKey {
    fileprivate var scopeNames: String {
        Scope.allCases.filter(scopes.contains).map(\.rawValue).joined(separator: ",")
    }
}
