import Encoders
import Reports

/// open_clip's `CLIP` and `CustomTextCLIP` with its own text encoder, with the `open_clip_config.json` beside the weights.
struct OpenCLIPFamily: ModelFamily {
    let name = "open-clip"
    let summary = "open_clip CLIP and CustomTextCLIP ViT (.safetensors, .bin)"
    let marker = "visual.class_embedding"

    /// Where the text encoder's names begin: `CustomTextCLIP` has it under a name of its own.
    private func textPlace(_ weights: FamilyWeights) -> String {
        weights.has("text.token_embedding.weight") ? "text." : ""
    }

    func evidence(in weights: FamilyWeights) -> String? {
        let text = textPlace(weights)
        guard weights.has("visual.proj"), weights.has("\(text)text_projection"),
            !weights.has("input_resolution"), !weights.has("bert_projection.weight")
        else { return nil }
        // A text encoder under a name of its own is open_clip's alone; otherwise only the settings tell.
        guard !text.isEmpty || OpenCLIPSettings.exist(beside: weights.path) else { return nil }
        return text.isEmpty
            ? "it has CLIP's names, and open_clip_config.json lies beside it"
            : "it has 'visual.proj' and 'text.text_projection'"
    }

    func plan(_ weights: FamilyWeights, _ options: ImportOptions) throws(ImportError) -> ImportPlan {
        let settings = try OpenCLIPSettings.read(beside: weights.path, family: name)
        let place = textPlace(weights)
        let names = OpenAICLIPNames(weights: weights, family: name, text: place)
        var image = try names.image(activation: settings.model.activation)
        if let width = settings.model.vision.headWidth, width > 0 {
            image.transformer.heads = image.transformer.width / width
        }
        var text = try names.textEncoder(activation: settings.model.activation)
        if let heads = settings.model.text.heads, case .clip(var sizes) = text {
            sizes.transformer.heads = heads
            text = .clip(sizes)
        }
        return try names.plan(
            image,
            text,
            options,
            cleaning: .openCLIP,
            preprocessing: try settings.preprocessing(resolution: image.resolution, family: name)
        )
    }
}
