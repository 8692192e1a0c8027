import ArgumentParser
import Foundation
import Settings

/// Every flag of `hilum serve` that stands for a setting, and the file that they may stand in.
struct ServeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A YAML file of settings; Deploy/hilum.example.yml shows them all. (environment: \(SettingSources.configurationVariable))",
            valueName: "file"
        )
    )
    var configuration: String?

    @OptionGroup(title: "Server") var server: ServerOptions
    @OptionGroup(title: "Scoring") var scoring: ScoringOptions
    @OptionGroup(title: "Storage") var storage: StorageOptions
    @OptionGroup(title: "Network") var network: NetworkOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions
    @OptionGroup(title: "Access") var access: AccessOptions
    @OptionGroup(title: "Health") var health: HealthOptions

    /// What a newcomer has to know about flags, for the discussion of the command's help.
    static let explanation = """
        Every flag below is a setting. It can also be given as an environment variable, HILUM_ before its name in \
        capitals (--body-bytes: HILUM_BODY_BYTES), or in the YAML file that --configuration names, under the section \
        that heads it here (limits: body-bytes). A flag goes before a variable, a variable before the file.
        """

    /// The effective settings.
    ///
    /// - Throws: `ValidationError` with everything that is wrong with them.
    func settings() throws -> ResolvedSettings {
        let groups: [any SettingOptions] = [server, scoring, storage, network, limits, access, health]
        let written = groups.flatMap(\.written).compactMap { setting, text in text.map { (setting.name, $0) }
        }
        let sources = SettingSources(
            flags: Dictionary(written) { _, last in last },
            configuration: configuration,
            environment: ProcessInfo.processInfo.environment
        )
        do throws(SettingsError) {
            return try ResolvedSettings(sources)
        } catch {
            throw ValidationError("\(error)")
        }
    }
}
