import Foundation
import ModelImport
import Testing

/// What Scripts/make_fixtures.py wrote. `HILUM_IMPORT_FIXTURES` names another folder of it, with models of full size.
enum ImportFixtures {
    static let fullSize = ProcessInfo.processInfo.environment["HILUM_IMPORT_FIXTURES"]
    static let folder =
        fullSize.map { URL(filePath: $0) } ?? Bundle.module.bundleURL.appending(path: "Fixtures")
    /// The largest difference of an embedding's numbers; larger models add up more roundings.
    static let tolerance: Float = fullSize == nil ? 2e-5 : 1e-4

    struct Expected: Decodable {
        let resolution: Int
        let texts: [[Int32]]
        let image: [[Float]]
        let text: [[Float]]

        /// The two images that the script made too.
        var pixels: [Float] {
            (0..<2 * 3 * resolution * resolution).map { Float(sin(Double($0) * 0.37)) }
        }
    }

    static func path(_ name: String) -> String { folder.appending(path: name).path }

    static func expected() throws -> [String: Expected] {
        try JSONDecoder().decode(
            [String: Expected].self,
            from: Data(contentsOf: folder.appending(path: "expected.json"))
        )
    }
}

/// A family with its files; the answers are found under the name of the first.
struct ImportCase: CustomTestStringConvertible, Sendable {
    let family: String
    let file: String
    var textWeights: String?
    var tokenizer = "merges.txt"
    var expected: String
    var isAmbiguous = false

    init(
        _ family: String,
        _ file: String,
        text textWeights: String? = nil,
        vocabulary: Bool = false,
        expected: String? = nil,
        isAmbiguous: Bool = false
    ) {
        self.family = family
        self.file = file
        self.textWeights = textWeights
        tokenizer = vocabulary ? "vocab.txt" : "merges.txt"
        self.expected = expected ?? family
        self.isAmbiguous = isAmbiguous
    }

    var testDescription: String { file }

    var options: ImportOptions {
        var options = ImportOptions()
        options.family = isAmbiguous ? family : nil
        options.tokenizer = ImportFixtures.path(tokenizer)
        options.textWeights = textWeights.map(ImportFixtures.path)
        options.id = "tiny"
        return options
    }
}

extension ImportCase {
    static let cases = [
        ImportCase("openai-clip", "openai-clip.pt"),
        ImportCase("chexzero", "chexzero.pt", isAmbiguous: true),
        ImportCase("cxr-cml", "cxr-cml.pt"),
        ImportCase("slip", "slip.pt"),
        ImportCase("hugging-face-clip", "hugging-face-clip/model.safetensors"),
        ImportCase("hugging-face-clip", "hugging-face-clip-sharded/model.safetensors.index.json"),
        ImportCase("open-clip", "open-clip/open_clip_model.safetensors"),
        ImportCase("open-clip", "open-clip-custom/open_clip_model.safetensors", expected: "open-clip-custom"),
        ImportCase("biomedclip", "biomedclip/open_clip_model.safetensors", vocabulary: true),
        ImportCase("cxr-clip", "cxr-clip.tar", vocabulary: true),
        ImportCase("cxr-clip", "cxr-clip-swint.tar", vocabulary: true, expected: "cxr-clip-swint"),
        ImportCase("medclip", "medclip.bin", vocabulary: true),
        ImportCase("medclip", "medclip-resnet.bin", vocabulary: true, expected: "medclip-resnet"),
        ImportCase("biovil", "biovil-image.pt", text: "cxr-bert.bin", vocabulary: true),
        ImportCase(
            "biovil",
            "biovil-t-image.pt",
            text: "cxr-bert.bin",
            vocabulary: true,
            expected: "biovil-t"
        ),
    ]
}
