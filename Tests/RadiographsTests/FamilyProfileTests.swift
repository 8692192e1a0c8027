import Foundation
import Radiographs
import Testing

/// What Scripts/reference_profiles.py makes of the pictures of Fixtures/profiles.
private enum Reference {
    /// Every `stride`-th value of a named profile's input.
    struct Sample: Decodable, Sendable, CustomTestStringConvertible {
        let file: String
        let profile: String
        let stride: Int
        let offset: Int
        let count: Int

        var testDescription: String { "\(profile) of \(file)" }
    }

    /// The whole input of a small profile: its first plane where the three are equal.
    struct Input: Decodable, Sendable, CustomTestStringConvertible {
        let file: String
        let profile: Int
        let offset: Int
        let count: Int

        var testDescription: String { "small profile \(profile) of \(file)" }
    }

    struct Whole: Decodable {
        let profiles: [PreprocessingProfile]
        let inputs: [Input]
    }

    static let named = Fixture.decode([Sample].self, from: "profiles/named.json")
    static let whole = Fixture.decode(Whole.self, from: "profiles/whole.json")

    static func values(at offset: Int, count: Int) -> [Float] {
        bytes.dropFirst(4 * offset).prefix(4 * count).withUnsafeBytes { bytes in
            (0..<count).map {
                let bits = bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: bits))
            }
        }
    }

    private static let bytes = Fixture.bytes("profiles/values.bin")

    static func radiograph(_ file: String) throws -> Radiograph {
        try Radiograph(decoding: Fixture.bytes("profiles/\(file)"))
    }

    /// The profiles of this module and open_clip's, which get their names from a model.
    static func profile(named name: String) throws -> PreprocessingProfile? {
        switch name {
        case "open-clip-longest":
            try .openCLIP(name: name, resizing: .longest(fill: 0), resolution: 224)
        case "open-clip-squash":
            try .openCLIP(name: name, resizing: .squash, resolution: 224)
        default:
            PreprocessingProfile.named.first { $0.name == name }
        }
    }
}

private func largestDifference(_ first: [Float], _ second: [Float]) -> Float {
    guard first.count == second.count, !first.isEmpty else { return .infinity }
    return zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) }
}

@Suite struct FamilyProfileTests {
    @Test func hasAReferenceForEveryNamedProfile() {
        let compared = Set(Reference.named.map(\.profile))
        #expect(compared.isSuperset(of: PreprocessingProfile.named.map(\.name)))
    }

    @Test(arguments: Reference.named)
    fileprivate func equalsItsPublishedCode(sample: Reference.Sample) throws {
        let profile = try #require(try Reference.profile(named: sample.profile))
        let input = try profile.apply(to: Reference.radiograph(sample.file))
        #expect(input.width == profile.inputSize && input.height == profile.inputSize)
        #expect(input.values.count == 3 * profile.inputSize * profile.inputSize)
        let sampled = stride(from: 0, to: input.values.count, by: sample.stride)
        let expected = Reference.values(at: sample.offset, count: sample.count)
        #expect(largestDifference(sampled.map { input.values[$0] }, expected) <= 3e-6)
    }

    @Test(arguments: Reference.whole.inputs)
    fileprivate func isDescribedByItsDataAlone(input: Reference.Input) throws {
        let profile = Reference.whole.profiles[input.profile]
        let values = try profile.apply(to: Reference.radiograph(input.file)).values
        #expect(values.count == 3 * profile.inputSize * profile.inputSize)
        let expected = Reference.values(at: input.offset, count: input.count)
        let planes = values.count / input.count
        #expect(planes == 1 || planes == 3)
        for plane in 0..<planes {
            let part = Array(values.dropFirst(plane * input.count).prefix(input.count))
            #expect(largestDifference(part, expected) <= 3e-6)
        }
    }
}

@Suite struct FamilyReceiptTests {
    private func input(_ profile: PreprocessingProfile, _ file: String) throws -> ModelInput {
        try profile.apply(to: Reference.radiograph(file))
    }

    /// 320 / 377 of 131 is 111.19, of which the canvas leaves 104 and 105 columns free.
    @Test func tellsCheXzerosStepsInTheirOrder() throws {
        let input = try input(.chexzero, "tall-color.png")
        #expect(
            input.steps.dropFirst() == [
                "resized to 111x320 (lanczos, antialiased)",
                "converted to BT.601 luma in three channels",
                "padded to 320x320 with level 0",
                "normalised as profile chexzero version 1",
                "resized the values to 224x224 (bicubic with a = -0.75, not antialiased)",
            ]
        )
        let corner = input.values[0]
        #expect(abs(corner - (0 - 101.48761) / 83.43944) < 1e-5)
    }

    @Test func tellsMedCLIPsStepsInTheirOrder() throws {
        #expect(
            try input(.medclip, "wide-gray.png").steps.dropFirst() == [
                "copied grayscale to three channels",
                "padded to 401x401 with level 0",
                "resized to 224x224 (bicubic, antialiased)",
                "cropped to the central 224x224",
                "normalised as profile medclip version 1",
            ]
        )
    }

    @Test func leavesOutAResizingThatAFittedPictureDoesNotNeed() throws {
        let profile = try #require(try Reference.profile(named: "open-clip-longest"))
        #expect(
            try input(profile, "wide-gray.png").steps.dropFirst() == [
                "resized to 224x66 (bicubic, antialiased)",
                "padded to 224x224 with level 0",
                "copied grayscale to three channels",
                "normalised as profile open-clip-longest version 1",
            ]
        )
    }

    /// The crop of CLIP shows 119 of 401 columns; a padded film is shown whole.
    @Test func warnsOfNoCropWherePicturesArePadded() throws {
        let cropped = try input(.clip, "wide-gray.png").warnings
        #expect(cropped.contains { $0.contains("central crop") })
        for name in ["chexzero", "medclip", "open-clip-longest"] {
            let profile = try #require(try Reference.profile(named: name))
            let warnings = try input(profile, "wide-gray.png").warnings
            #expect(!warnings.contains { $0.contains("central crop") }, "\(name)")
        }
    }

    /// Of 401x119 pixels on a square of 401, the middle half is 200 columns and all of the rows.
    @Test func countsOnlyThePictureInACropOfAPaddedOne() throws {
        let profile = try PreprocessingProfile(
            name: "test",
            version: 1,
            steps: [
                .color(.rgb), .padding(.init(minimumSide: 32)),
                .geometry(.init(mode: .squash, size: 200, filter: .bilinear, centerCrop: 100)),
                .normalization(.half),
            ]
        )
        let warnings = try input(profile, "wide-gray.png").warnings
        #expect(warnings.contains("The central crop shows the model only 50 % of the image."))
    }

    /// 61x43 becomes 320x225, then 224x157 without the border; 131x377 becomes 78x224.
    @Test func warnsOfEnlargingByTheWholeWay() throws {
        func isEnlarged(_ profile: PreprocessingProfile, _ file: String) throws -> Bool {
            try input(profile, file).warnings.contains { $0.contains("enlarged") }
        }
        #expect(try isEnlarged(.chexzero, "small-color.png"))
        #expect(try !isEnlarged(.chexzero, "tall-color.png"))
        #expect(try !isEnlarged(.medclip, "small-color.png"))
        #expect(try isEnlarged(.biovilT, "tall-color.png"))
    }
}
