import Encoders
import Foundation
import Radiographs
import Tensors

/// The part of open_clip's `open_clip_config.json` that no tensor shows.
struct OpenCLIPSettings: Decodable {
    /// The image encoder.
    struct Vision: Decodable {
        var timmModel: String?
        var timmPool: String?
        var headWidth: Int?

        enum CodingKeys: String, CodingKey {
            case timmModel = "timm_model_name"
            case timmPool = "timm_pool"
            case headWidth = "head_width"
        }
    }

    /// The text encoder.
    struct Text: Decodable {
        var model: String?
        var pooler: String?
        var heads: Int?
        var contextLength: Int?

        enum CodingKeys: String, CodingKey {
            case heads
            case model = "hf_model_name"
            case pooler = "hf_pooler_type"
            case contextLength = "context_length"
        }
    }

    /// The encoders.
    struct Model: Decodable {
        var quickGELU: Bool?
        var vision: Vision
        var text: Text

        enum CodingKeys: String, CodingKey {
            case quickGELU = "quick_gelu"
            case vision = "vision_cfg"
            case text = "text_cfg"
        }

        var activation: Activation { quickGELU == true ? .quickGELU : .gelu }
    }

    /// What happens to pixels; open_clip's defaults stand where it is silent.
    struct Pixels: Decodable {
        var mean: [Float]?
        var standardDeviation: [Float]?
        var interpolation: String?
        var resizeMode: String?
        var fill: Int?

        enum CodingKeys: String, CodingKey {
            case mean, interpolation
            case standardDeviation = "std"
            case resizeMode = "resize_mode"
            case fill = "fill_color"
        }
    }

    let model: Model
    let pixels: Pixels?

    enum CodingKeys: String, CodingKey {
        case model = "model_cfg"
        case pixels = "preprocess_cfg"
    }

    private static func path(beside file: String) -> URL {
        URL(filePath: file).deletingLastPathComponent().appending(path: "open_clip_config.json")
    }

    /// Whether there are settings in the folder of a weight file.
    static func exist(beside file: String) -> Bool {
        FileManager.default.fileExists(atPath: path(beside: file).path)
    }

    /// Reads the settings in the folder of a weight file.
    ///
    /// - Throws: ``ImportError/needs(family:what:remedy:)``.
    static func read(beside file: String, family: String) throws(ImportError) -> OpenCLIPSettings {
        guard let content = try? Data(contentsOf: path(beside: file)), content.count < 1 << 20,
            let settings = try? JSONDecoder().decode(OpenCLIPSettings.self, from: content)
        else {
            throw .needs(
                family: family,
                what: "its open_clip_config.json, which says the activation and the pixels",
                remedy: "Put it into the folder of the weights."
            )
        }
        return settings
    }

    /// The preprocessing of a model's evaluation transform.
    ///
    /// - Throws: ``ImportError/needs(family:what:remedy:)`` for what is not known here.
    func preprocessing(resolution: Int, family: String) throws(ImportError) -> PreprocessingProfile {
        func unknown(_ what: String, _ value: String) -> ImportError {
            .needs(
                family: family,
                what: "a \(what) that is known here",
                remedy: "open_clip_config.json says '\(value.prefix(40))'."
            )
        }
        let interpolation = pixels?.interpolation ?? "bicubic"
        guard let filter = ResamplingFilter(rawValue: interpolation) else {
            throw unknown("preprocess_cfg.interpolation", interpolation)
        }
        let mode = pixels?.resizeMode ?? "shortest"
        let resizing: PreprocessingProfile.OpenCLIPResizing
        switch mode {
        case "shortest": resizing = .shortest
        case "longest": resizing = .longest(fill: pixels?.fill ?? 0)
        case "squash": resizing = .squash
        default: throw unknown("preprocess_cfg.resize_mode", mode)
        }
        let standard = PreprocessingProfile.Normalization.clip
        do {
            return try PreprocessingProfile.openCLIP(
                name: "\(family)-\(mode)-\(resolution)",
                resizing: resizing,
                resolution: resolution,
                filter: filter,
                normalization: PreprocessingProfile.Normalization(
                    mean: pixels?.mean ?? standard.mean,
                    standardDeviation: pixels?.standardDeviation ?? standard.standardDeviation
                )
            )
        } catch {
            throw .needs(
                family: family,
                what: "usable pixels in its open_clip_config.json",
                remedy: error.description
            )
        }
    }
}
