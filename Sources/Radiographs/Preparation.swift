/// A radiograph on its way to a model's input, and the receipt of the way so far.
struct Preparation {
    /// The phrases of the receipt, in order.
    private(set) var steps: [String] = []
    /// Normalised values of shape (3, side, side); empty before normalisation.
    private(set) var values: [Float] = []

    private let width: Int
    private let height: Int
    private let sourceChannels: Int
    private var picture: Raster
    private var grid: PixelGrid
    private var canvas: PaddedCanvas
    /// The levels to normalise, plane by plane; nil before they are made of `picture` and `canvas`.
    private var planes: SampleBuffer<UInt8>?
    /// How much wider and higher the picture has become.
    private var enlargement = (across: 1.0, down: 1.0)
    /// How much of the picture the crop kept, in percent.
    private var kept = 100

    init(of radiograph: Radiograph) {
        width = radiograph.width
        height = radiograph.height
        sourceChannels = radiograph.channels
        picture = radiograph.raster
        grid = radiograph.grid
        canvas = PaddedCanvas(width: width, height: height)
    }

    mutating func apply(
        _ step: PreprocessingProfile.StepName,
        of profile: PreprocessingProfile
    ) throws(RadiographError) {
        switch step {
        case .color: try convert(to: profile.color)
        case .fitting: if let fitting = profile.fitting { try fit(fitting) }
        case .padding: if let padding = profile.padding { pad(padding) }
        case .geometry where profile.normalizesFirst: resizeValues(to: profile.geometry.size)
        case .geometry: try resize(profile.geometry, isOnlyResizing: profile.fitting == nil)
        case .normalization: try normalize(as: profile)
        }
    }

    private mutating func convert(to color: PreprocessingProfile.Color) throws(RadiographError) {
        if color == .grayscaleReplicated { picture = try picture.luma() }
        let step =
            switch (color, sourceChannels) {
            case (.grayscaleReplicated, 3): "converted to BT.601 luma in three channels"
            case (_, 1): "copied grayscale to three channels"
            default: "kept red, green and blue"
            }
        steps.append(step)
    }

    private mutating func fit(_ fitting: PreprocessingProfile.Fitting) throws(RadiographError) {
        let size = fitting.fittedSize(width: width, height: height)
        note(width: size.width, of: width, height: size.height, of: height)
        picture = try picture.resized(width: size.width, height: size.height, filter: fitting.filter, grid)
        grid = PixelGrid(width: size.width, height: size.height)
        canvas = PaddedCanvas(width: size.width, height: size.height)
        steps.append("resized to \(size.width)x\(size.height) (\(fitting.filter.rawValue), antialiased)")
    }

    private mutating func pad(_ padding: PreprocessingProfile.Padding) {
        canvas = PaddedCanvas(width: canvas.width, height: canvas.height, padding: padding)
        steps.append("padded to \(canvas.width)x\(canvas.height) with level \(canvas.fill)")
    }

    /// A fitted picture of the right size already goes unmentioned.
    private mutating func resize(
        _ geometry: PreprocessingProfile.Geometry,
        isOnlyResizing: Bool
    ) throws(RadiographError) {
        let window = geometry.window(width: canvas.width, height: canvas.height)
        planes = try picture.resized(to: window, filter: geometry.filter, on: canvas, grid)
        note(width: window.fullWidth, of: canvas.width, height: window.fullHeight, of: canvas.height)
        kept = canvas.shown(by: window)
        let (fullWidth, fullHeight, crop) = (window.fullWidth, window.fullHeight, geometry.centerCrop)
        let changesSize = fullWidth != canvas.width || fullHeight != canvas.height
        if isOnlyResizing || changesSize {
            steps.append("resized to \(fullWidth)x\(fullHeight) (\(geometry.filter.rawValue), antialiased)")
        }
        if isOnlyResizing || fullWidth != crop || fullHeight != crop {
            steps.append("cropped to the central \(crop)x\(crop)")
        }
    }

    private mutating func normalize(as profile: PreprocessingProfile) throws(RadiographError) {
        let levels = if let planes { planes } else { try picture.planes(on: canvas) }
        values = levels.withSamples { profile.normalization.normalized($0, planeCount: picture.channels) }
        steps.append("normalised as profile \(profile.name) version \(profile.version)")
    }

    /// The values are then those of the whole canvas, a square.
    private mutating func resizeValues(to size: Int) {
        values = CubicInterpolation(from: canvas.width, to: size).applied(to: values)
        note(width: size, of: canvas.width, height: size, of: canvas.height)
        steps.append("resized the values to \(size)x\(size) (bicubic with a = -0.75, not antialiased)")
    }

    private mutating func note(width: Int, of oldWidth: Int, height: Int, of oldHeight: Int) {
        enlargement.across *= Double(width) / Double(oldWidth)
        enlargement.down *= Double(height) / Double(oldHeight)
    }

    /// What a reader of a score should know about the steps so far.
    var warnings: [String] {
        var warnings: [String] = []
        // Up to 320 and back to 224 is 1 in all but the last binary place.
        if max(enlargement.across, enlargement.down) > 1 + 1e-9 {
            warnings.append(
                "The image of \(width)x\(height) pixels was enlarged for the model; "
                    + "fine detail is missing."
            )
        }
        if kept < 67 {
            warnings.append("The central crop shows the model only \(kept) % of the image.")
        }
        return warnings
    }
}

extension PaddedCanvas {
    /// The part of the picture, without its border, that a window of the resized canvas shows, in percent.
    fileprivate func shown(by window: ResizedWindow) -> Int {
        let across = Self.overlap(window.columns, columns, scale: (window.fullWidth, width))
        let down = Self.overlap(window.rows, rows, scale: (window.fullHeight, height))
        return across * down * 100 / (window.fullWidth * window.fullHeight)
    }

    /// The share of `covered`, of a canvas of `scale.old`, in `shown`, of the canvas resized to `scale.new`; in
    /// `scale.new`ths, cut to an integer.
    private static func overlap(
        _ shown: Range<Int>,
        _ covered: Range<Int>,
        scale: (new: Int, old: Int)
    ) -> Int {
        let lower = max(shown.lowerBound * scale.old, covered.lowerBound * scale.new)
        let upper = min(shown.upperBound * scale.old, covered.upperBound * scale.new)
        return max(upper - lower, 0) / covered.count
    }
}
