import Foundation
import Radiographs
import Testing

private typealias Profile = PreprocessingProfile

@Suite struct StepOrderTests {
    private static let ordinary = Profile.Step.geometry(
        .init(mode: .squash, size: 8, filter: .bicubic, centerCrop: 8)
    )
    private static let last = Profile.Step.geometry(
        .init(mode: .squash, size: 8, filter: .bicubic, antialias: false, centerCrop: 8)
    )
    private static let fitting = Profile.Step.fitting(
        .init(longerSide: 12, filter: .lanczos, rounding: .nearest)
    )
    private static let padding = Profile.Step.padding(.init(minimumSide: 12))
    private static let (color, normalization) = (Profile.Step.color(.rgb), Profile.Step.normalization(.half))

    private func refusal(_ steps: [Profile.Step]) -> String? {
        do throws(RadiographError) {
            _ = try Profile(name: "mine", version: 1, steps: steps)
            return nil
        } catch {
            guard case .invalidProfile("mine", let reason) = error else { return "\(error)" }
            return reason
        }
    }

    @Test func acceptsTheOrdersThatModelsUse() throws {
        let (color, normalization) = (Self.color, Self.normalization)
        for steps in [
            [color, Self.ordinary, normalization],
            [color, Self.padding, Self.ordinary, normalization],
            [Self.padding, color, Self.ordinary, normalization],
            [Self.fitting, color, Self.ordinary, normalization],
            [Self.fitting, Self.padding, color, Self.ordinary, normalization],
            [Self.fitting, color, Self.padding, normalization, Self.last],
        ] {
            let profile = try Profile(name: "mine", version: 1, steps: steps)
            #expect(profile.inputSize == 8)
            #expect((profile.order ?? [.color, .geometry, .normalization]) == steps.map(\.name))
        }
    }

    @Test func refusesOrdersThatMeanNothing() {
        let (color, normalization) = (Self.color, Self.normalization)
        let table: [([Profile.Step], String)] = [
            ([color, normalization], "steps lack"),
            ([], "steps lack"),
            ([color, color, Self.ordinary, normalization], "order must list once"),
            ([Self.padding, Self.padding, color, Self.ordinary, normalization], "order must list once"),
            ([Self.ordinary, color, normalization], "order must end"),
            ([color, Self.ordinary, normalization, Self.padding], "order must end"),
            ([Self.padding, Self.fitting, color, Self.ordinary, normalization], "fitting before padding"),
        ]
        for (steps, reason) in table {
            #expect(refusal(steps)?.contains(reason) == true, "\(steps.map(\.name))")
        }
    }

    @Test func resizesValuesOnlyOfASquareAndWithoutAntialiasing() {
        func reason(_ geometry: Profile.Geometry, fitted: Int = 12, padded: Int = 12) -> String {
            let fitting = Profile.Fitting(longerSide: fitted, filter: .lanczos, rounding: .nearest)
            let padding = Profile.Padding(minimumSide: padded)
            return refusal([
                Self.color, .fitting(fitting), .padding(padding), Self.normalization, .geometry(geometry),
            ]) ?? ""
        }
        func geometry(
            _ mode: Profile.ResizeMode = .squash,
            filter: ResamplingFilter = .bicubic,
            antialias: Bool = false,
            crop: Int = 8
        ) -> Profile.Geometry {
            .init(mode: mode, size: 8, filter: filter, antialias: antialias, centerCrop: crop)
        }
        #expect(reason(geometry()).isEmpty)
        #expect(reason(geometry(antialias: true)).contains("antialias"))
        #expect(reason(geometry(filter: .lanczos)).contains("filter"))
        #expect(reason(geometry(.shorterSide)).contains("squash"))
        #expect(reason(geometry(crop: 7)).contains("centerCrop"))
        #expect(reason(geometry(), fitted: 13).contains("padding"))
        #expect(refusal([Self.color, Self.normalization, Self.last])?.contains("fitting") == true)
        #expect(
            refusal([Self.color, Self.padding, Self.normalization, Self.last])?.contains("fitting") == true
        )
        #expect(refusal([Self.color, Self.last, Self.normalization])?.contains("antialias") == true)
    }

    @Test(arguments: [(0, 12, 0), (2_049, 2_049, 0), (12, 0, 0), (12, 2_049, 0), (12, 12, -1), (12, 12, 256)])
    func refusesSizesAndLevelsOutsideTheirRange(longerSide: Int, minimumSide: Int, fill: Int) {
        let fitting = Profile.Fitting(longerSide: longerSide, filter: .bicubic, rounding: .nearest)
        let padding = Profile.Padding(minimumSide: minimumSide, fill: fill)
        let steps = [.fitting(fitting), .padding(padding), Self.color, Self.ordinary, Self.normalization]
        #expect(refusal(steps)?.contains("must be") == true)
    }

    @Test(arguments: [Int.min, -1, 0, 1_845, .max])
    func refusesResolutionsThatATimmCropCannotHave(resolution: Int) {
        #expect(throws: RadiographError.self) { try Profile.timm(resolution: resolution).validate() }
    }

    @Test func cropsAsTimmDoes() throws {
        for (resolution, size) in [(224, 248), (384, 384), (160, 177), (1_844, 2_048)] {
            let profile = Profile.timm(resolution: resolution)
            try profile.validate()
            #expect(profile.geometry.size == size && profile.inputSize == resolution)
        }
    }
}

