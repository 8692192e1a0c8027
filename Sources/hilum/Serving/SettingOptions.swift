import ArgumentParser
import Settings

/// The flags of one section of settings. They are texts: settings are read and checked in one place, wherever they come
/// from.
protocol SettingOptions: ParsableArguments {
    /// What was written after each setting's flag.
    var written: [(Setting, String?)] { get }
}

extension Option where Value == String? {
    /// The flag of a setting, with its help and default.
    init(_ setting: Setting) {
        self.init(name: .customLong(setting.name), help: setting.argumentHelp)
    }

    /// The flag of a setting that is true or false; without a value it is true.
    init(toggle setting: Setting) {
        // The strategy that is taken otherwise drops the value of '--flag=false' where another flag follows.
        self.init(
            name: .customLong(setting.name),
            defaultAsFlag: "true",
            parsing: .next,
            help: setting.argumentHelp
        )
    }
}

extension Setting {
    fileprivate var argumentHelp: ArgumentHelp {
        ArgumentHelp("\(help) (default: \(defaultText))", valueName: placeholder)
    }
}
