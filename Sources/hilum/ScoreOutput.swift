import Foundation
import Service

/// The scores of one image file, each as the service answers it.
struct ScoredImage {
    let image: String
    let scores: [ScoreItem]
    let warnings: [String]
    let intendedUse = "research"
}

extension ScoredImage: JSONWritable {
    func write(to text: inout JSONText) throws(JSONNumberError) {
        try text.object { text throws(JSONNumberError) in
            try text.member("image", image)
            try text.member("intendedUse", intendedUse)
            try text.member("scores", scores)
            try text.member("warnings", warnings)
        }
    }
}

/// Writes scores to standard output.
struct ScoreOutput {
    enum Format {
        case table, json, csv
    }

    let format: Format
    /// The validation data of the calibrated probabilities that were written, if any.
    private var calibrationData: String?

    init(format: Format) {
        self.format = format
    }

    func writeHeader() {
        guard format == .csv else { return }
        print(
            "image,label,positiveSimilarity,negativeSimilarity,softmax,"
                + "calibratedProbability,operatingPoint,isAboveOperatingPoint"
        )
    }

    mutating func write(_ image: ScoredImage) {
        calibrationData = calibrationData ?? image.scores.compactMap(\.calibration?.data).first
        switch format {
        case .table: print(ScoreTable(image).text)
        case .json: writeJSON(image)
        case .csv: writeRows(image)
        }
    }

    func writeFooter() {
        guard format == .table else { return }
        print("For research use only. The score is a softmax of two cosines, not a probability.")
        guard let calibrationData else { return }
        print(
            "Calibrated probabilities hold for images like those they were calibrated on: \(calibrationData)"
        )
    }

    private func writeJSON(_ image: ScoredImage) {
        if let line = try? JSONText.bytes(of: image) { print(String(decoding: line, as: UTF8.self)) }
    }

    private func writeRows(_ image: ScoredImage) {
        for item in image.scores {
            let numbers = [item.positiveSimilarity, item.negativeSimilarity, item.softmax, item.probability]
                .map { $0.map { "\($0)" } ?? "" }
            let point = [
                item.operatingPoint.map { "\($0.softmax)" }, item.operatingPoint.map { "\($0.isAbove)" },
            ].map { $0 ?? "" }
            print(([image.image, item.label].map(Self.quoted) + numbers + point).joined(separator: ","))
        }
    }

    /// A field of CSV (RFC 4180 section 2).
    private static func quoted(_ field: String) -> String {
        guard field.contains(where: { ",\"\r\n".contains($0) }) else { return field }
        return "\"\(field.replacing("\"", with: "\"\""))\""
    }
}
