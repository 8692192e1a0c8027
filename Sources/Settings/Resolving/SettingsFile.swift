import Foundation
import Spelling
import Yams

/// What a configuration file sets: a YAML mapping of sections to mappings of names to values.
///
/// YAML's own types play no part: `8080`, `"8080"` and `off` are the texts that stand there.
struct SettingsFile {
    /// A value in the file.
    struct Entry {
        let setting: Setting
        let text: String
        let line: Int?
    }

    private(set) var entries: [Entry] = []
    private(set) var problems: [SettingProblem] = []
    private let path: String
    private let known: [Setting]

    /// The largest file, in bytes.
    private static let byteLimit = 1 << 20

    /// Reads a file; what is wrong stands in ``problems``.
    ///
    /// - Parameter place: The flag or variable that named the file.
    init(path: String, place: String, known: [Setting]) {
        self.path = path
        self.known = known
        do {
            let text = try Self.text(of: path)
            if let root = try compose(yaml: text) { read(root) }
        } catch let unreadable as Unreadable {
            report(place, .unusableFile(reason: "\(path) \(unreadable.reason)"))
        } catch {
            reportMalformed(error)
        }
    }

    private struct Unreadable: Error {
        let reason: String
    }

    private static func text(of path: String) throws -> String {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Unreadable(reason: "does not exist; check the path")
        }
        guard let file = FileHandle(forReadingAtPath: path),
            // Nothing stands for an empty file.
            let data = try? file.read(upToCount: byteLimit + 1) ?? Data()
        else { throw Unreadable(reason: "cannot be read; check that it is a file and its permissions") }
        guard data.count <= byteLimit else { throw Unreadable(reason: "is larger than 1 MiB") }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Unreadable(reason: "is not UTF-8 text")
        }
        return text
    }

    private mutating func read(_ root: Node) {
        guard let sections = root.mapping else {
            if !root.isNothing {
                report(
                    path,
                    .unusableFile(reason: "it must hold sections such as 'server:' with settings below")
                )
            }
            return
        }
        for (key, content) in sections {
            let name = key.scalar?.string ?? "…"
            guard let section = SettingSection(rawValue: name) else {
                report(place(name, key), .unknown(nearest: nearestTopLevel(to: name)))
                continue
            }
            read(content, of: section, at: key)
        }
    }

    private mutating func read(_ content: Node, of section: SettingSection, at key: Node) {
        guard let settings = content.mapping else {
            // A section whose settings are all commented out.
            guard !content.isNothing else { return }
            let reason =
                "it must hold settings below it, such as 'server:' with '  port: 8080' in the next line"
            report(place(section.rawValue, key), .unusableFile(reason: reason))
            return
        }
        let members = known.filter { $0.section == section }
        for (key, value) in settings {
            let name = key.scalar?.string ?? "…"
            guard let setting = members.first(where: { $0.name == name }) else {
                let place = place("\(section.rawValue).\(name)", key)
                report(place, .unknown(nearest: nearest(to: name, in: section)))
                continue
            }
            read(value, of: setting, line: key.mark?.line)
        }
    }

    private mutating func read(_ value: Node, of setting: Setting, line: Int?) {
        let place = SettingOrigin.file(path: path, line: line).name(of: setting)
        let text = setting.takesList ? value.list : value.scalar?.string
        if value.isNothing {
            report(place, .missingValue(allowed: setting.allowed))
        } else if let text {
            entries.append(Entry(setting: setting, text: text, line: line))
        } else {
            let value = setting.isSecret ? nil : (value.mapping == nil ? "[…]" : "{…}")
            report(place, .notAllowed(value: value, allowed: setting.allowed))
        }
    }

    private func place(_ key: String, _ node: Node) -> String {
        "\(path)\(node.mark.map { ":\($0.line)" } ?? ""): \(SettingProblem.excerpt(key))"
    }

    private func nearest(to name: String, in section: SettingSection) -> String? {
        let members = known.filter { $0.section == section }.map(\.name)
        if let member = NearestName.to(name, among: members) { return "\(section.rawValue).\(member)" }
        return known.first { $0.name == name }?.key
    }

    /// The section that was meant, or the setting that was put outside of its section.
    private func nearestTopLevel(to name: String) -> String? {
        if let setting = known.first(where: { $0.name == name || $0.key == name }) {
            return "'\(setting.name):' below '\(setting.section.rawValue):'"
        }
        let sections = SettingSection.allCases.map(\.rawValue)
        return NearestName.to(name, among: sections).map { "'\($0):'" }
    }

    private mutating func report(_ place: String, _ kind: SettingProblem.Kind) {
        problems.append(SettingProblem(place, kind))
    }

    private mutating func reportMalformed(_ error: any Error) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            report(
                "\(path):\(mark.line)",
                .unusableFile(reason: "not valid YAML: \(problem); text such as '::' needs quotes")
            )
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.prefix(4).map { "'\($0.prefix(64))'" }.joined(separator: ", ")
            let reason = "the section that begins here has keys twice: \(names); keep one of each"
            report("\(path):\(context.mark.line)", .unusableFile(reason: reason))
        default: report(path, .unusableFile(reason: "not valid YAML"))
        }
    }
}

extension Node {
    /// Whether nothing stands here, or one of YAML's words for it.
    fileprivate var isNothing: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// The items of a sequence of texts, joined with commas, or the text itself.
    fileprivate var list: String? {
        guard let sequence else { return scalar?.string }
        let items = sequence.map { $0.isNothing ? nil : $0.scalar?.string }
        guard !items.contains(nil) else { return nil }
        return items.compactMap(\.self).joined(separator: ",")
    }
}
