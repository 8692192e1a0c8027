import ArgumentParser
import Foundation
import Reports
import Tensors
import ZeroShot

/// `hilum similarity`: how well a report matches an image.
struct Similarity: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compare a radiograph with a report, as a whole and sentence by sentence."
    )

    @OptionGroup var model: ModelOption

    @Argument(help: "A JPEG or PNG file.")
    var image: String

    @Option(help: "A text file with the report.")
    var report: String

    @OptionGroup var pixels: DecodingOption

    @Option(
        help: "What becomes of a report that the model cannot read at once: \(Self.policies).",
        transform: Self.policy
    )
    var longText = LongTextPolicy.truncate

    private static let policies = LongTextPolicy.allCases.map(\.rawValue).joined(separator: ", ")

    private static func policy(_ name: String) throws -> LongTextPolicy {
        guard let policy = LongTextPolicy(rawValue: name) else {
            throw ValidationError("--long-text takes one of \(policies).")
        }
        return policy
    }

    private static let maximumReportBytes = 64 * 1_024

    func run() throws {
        let text = try reportText()
        let sentences = SentenceSplitter.sentences(in: text)
        let model = try model.load()
        let backend = CPUBackend(threads: ProcessInfo.processInfo.activeProcessorCount)
        let embedding: Embedding
        do {
            embedding = try ImageFile(path: image).embed(with: model, pixels.decoding, on: backend).embedding
        } catch {
            throw CommandError("\(image): \(error)")
        }
        let texts = try embed([text] + sentences, with: model, on: backend)
        let similarity = try ReportSimilarity(
            image: embedding,
            report: texts[0].embedding,
            sentences: zip(sentences, texts.dropFirst()).map { ($0, $1.embedding) }
        )
        print("report     \(String(format: "%.4f", similarity.report))")
        print("sentences  \(String(format: "%.4f", similarity.sentenceMean)) (mean)")
        if texts[0].pieces > 1 {
            print(
                "note: the report is the mean of \(texts[0].pieces) pieces, for the model cannot read it at once."
            )
        } else if texts[0].isTruncated {
            print("note: the report is longer than the model reads; its end is left out. See --long-text.")
        }
        for sentence in similarity.sentences {
            print("  \(String(format: "%7.4f", sentence.similarity))  \(sentence.text)")
        }
        print("For research use only. Cosines of embeddings, from -1 to 1.")
    }

    private func embed(
        _ texts: [String],
        with model: ZeroShotModel,
        on backend: CPUBackend
    ) throws -> [ZeroShotModel.EmbeddedText] {
        do {
            return try model.embed(texts, longTexts: longText, on: backend)
        } catch ScoringError.textTooLong(_, let maximum) {
            throw CommandError(
                "\(report): the report, or a sentence of it, has more than the \(maximum) tokens that the model reads; "
                    + "give --long-text truncate or average."
            )
        }
    }

    private func reportText() throws -> String {
        guard let file = FileHandle(forReadingAtPath: report),
            let content = try? file.read(upToCount: Self.maximumReportBytes + 1)
        else {
            throw CommandError("\(report): the report cannot be read; check the path and its permissions.")
        }
        guard content.count <= Self.maximumReportBytes else {
            throw CommandError(
                "\(report): a report may have \(Self.maximumReportBytes) bytes; give its findings only."
            )
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw CommandError("\(report): the report is not UTF-8 text; convert it first.")
        }
        return ReportText(text).text
    }
}
