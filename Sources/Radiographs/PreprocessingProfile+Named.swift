extension PreprocessingProfile.Normalization {
    /// The mean and deviation of ImageNet's training pictures, as torchvision's models use them.
    public static let imageNet = Self(mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225])

    /// The mean and deviation of OpenAI CLIP's training pictures.
    public static let clip = Self(
        mean: [0.48145466, 0.4578275, 0.40821073],
        standardDeviation: [0.26862954, 0.26130258, 0.27577711]
    )

    /// Samples stretched to -1...1.
    public static let half = Self(mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5])

    /// Samples scaled to 0...1 and no further.
    public static let unit = Self(mean: [0, 0, 0], standardDeviation: [1, 1, 1])

    /// One mean and one deviation for three equal channels.
    static func gray(divisor: Float = 255, mean: Float, deviation: Float) -> Self {
        Self(
            divisor: divisor,
            mean: [mean, mean, mean],
            standardDeviation: [deviation, deviation, deviation]
        )
    }
}

extension PreprocessingProfile {
    /// A ResNet-18 trained behind Pillow with the longer side rounded to the nearest pixel: gray, 192 pixels.
    public static let openResNet18 = Self(
        unchecked: "open-resnet18",
        .grayscaleReplicated,
        .shorterSide(192, .bilinear, rounding: .nearest),
        .imageNet
    )

    /// OpenAI CLIP ViT-B/32 and ViT-B/16 (`clip.load`'s transform): 224 pixels, bicubic.
    public static let clip = Self(unchecked: "openai-clip", .rgb, .shorterSide(224, .bicubic), .clip)

    /// ``clip`` at another resolution, such as the 336 pixels of a larger CLIP.
    public static func clip(resolution: Int) -> Self {
        Self(
            unchecked: resolution == 224 ? "openai-clip" : "openai-clip-\(resolution)",
            .rgb,
            .shorterSide(resolution, .bicubic),
            .clip
        )
    }

    /// SLIP (the evaluation transform of facebookresearch/SLIP): bilinear, ImageNet's mean and deviation.
    public static func slip(resolution: Int = 224) -> Self {
        Self(unchecked: "slip-\(resolution)", .rgb, .shorterSide(resolution, .bilinear), .imageNet)
    }

    /// CXR-CLIP's ResNet-50 (its evaluation transform with `normalize: imagenet`): 224 pixels, bilinear.
    public static let cxrClipResNet = Self(
        unchecked: "cxr-clip-resnet",
        .rgb,
        .shorterSide(224, .bilinear),
        .imageNet
    )

    /// CXR-CLIP's Swin-Tiny (its evaluation transform with `normalize: huggingface`): 224 pixels, bilinear.
    public static let cxrClipSwin = Self(
        unchecked: "cxr-clip-swin",
        .rgb,
        .shorterSide(224, .bilinear),
        .half
    )

    /// timm's Vision Transformers with "augreg" weights (its default evaluation transform): bicubic to an edge of
    /// resolution / 0.9 cut to an integer, 248 for 224, of which the middle is kept. At 384 pixels timm keeps all.
    ///
    /// - Parameter resolution: The input's side in pixels, 1...1844; beyond, the profile is not valid.
    public static func timm(resolution: Int = 224) -> Self {
        let size = resolution == 384 ? 384 : min(max(resolution, 0), maximumSize) * 10 / 9
        return Self(
            unchecked: resolution == 224 ? "timm-augreg" : "timm-augreg-\(resolution)",
            .rgb,
            Geometry(mode: .shorterSide, size: size, filter: .bicubic, centerCrop: resolution),
            .half
        )
    }

    /// Every named profile of this module, at its usual resolution.
    public static let named: [PreprocessingProfile] = [
        .openResNet18, .clip, .slip(), .cxrClipResNet, .cxrClipSwin, .timm(), .chexzero, .medclip, .biovil,
        .biovilT,
    ]

    /// Version 1, not checked here but by the tests.
    private init(
        unchecked name: String,
        _ color: Color,
        _ geometry: Geometry,
        _ normalization: Normalization
    ) {
        self.init(unchecked: name, version: 1, color, geometry, normalization)
    }
}

extension PreprocessingProfile.Geometry {
    fileprivate static func shorterSide(
        _ size: Int,
        _ filter: ResamplingFilter,
        rounding: PreprocessingProfile.Rounding = .torchvision
    ) -> Self {
        Self(mode: .shorterSide, size: size, filter: filter, centerCrop: size, rounding: rounding)
    }
}
