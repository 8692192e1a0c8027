import Settings
import Testing

/// The list of settings is complete, and its names follow the rules.
@Suite struct SettingListTests {
    @Test func everyFieldHasOneSetting() {
        let sections = Mirror(reflecting: ServeSettings()).children
        #expect(sections.map(\.label) == SettingSection.allCases.map(\.rawValue))
        for section in sections {
            let fields = Mirror(reflecting: section.value).children.count
            #expect(Setting.all.filter { $0.section.rawValue == section.label }.count == fields)
        }
    }

    @Test func namesAreUnique() {
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
        #expect(!Setting.all.map(\.flag).contains(SettingSources.configurationFlag))
        #expect(!Setting.all.map(\.variable).contains(SettingSources.configurationVariable))
    }

    @Test(arguments: Setting.all.map(\.name))
    func namesAreWordsWithHyphens(name: String) {
        #expect(name.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil)
    }

    @Test func flagAndVariableFollowFromTheName() {
        let setting = Setting.connectionsPerAddress
        #expect(setting.key == "network.connections-per-address")
        #expect(setting.flag == "--connections-per-address")
        #expect(setting.variable == "HILUM_CONNECTIONS_PER_ADDRESS")
    }

    @Test func theSamplesCoverAllSettings() {
        #expect(Sample.all.map(\.name) == Setting.all.map(\.name))
    }

    @Test(arguments: Setting.all.map { ($0.name, $0.help) })
    func helpIsASentence(name: String, help: String) {
        #expect(help.hasSuffix(".") && help.first?.isLowercase == false && !help.contains("\n"))
    }
}
