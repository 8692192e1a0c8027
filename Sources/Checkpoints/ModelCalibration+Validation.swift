extension ModelCalibration {
    private static let maximumLabels = 1_000
    private static let maximumLabelLength = 200
    private static let maximumDataLength = 2_000

    func validate(_ malformed: (String) -> CheckpointError) throws(CheckpointError) {
        func require(_ condition: Bool, _ field: String, _ rule: String) throws(CheckpointError) {
            guard condition else { throw malformed("calibration.\(field) must \(rule)") }
        }
        try require(
            data.isText(within: Self.maximumDataLength),
            "data",
            "be a sentence of 1 to 2,000 characters"
        )
        try require((1...Self.maximumLabels).contains(labels.count), "labels", "have 1 to 1,000 entries")
        var seen: [PromptPair: Int] = [:]
        for (index, label) in labels.enumerated() {
            let place = "labels[\(index)]"
            try require(
                label.label.isText(within: Self.maximumLabelLength),
                "\(place).label",
                "have 1 to 200 characters"
            )
            for (field, isValid, rule) in label.rules { try require(isValid, "\(place).\(field)", rule) }
            if let first = seen.updateValue(index, forKey: label.prompts) {
                throw malformed("calibration.\(place) has the same prompts as labels[\(first)]")
            }
        }
    }
}

extension ModelCalibration.Label {
    /// Each field's path below the entry, whether its value can be used, and what would be right.
    fileprivate var rules: [(field: String, isValid: Bool, rule: String)] {
        let arePrompts = [positivePrompts, negativePrompts].map { prompts in
            !prompts.isEmpty && prompts.allSatisfy { !PromptPair.trimmed($0).isEmpty }
        }
        func isShare(_ value: Double) -> Bool { (0...1).contains(value) }
        return [
            ("positivePrompts", arePrompts[0], "hold one or more prompts, none of them blank"),
            ("negativePrompts", arePrompts[1], "hold one or more prompts, none of them blank"),
            ("slope", slope.isFinite && slope > 0, "be a finite number greater than 0"),
            ("intercept", intercept.isFinite, "be a finite number"),
            ("positives", positives >= 1, "be 1 or more"),
            ("negatives", negatives >= 1, "be 1 or more"),
            ("operatingPoint.softmax", isShare(operatingPoint.softmax), "lie between 0 and 1"),
            ("operatingPoint.sensitivity", isShare(operatingPoint.sensitivity), "lie between 0 and 1"),
            ("operatingPoint.specificity", isShare(operatingPoint.specificity), "lie between 0 and 1"),
        ]
    }
}

extension String {
    fileprivate func isText(within limit: Int) -> Bool {
        !PromptPair.trimmed(self).isEmpty && unicodeScalars.count <= limit
    }
}
