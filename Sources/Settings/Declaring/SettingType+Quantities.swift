extension SettingType where Value == Int {
    /// A whole number in decimal digits.
    static func integer(_ range: ClosedRange<Int>) -> SettingType {
        SettingType(
            "number",
            allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)",
            read: { text in Int(text, in: .none).flatMap { range.contains($0) ? $0 : nil } },
            write: { "\($0)" }
        )
        .measured(in: "count") { Double($0) }
    }

    /// A number of bytes: `65536`, `64KiB`, `1 GiB`.
    static func bytes(_ range: ClosedRange<Int>) -> SettingType {
        quantity("size", in: "bytes", .bytes, range, example: "written with KiB, MiB or GiB, or in bytes")
    }

    /// A number of pixels: `100MP` or `100000000`.
    static func pixels(_ range: ClosedRange<Int>) -> SettingType {
        quantity("pixels", in: "pixels", .pixels, range, example: "written with MP, a million, or in pixels")
    }

    private static func quantity(
        _ placeholder: String,
        in unit: String,
        _ units: Units,
        _ range: ClosedRange<Int>,
        example: String
    ) -> SettingType {
        let lowest = units.write(range.lowerBound)
        let highest = units.write(range.upperBound)
        return SettingType(
            placeholder,
            allowed: "from \(lowest) to \(highest), \(example)",
            read: { text in Int(text, in: units).flatMap { range.contains($0) ? $0 : nil } },
            write: units.write
        )
        .measured(in: unit) { Double($0) }
    }
}

extension SettingType where Value == Duration {
    /// A length of time in whole units: `500ms`, `30s`, `5min`, `1h`, or `30` for seconds.
    static func duration(_ range: ClosedRange<Duration>) -> SettingType {
        let units = Units.time
        return SettingType(
            "duration",
            allowed: "from \(units.write(range.lowerBound.milliseconds)) to "
                + "\(units.write(range.upperBound.milliseconds)), written with ms, s, min or h, or in seconds",
            read: { text in
                Int(text, in: units)
                    .map { .milliseconds($0) }
                    .flatMap { range.contains($0) ? $0 : nil }
            },
            write: { units.write($0.milliseconds) }
        )
        .measured(in: "seconds") { Double($0.milliseconds) / 1_000 }
    }
}

extension SettingType where Value == Double {
    /// A decimal number such as `0.5`.
    static func number(_ range: ClosedRange<Double>) -> SettingType {
        let write: @Sendable (Double) -> String = { number in
            let text = "\(number)"
            return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
        }
        return SettingType(
            "number",
            allowed: "a number from \(write(range.lowerBound)) to \(write(range.upperBound))",
            read: { text in
                // What Swift also takes for a number: nan, inf, 0x1p3.
                guard text.utf8.allSatisfy({ "0123456789.".utf8.contains($0) }), let number = Double(text),
                    range.contains(number)
                else { return nil }
                return number
            },
            write: write
        )
        .measured(in: "count") { $0 }
    }
}

extension Duration {
    /// Whole milliseconds.
    fileprivate var milliseconds: Int {
        Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
