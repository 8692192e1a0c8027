/// How much of a JPEG file is decoded; PNG files are always decoded whole.
public enum DecodingPolicy: String, Sendable, Codable, CaseIterable {
    /// Every pixel.
    case exact
    /// A half, a quarter or an eighth of each side, where a model's preprocessing makes the picture smaller still.
    ///
    /// The smaller picture is taken where it has at least ``minimumReserve`` times the side that the first resizing of
    /// every model makes of it; every other file is decoded as by ``exact``.
    case scaled

    /// How many times the resized side a decoded side has at least, under ``scaled``.
    public static let minimumReserve = 2.0

    /// The scale at which an upright picture of a size is decoded.
    func scale(for profiles: [PreprocessingProfile], width: Int, height: Int) -> DecodingScale {
        guard self == .scaled else { return .full }
        let reductions = profiles.map { $0.firstReduction(width: width, height: height) }
        return DecodingScale(reduction: reductions.min() ?? 1)
    }
}

/// The size at which a JPEG file is decoded.
///
/// Of the eighths that libjpeg offers, these give the means of 2 x 2, 4 x 4 and 8 x 8 pixels and have vectorised
/// transforms. The others leave out frequencies, which is something else, and take longer.
enum DecodingScale: Int, CaseIterable {
    case eighth = 1
    case quarter = 2
    case half = 4
    case full = 8

    /// 0.125...1.
    var factor: Double { Double(rawValue) / 8 }

    /// The smallest scale that leaves a picture larger by `DecodingPolicy.minimumReserve` than what becomes of it.
    ///
    /// - Parameter reduction: How many times smaller its sides will be, the one that shrinks least.
    init(reduction: Double) {
        self = Self.allCases.first { $0.suffices(for: reduction) } ?? .full
    }

    func suffices(for reduction: Double) -> Bool {
        self == .full || factor * reduction >= DecodingPolicy.minimumReserve
    }
}

extension PreprocessingProfile {
    /// How many times smaller the first resizing makes the sides of a picture, the one that shrinks least.
    func firstReduction(width: Int, height: Int) -> Double {
        if let fitting {
            let size = fitting.fittedSize(width: width, height: height)
            return min(Double(width) / Double(size.width), Double(height) / Double(size.height))
        }
        let canvas = padding.map { PaddedCanvas(width: width, height: height, padding: $0) }
        let (fullWidth, fullHeight) = (canvas?.width ?? width, canvas?.height ?? height)
        let window = geometry.window(width: fullWidth, height: fullHeight)
        return min(
            Double(fullWidth) / Double(window.fullWidth),
            Double(fullHeight) / Double(window.fullHeight)
        )
    }
}
