extension PreprocessingProfile {
    /// A step, by the name of the profile's field that describes it.
    public enum StepName: String, Sendable, Codable, CaseIterable {
        /// ``PreprocessingProfile/color``.
        case color
        /// ``PreprocessingProfile/fitting``.
        case fitting
        /// ``PreprocessingProfile/padding``.
        case padding
        /// ``PreprocessingProfile/geometry``.
        case geometry
        /// ``PreprocessingProfile/normalization``.
        case normalization
    }

    /// An antialiased resizing of the whole picture, which keeps its aspect.
    public struct Fitting: Sendable, Equatable, Codable {
        /// How sides that are not whole become whole; all arithmetic is in double precision.
        public enum Rounding: String, Sendable, Codable, CaseIterable {
            /// `side / (longer / longerSide)` to the nearest integer, halves to the even neighbour, as open_clip and
            /// timm do.
            case nearest
            /// `side * (longerSide / longer)` cut to an integer, as CheXzero does. Where the product falls just
            /// below it, the longer side is one pixel short too.
            case truncated
        }

        /// What the longer side becomes, in pixels, 1...2048.
        public let longerSide: Int
        /// The interpolation.
        public let filter: ResamplingFilter
        /// How sides that are not whole become whole.
        public let rounding: Rounding

        /// A fitting, checked when a profile is made of it.
        public init(longerSide: Int, filter: ResamplingFilter, rounding: Rounding) {
            self.longerSide = longerSide
            self.filter = filter
            self.rounding = rounding
        }
    }

    /// A border of one level that makes the picture a square, with the picture in its middle (offsets cut to an
    /// integer).
    public struct Padding: Sendable, Equatable, Codable {
        /// The square's least side in pixels, 1...2048; a picture with a longer side gets a square of that side.
        public let minimumSide: Int
        /// The level of the border, 0 (black)...255.
        public let fill: Int

        /// A padding, checked when a profile is made of it.
        public init(minimumSide: Int, fill: Int = 0) {
            self.minimumSide = minimumSide
            self.fill = fill
        }
    }

    /// One step on the way from a radiograph to a model's input, with its data.
    public enum Step: Sendable, Equatable {
        /// Gray or colour.
        case color(Color)
        /// A resizing of the whole picture.
        case fitting(Fitting)
        /// A border.
        case padding(Padding)
        /// The resizing and crop that make the input's size.
        case geometry(Geometry)
        /// From levels to values.
        case normalization(Normalization)

        /// The field of a profile that holds the data.
        public var name: StepName {
            switch self {
            case .color: .color
            case .fitting: .fitting
            case .padding: .padding
            case .geometry: .geometry
            case .normalization: .normalization
            }
        }
    }

    static let ordinaryOrder: [StepName] = [.color, .geometry, .normalization]

    /// A profile of steps in the order in which they are applied.
    ///
    /// Colour, geometry and normalisation are required. The last two steps are geometry and normalisation, or, for a
    /// picture that was fitted and padded, normalisation and geometry.
    ///
    /// - Throws: `RadiographError.invalidProfile`.
    public init(name: String, version: Int, steps: [Step]) throws(RadiographError) {
        guard let collected = CollectedSteps(steps) else {
            throw .invalidProfile(name: name, reason: "steps lack color, geometry or normalization")
        }
        self.init(unchecked: name, version: version, collected)
        try validate()
    }

    /// The side of the model's square input in pixels, 1...2048.
    public var inputSize: Int { geometry.centerCrop }

    /// Whether `geometry` resizes values, not levels.
    var normalizesFirst: Bool { order?.last == .geometry }
}

/// The data of a list of steps, by kind.
struct CollectedSteps {
    let color: PreprocessingProfile.Color
    let geometry: PreprocessingProfile.Geometry
    let normalization: PreprocessingProfile.Normalization
    let fitting: PreprocessingProfile.Fitting?
    let padding: PreprocessingProfile.Padding?
    let order: [PreprocessingProfile.StepName]
}

extension CollectedSteps {
    /// Nil where one of the three required kinds is absent.
    init?(_ steps: [PreprocessingProfile.Step]) {
        func first<Data>(_ data: (PreprocessingProfile.Step) -> Data?) -> Data? {
            steps.lazy.compactMap(data).first
        }
        guard let color = first({ if case .color(let data) = $0 { data } else { nil } }),
            let geometry = first({ if case .geometry(let data) = $0 { data } else { nil } }),
            let normalization = first({ if case .normalization(let data) = $0 { data } else { nil } })
        else { return nil }
        self.color = color
        self.geometry = geometry
        self.normalization = normalization
        fitting = first { if case .fitting(let data) = $0 { data } else { nil } }
        padding = first { if case .padding(let data) = $0 { data } else { nil } }
        order = steps.map(\.name)
    }
}
