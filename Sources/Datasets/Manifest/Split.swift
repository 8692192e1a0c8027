/// What a row is for.
public enum Split: String, Sendable, CaseIterable, Codable {
    /// Weights are fitted on it.
    case train
    /// Weights, thresholds and calibrations are chosen on it.
    case validation
    /// Nothing is chosen on it.
    case test

    /// Reads the names that publishers use, in any case; nil for another one.
    init?(name: some StringProtocol) {
        switch name.lowercased() {
        case "train", "training": self = .train
        case "val", "valid", "validate", "validation", "dev": self = .validation
        case "test", "testing": self = .test
        default: return nil
        }
    }
}

/// How patients are divided where a publisher does not: by a hash of their id, so that every image of a
/// patient is in the same split and stays there when others are added.
public struct SplitFractions: Sendable, Equatable {
    private let trainEnd: Double
    private let validationEnd: Double

    /// 80 % train, 10 % validation, 10 % test.
    public static let standard = SplitFractions(trainEnd: 0.8, validationEnd: 0.9)

    /// 90 % train, 10 % validation: for what a publisher calls training, where a test set stands apart.
    public static let withoutTest = SplitFractions(trainEnd: 0.9, validationEnd: 1)

    /// Divides in proportion to three numbers from 0 up.
    ///
    /// - Throws: ``DatasetError/invalidFractions`` for a negative or infinite number or a sum of 0.
    public init(train: Double, validation: Double, test: Double) throws(DatasetError) {
        let sum = train + validation + test
        guard train >= 0, validation >= 0, test >= 0, sum > 0, sum.isFinite else { throw .invalidFractions }
        self.init(trainEnd: train / sum, validationEnd: (train + validation) / sum)
    }

    private init(trainEnd: Double, validationEnd: Double) {
        self.trainEnd = trainEnd
        self.validationEnd = validationEnd
    }

    /// The split of a patient: FNV-1a over the id's UTF-8, finished as MurmurHash3 does, read as a fraction
    /// of 2⁶⁴.
    public func split(ofPatient patient: String) -> Split {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in patient.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        let place = Double(hash >> 11) * 0x1p-53
        return place < trainEnd ? .train : place < validationEnd ? .validation : .test
    }
}
