import Foundation
import Radiographs
import Testing

@Suite struct ProfileTests {
    private static let base = PreprocessingProfile.clip

    private func refusal(
        version: Int = 1,
        geometry: PreprocessingProfile.Geometry = base.geometry,
        normalization: PreprocessingProfile.Normalization = base.normalization
    ) -> RadiographError? {
        do throws(RadiographError) {
            _ = try PreprocessingProfile(
                name: "mine",
                version: version,
                color: .rgb,
                geometry: geometry,
                normalization: normalization
            )
            return nil
        } catch {
            return error
        }
    }

    private func isInvalid(_ error: RadiographError?, naming field: String) -> Bool {
        guard case .invalidProfile("mine", let reason) = error else { return false }
        return reason.contains(field)
    }

    @Test func hasValidNamedProfiles() throws {
        for profile in PreprocessingProfile.named {
            try profile.validate()
        }
        #expect(Set(PreprocessingProfile.named.map(\.name)).count == PreprocessingProfile.named.count)
    }

    @Test func refusesSizesOutsideTheirRange() {
        for (size, crop, field) in [
            (0, 1, "size"), (2_049, 1, "size"), (224, 0, "centerCrop"), (224, 225, "centerCrop"),
        ] {
            let geometry = PreprocessingProfile.Geometry(
                mode: .squash,
                size: size,
                filter: .bicubic,
                centerCrop: crop
            )
            #expect(isInvalid(refusal(geometry: geometry), naming: field))
        }
        #expect(isInvalid(refusal(version: 0), naming: "version"))
    }

    @Test func refusesResizingWithoutAntialiasing() {
        let geometry = PreprocessingProfile.Geometry(
            mode: .squash,
            size: 8,
            filter: .bicubic,
            antialias: false,
            centerCrop: 8
        )
        #expect(isInvalid(refusal(geometry: geometry), naming: "antialias"))
    }

    @Test func refusesNormalisationsThatAreUndefined() {
        let mean: [Float] = [0, 0, 0]
        let table: [(PreprocessingProfile.Normalization, String)] = [
            (.init(mean: [0, 0], standardDeviation: [1, 1, 1]), "mean"),
            (.init(mean: [0, 0, .nan], standardDeviation: [1, 1, 1]), "mean"),
            (.init(mean: mean, standardDeviation: [1, 1, 1, 1]), "standardDeviation"),
            (.init(mean: mean, standardDeviation: [1, 0, 1]), "standardDeviation"),
            (.init(mean: mean, standardDeviation: [1, 1, .infinity]), "standardDeviation"),
            (.init(divisor: 0, mean: mean, standardDeviation: [1, 1, 1]), "divisor"),
        ]
        for (normalization, field) in table {
            #expect(isInvalid(refusal(normalization: normalization), naming: field))
        }
    }

    @Test func isReadFromItsJSON() throws {
        let json = """
            {"name": "open-resnet18", "version": 1, "color": "grayscaleReplicated",
             "geometry": {"mode": "shorterSide", "size": 192, "filter": "bilinear", "antialias": true,
                          "centerCrop": 192, "rounding": "nearest"},
             "normalization": {"divisor": 255, "mean": [0.485, 0.456, 0.406],
                               "standardDeviation": [0.229, 0.224, 0.225]}}
            """
        let profile = try JSONDecoder().decode(PreprocessingProfile.self, from: Data(json.utf8))
        #expect(profile == .openResNet18)
    }

    @Test func survivesItsJSON() throws {
        for profile in PreprocessingProfile.named {
            let copy = try JSONDecoder().decode(
                PreprocessingProfile.self,
                from: JSONEncoder().encode(profile)
            )
            #expect(copy == profile)
        }
    }

    @Test func checksWhatItReads() throws {
        let json = try #require(
            String(data: JSONEncoder().encode(PreprocessingProfile.clip), encoding: .utf8)
        )
        let wrong = json.replacing("\"size\":224", with: "\"size\":4096")
        #expect(wrong != json)
        #expect(throws: RadiographError.self) {
            try JSONDecoder().decode(PreprocessingProfile.self, from: Data(wrong.utf8))
        }
    }

    @Test func refusesSlivers() throws {
        let wide = Fixture.bytes("sliver-320x36.png")
        let radiograph = try Radiograph(decoding: wide)
        #expect(throws: RadiographError.tooElongated(width: 320, height: 36, limit: 8)) {
            try PreprocessingProfile.clip.apply(to: radiograph)
        }
    }
}

@Suite struct RoundingTests {
    /// film-gray.png has 201x157 pixels: 201 · 20 / 157 = 25.6.
    @Test(arguments: [(PreprocessingProfile.Rounding.torchvision, "25x20"), (.nearest, "26x20")])
    func makesTheLongerSideWhole(rounding: PreprocessingProfile.Rounding, size: String) throws {
        let radiograph = try Radiograph(decoding: Fixture.bytes("film-gray.png"))
        let profile = try PreprocessingProfile(
            name: "test",
            version: 1,
            color: .rgb,
            geometry: .init(
                mode: .shorterSide,
                size: 20,
                filter: .bilinear,
                centerCrop: 20,
                rounding: rounding
            ),
            normalization: .half
        )
        let input = try profile.apply(to: radiograph)
        #expect(input.steps.contains("resized to \(size) (bilinear, antialiased)"))
    }
}
