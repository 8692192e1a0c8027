extension PreprocessingProfile {
    /// CheXzero (`data_process.py` and the evaluation transform of rajpurkarlab/CheXzero): the whole film on 320
    /// black pixels, normalised on the scale 0...255, the values then resized to 224 without antialiasing.
    ///
    /// The published numbers come from torchvision 0.11, which does not antialias tensors; the same script under
    /// torchvision 0.17 or later does, and gives other values.
    public static let chexzero = Self(
        unchecked: "chexzero",
        version: 1,
        CollectedSteps(
            color: .grayscaleReplicated,
            geometry: Geometry(mode: .squash, size: 224, filter: .bicubic, antialias: false, centerCrop: 224),
            normalization: .gray(divisor: 1, mean: 101.48761, deviation: 83.43944),
            fitting: Fitting(longerSide: 320, filter: .lanczos, rounding: .truncated),
            padding: Padding(minimumSide: 320),
            order: [.fitting, .color, .padding, .normalization, .geometry]
        )
    )

    /// MedCLIP (`MedCLIPFeatureExtractor` of RyanWangZf/MedCLIP): gray, on a black square of at least 224 pixels,
    /// bicubic.
    public static let medclip = Self(
        unchecked: "medclip",
        version: 1,
        CollectedSteps(
            color: .grayscaleReplicated,
            geometry: Geometry(mode: .squash, size: 224, filter: .bicubic, centerCrop: 224),
            normalization: .gray(mean: 0.5862785803043838, deviation: 0.27950088968644304),
            fitting: nil,
            padding: Padding(minimumSide: 224),
            order: [.color, .padding, .geometry, .normalization]
        )
    )

    /// BioViL (the inference transform of microsoft/hi-ml's health_multimodal): gray, the middle 480 of 512 pixels,
    /// levels scaled to 0...1.
    ///
    /// That project's file reader first stretches every picture from its darkest and brightest pixel to 0...255.
    /// This profile does not: one burnt-in marker or white frame would decide the contrast of the whole film.
    public static let biovil = biovil("biovil", centerCrop: 480)

    /// BioViL-T: as ``biovil``, and without its reader's stretch, with the middle 448 pixels.
    public static let biovilT = biovil("biovil-t", centerCrop: 448)

    private static func biovil(_ name: String, centerCrop: Int) -> Self {
        Self(
            unchecked: name,
            version: 1,
            .grayscaleReplicated,
            Geometry(mode: .shorterSide, size: 512, filter: .bilinear, centerCrop: centerCrop),
            .unit
        )
    }

    /// The `resize_mode` of an open_clip preprocessing configuration.
    public enum OpenCLIPResizing: Sendable, Equatable {
        /// The shorter side becomes the resolution; the middle is kept.
        case shortest
        /// The longer side becomes the resolution; the rest is filled with a level of 0...255 (`fill_color`).
        case longest(fill: Int)
        /// Both sides become the resolution.
        case squash
    }

    /// The evaluation transform that open_clip (`image_transform`) makes of a preprocessing configuration.
    ///
    /// - Parameters:
    ///   - name: What receipts call it; each configuration needs its own.
    ///   - filter: Its `interpolation`; open_clip knows bilinear and bicubic.
    ///   - resolution: Its `size` in pixels, 1...2048.
    ///   - normalization: Its `mean` and `std`, with divisor 255.
    /// - Throws: `RadiographError.invalidProfile`.
    public static func openCLIP(
        name: String,
        resizing: OpenCLIPResizing,
        resolution: Int,
        filter: ResamplingFilter = .bicubic,
        normalization: Normalization = .clip
    ) throws(RadiographError) -> Self {
        func geometry(_ mode: ResizeMode) -> Step {
            .geometry(Geometry(mode: mode, size: resolution, filter: filter, centerCrop: resolution))
        }
        let normalizing = Step.normalization(normalization)
        let steps: [Step] =
            switch resizing {
            case .shortest: [.color(.rgb), geometry(.shorterSide), normalizing]
            case .squash: [.color(.rgb), geometry(.squash), normalizing]
            case .longest(let fill):
                [
                    .fitting(Fitting(longerSide: resolution, filter: filter, rounding: .nearest)),
                    .padding(Padding(minimumSide: resolution, fill: fill)),
                    .color(.rgb), geometry(.squash), normalizing,
                ]
            }
        return try Self(name: name, version: 1, steps: steps)
    }
}
