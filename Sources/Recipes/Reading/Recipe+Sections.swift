extension Recipe {
    mutating func read(_ root: RecipeSection) {
        root.read("name", into: &name)
        let isIdentifier = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".-".utf8.contains(byte)
        }
        if !isIdentifier || !(1...64).contains(name.utf8.count) {
            root.report(
                .notAllowed(
                    value: "'\(name.prefix(64))'",
                    allowed: "1 to 64 of the characters a-z, 0-9, '.' and '-'"
                ),
                at: "name"
            )
        }
        root.read("description", into: &description)
        readObjective(root)
        root.within("data") { data.read($0) }
        root.within("augmentation") { augmentation.read($0) }
        root.within("initialization") { initialization.read($0) }
        root.within("optimization") { optimization.read($0) }
        root.within("validation") { validation.read($0) }
        root.within("checkpoints") { checkpoints.read($0) }
        root.within("resources") { resources.read($0) }
        if initialization.from == .scratch, optimization.initialTemperature == nil {
            root.log.add(
                .conflict(reason: "it is null, but without a package there is no temperature to go on from"),
                at: "optimization.initialTemperature"
            )
        }
    }

    private mutating func readObjective(_ root: RecipeSection) {
        switch root.section("objective") {
        case .value(let section):
            objective.read(section)
            section.finish()
        case .absent, .null:
            if root.line("objective") == nil {
                root.report(.missingKey(allowed: "a section with at least a framework"), at: "objective")
            }
        }
    }
}

extension Recipe.Objective {
    private enum Name: String, CaseIterable {
        case clip, slip, uniclip
    }

    mutating func read(_ section: RecipeSection) {
        var name = Name.clip
        section.read("framework", into: &name)
        if section.line("framework") == nil {
            section.report(.missingKey(allowed: "clip or slip or uniclip"), at: "framework")
        }
        section.read("sentenceSampling", into: &sentenceSampling, in: 1...100)
        var selfSupervision = Recipe.SelfSupervision()
        section.within("selfSupervision") { selfSupervision.read($0) }
        switch name {
        case .clip: framework = .clip
        case .slip: framework = .slip(selfSupervision)
        case .uniclip: framework = .uniclip
        }
        if name != .slip {
            section.refuse(
                ["selfSupervision"],
                because: "only the framework slip has such a term; remove it"
            )
        }
        readRelaxation(section)
    }

    private mutating func readRelaxation(_ section: RecipeSection) {
        switch section.section("relaxation", allowsNull: true) {
        case .absent: break
        case .null: relaxation = nil
        case .value(let part):
            var read = Recipe.Relaxation()
            part.read("threshold", into: &read.threshold, in: .above(0, below: 1))
            part.read("slope", into: &read.slope, in: .above(0, through: 1_000))
            part.finish()
            relaxation = read
        }
    }
}

extension Recipe.SelfSupervision {
    fileprivate mutating func read(_ section: RecipeSection) {
        section.read("weight", into: &weight, in: .from(0, through: 100))
        guard case .value(let part) = section.section("head", allowsNull: true) else { return }
        var read = Recipe.ProjectionHead()
        part.read("hiddenWidth", into: &read.hiddenWidth, in: 1...65_536)
        part.read("dimensions", into: &read.dimensions, in: 1...16_384)
        part.read("temperature", into: &read.temperature, in: .above(0, through: 10))
        part.finish()
        head = read
    }
}

extension Recipe.DataSelection {
    fileprivate mutating func read(_ section: RecipeSection) {
        section.read("text", into: &text)
        section.read("grammar", into: &grammar)
        section.read("absentLabels", into: &absentLabels, in: 0...100)
        section.read("views", into: &views)
        if text == .report {
            section.refuse(
                ["grammar", "absentLabels"],
                because:
                    "it has no effect while data.text is 'report'; remove it or set data.text to 'labels'"
            )
        }
    }
}

extension Recipe.Augmentation {
    fileprivate mutating func read(_ section: RecipeSection) {
        section.read("weak", into: &weak)
        section.read("strong", into: &strong)
        section.read("flip", into: &flip)
    }
}

extension Recipe.Checkpoints {
    fileprivate mutating func read(_ section: RecipeSection) {
        section.read("everyMinutes", into: &everyMinutes, in: .from(0.01, through: 100_000))
        section.read("keep", into: &keep, in: 1...1_000)
    }
}

extension Recipe.Resources {
    fileprivate mutating func read(_ section: RecipeSection) {
        section.read("device", into: &device)
        section.read("threads", into: &threads, in: 1...1_024)
        section.read("workers", into: &workers, in: 1...1_024)
        section.read("prefetchBatches", into: &prefetchBatches, in: 1...1_024)
        section.read("imageCacheMegabytes", into: &imageCacheMegabytes, in: 0...10_000_000)
    }
}
