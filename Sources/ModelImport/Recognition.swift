import WeightFiles

/// What a weight file turned out to be.
struct Recognition {
    let family: any ModelFamily
    let weights: FamilyWeights
    /// Why, as a clause.
    let evidence: String

    /// Finds the one family whose files look like this one, and joins the text encoder's file where it is apart.
    ///
    /// - Throws: ``ImportError``.
    init(_ file: any WeightFile, options: ImportOptions) throws(ImportError) {
        let candidates = try Self.candidates(options.family)
        var found: [Recognition] = []
        for family in candidates {
            if let weights = FamilyWeights(file, marker: family.marker),
                let evidence = family.evidence(in: weights)
            {
                found.append(Recognition(family: family, weights: weights, evidence: evidence))
            }
        }
        guard let first = found.first else {
            throw .unrecognized(
                file: file.path,
                families: candidates.map(\.name),
                names: Array(file.names.prefix(6))
            )
        }
        guard found.count == 1 else { throw .ambiguous(file: file.path, families: found.map(\.family.name)) }
        self = try first.joined(with: options.textWeights)
    }

    private init(family: any ModelFamily, weights: FamilyWeights, evidence: String) {
        self.family = family
        self.weights = weights
        self.evidence = evidence
    }

    private static func candidates(_ name: String?) throws(ImportError) -> [any ModelFamily] {
        guard let name else { return ModelFamilies.all }
        let named = ModelFamilies.all.filter { $0.name == name }
        guard !named.isEmpty else {
            throw .unknownFamily(name: name, known: ModelFamilies.all.map(\.name))
        }
        return named
    }

    private func joined(with path: String?) throws(ImportError) -> Recognition {
        guard let marker = family.textMarker else {
            guard path == nil else { throw .superfluousTextWeights(family: family.name) }
            return self
        }
        guard let path else {
            throw .needs(
                family: family.name,
                what: "its text encoder, which is published in a file of its own",
                remedy: "Give that file with --text-weights."
            )
        }
        let file = try openFile(path)
        guard let text = FamilyWeights(file, marker: marker) else {
            throw .missingTensor(file: path, family: family.name, name: marker)
        }
        return Recognition(
            family: family,
            weights: FamilyWeights(image: weights, text: text),
            evidence: evidence
        )
    }
}

/// Opens a weight file of any format.
func openFile(_ path: String) throws(ImportError) -> any WeightFile {
    do throws(WeightFileError) {
        return try openWeightFile(path)
    } catch {
        throw .file(error)
    }
}
