import Testing
import ZeroShot

@Suite struct BuiltInLabelSetTests {
    @Test(arguments: [
        ("CheXpert-5", 5), ("CheXpert-13", 13), ("PadChest-61", 61), ("VinDr-CXR-20", 20), ("CXR-LT-40", 40),
    ])
    func holdsThePapersNumberOfDifferentLabels(name: String, count: Int) throws {
        let labelSet = try #require(LabelSet.builtIn(named: name))
        #expect(labelSet.name == name)
        #expect(labelSet.version == 1)
        #expect(labelSet.labels.count == count)
        #expect(Set(labelSet.labels.map { $0.name.lowercased() }).count == count)
    }

    @Test(arguments: LabelSet.builtIn)
    func promptsEveryLabelInItsGivenCase(labelSet: LabelSet) {
        for label in labelSet.labels {
            #expect(label.positivePrompts == [label.name])
            #expect(label.negativePrompts == ["no " + label.name])
            #expect(!label.isNoFinding)
        }
    }

    @Test(arguments: LabelSet.builtIn)
    func keepsTheRulesForUsersLabelSets(labelSet: LabelSet) throws {
        let name = try #require(labelSet.name)
        try LabelSet.checkName(name)
        let read = try LabelSet(parsing: labelSet.canonicalJSON(), name: name, version: 1)
        #expect(read == labelSet)
        #expect(!labelSet.description.isEmpty)
    }

    @Test func holdsTheFiveFindingsOfTheCompetition() {
        #expect(
            LabelSet.cheXpert5.labels.map(\.name)
                == ["Atelectasis", "Cardiomegaly", "Consolidation", "Edema", "Pleural Effusion"]
        )
        let thirteen = Set(LabelSet.cheXpert13.labels.map(\.name))
        #expect(thirteen.isSuperset(of: LabelSet.cheXpert5.labels.map(\.name)))
    }

    @Test func startsAndEndsAsInThePapersTables() {
        #expect(LabelSet.cheXpert13.labels.first?.name == "Enlarged Cardiomediastinum")
        #expect(LabelSet.cheXpert13.labels.last?.name == "Support Devices")
        #expect(LabelSet.padChest61.labels.first?.name == "Air Trapping")
        #expect(LabelSet.padChest61.labels.last?.name == "Volume Loss")
        #expect(LabelSet.vinDrCXR20.labels.first?.name == "Aortic enlargement")
        #expect(LabelSet.vinDrCXR20.labels.last?.name == "Other Disease")
        #expect(LabelSet.cxrLT40.labels.first?.name == "Adenopathy")
        #expect(LabelSet.cxrLT40.labels.last?.name == "Tuberculosis")
    }

    @Test func dividesCXRLTInto28BaseAnd12Rare() {
        let groups = LabelSet.cxrLT40.labels.map(\.group)
        #expect(groups.count { $0 == .base } == 28)
        #expect(groups.count { $0 == .rare } == 12)
        #expect(LabelSet.cheXpert13.labels.allSatisfy { $0.group == nil })
    }

    @Test func findsOnlyTheExactNameButReservesItInAnyCase() {
        #expect(LabelSet.builtIn(named: "chexpert-5") == nil)
        #expect(LabelSet.isReserved("CheXpert-5"))
        #expect(LabelSet.isReserved("chexpert-5"))
        #expect(!LabelSet.isReserved("CheXpert-6"))
    }
}