@Suite struct ProfileJSONTests {
    private static let chexzero = """
        {"name": "chexzero", "version": 1,
         "order": ["fitting", "color", "padding", "normalization", "geometry"],
         "fitting": {"longerSide": 320, "filter": "lanczos", "rounding": "truncated"},
         "color": "grayscaleReplicated",
         "padding": {"minimumSide": 320, "fill": 0},
         "normalization": {"divisor": 1, "mean": [101.48761, 101.48761, 101.48761],
                           "standardDeviation": [83.43944, 83.43944, 83.43944]},
         "geometry": {"mode": "squash", "size": 224, "filter": "bicubic", "antialias": false,
                      "centerCrop": 224, "rounding": "torchvision"}}
        """

    private func decoded(_ json: String) throws -> PreprocessingProfile {
        try JSONDecoder().decode(PreprocessingProfile.self, from: Data(json.utf8))
    }

    @Test func readsCheXzerosJSON() throws {
        #expect(try decoded(Self.chexzero) == .chexzero)
    }

    @Test(arguments: ["order", "fitting", "padding"])
    func refusesAnOrderThatItsFieldsContradict(field: String) throws {
        var object = try #require(
            JSONSerialization.jsonObject(with: Data(Self.chexzero.utf8)) as? [String: Any]
        )
        object[field] = nil
        let data = try JSONSerialization.data(withJSONObject: object)
        #expect(throws: RadiographError.self) {
            try JSONDecoder().decode(PreprocessingProfile.self, from: data)
        }
    }

    @Test func refusesStepsThatDoNotExist() {
        #expect(throws: DecodingError.self) {
            try decoded(Self.chexzero.replacing("\"padding\", \"norm", with: "\"blur\", \"norm"))
        }
    }

    @Test func writesNoNewFieldsOfOrdinaryProfiles() throws {
        for profile in [PreprocessingProfile.clip, .openResNet18, .cxrClipSwin, .biovilT] {
            let data = try JSONEncoder().encode(profile)
            let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
            #expect(Set(object.keys) == ["name", "version", "color", "geometry", "normalization"])
        }
    }

    /// A reader that looks for fields it did not write back must find this one.
    @Test func writesAnOrderThatWasGivenAlthoughItIsTheOrdinaryOne() throws {
        let json = try #require(
            String(data: JSONEncoder().encode(PreprocessingProfile.clip), encoding: .utf8)
        )
        let explicit = "{\"order\":[\"color\",\"geometry\",\"normalization\"]," + json.dropFirst()
        let copy = try decoded(String(explicit))
        #expect(copy.order == [.color, .geometry, .normalization])
        let written = try JSONSerialization.jsonObject(with: JSONEncoder().encode(copy)) as? [String: Any]
        #expect(written?["order"] != nil)
    }
}
