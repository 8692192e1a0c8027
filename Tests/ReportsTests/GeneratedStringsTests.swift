import Foundation
import Reports
import Testing

/// Tens of thousands of strings have the ids of the reference, told by a digest for each 500 of them.
///
/// `HILUM_TOKENS` names the beginning of files into which the ids are written, from which Scripts/generated_strings.py tells the first
/// string that differs.
@Suite struct GeneratedStringsTests {
    /// The digests of one set of strings.
    private struct Digests: Decodable {
        let strings: Int
        let cased: [String]
        let lowercased: [String]
        let repaired: [String]
        let clip: [String]
        let openAI: [String]
        let openCLIP: [String]

        subscript(_ tokenizer: String) -> [String] {
            switch tokenizer {
            case "cased": cased
            case "lowercased": lowercased
            case "repaired": repaired
            case "openAI": openAI
            case "openCLIP": openCLIP
            default: clip
            }
        }
    }

    private static let tokenizers = ["cased", "lowercased", "repaired", "clip", "openAI", "openCLIP"]
    private static let block = 500
    private static let limit = 1_000_000
    private static let cleanings: [String: CLIPCleaning] = [
        "clip": .huggingFace, "openAI": .openAI, "openCLIP": .openCLIP,
    ]

    @Test(arguments: GeneratedStringsTests.tokenizers)
    func generatedStringsHaveTheIdsOfTheReference(tokenizer: String) throws {
        try compare("generated", GeneratedStrings.all(), tokenizer)
    }

    @Test(arguments: GeneratedStringsTests.tokenizers)
    func garbledStringsHaveTheIdsOfTheReference(tokenizer: String) throws {
        try compare("garbled", TokenFixtures.decode([String].self, from: "garbled-strings.json"), tokenizer)
    }

    @Test(
        .enabled(if: ProjectFiles.exist(ProjectFiles.openIManifest), "needs the Open-i reports"),
        arguments: GeneratedStringsTests.tokenizers
    )
    func reportsAndTheirSentencesHaveTheIdsOfTheReference(tokenizer: String) throws {
        let reports = try OpenIReports.texts()
        let parts = reports.flatMap {
            $0.utf8.split(omittingEmptySubsequences: false) { $0 == 0x2E || $0 == 0x0A }.map {
                String($0) ?? ""
            }
        }
        var seen: Set<String> = []
        try compare("openi", (reports + parts).filter { seen.insert($0).inserted }, tokenizer)
    }

    private func compare(_ set: String, _ strings: [String], _ name: String) throws {
        let expected = try #require(
            TokenFixtures.decode([String: Digests].self, from: "generated-digests.json")[set]
        )
        #expect(strings.count == expected.strings)
        let tokenizer = try tokenizer(name)
        let rows = strings.map { tokenizer.encode($0).ids }
        let blocks = stride(from: 0, to: rows.count, by: Self.block).map {
            digest(rows[$0..<min($0 + Self.block, rows.count)])
        }
        #expect(blocks.count == expected[name].count)
        for (index, (found, wanted)) in zip(blocks, expected[name]).enumerated() {
            #expect(found == wanted, "strings \(index * Self.block) to \((index + 1) * Self.block - 1)")
        }
        try write(rows, set, name)
    }

    private func tokenizer(_ name: String) throws -> any Tokenizer {
        if let cleaning = Self.cleanings[name] {
            return try CLIPTokenizer(
                merges: TokenFixtures.bytes("clip-merges.txt"),
                maximumTokens: Self.limit,
                cleaning: cleaning
            )
        }
        return try WordPieceTokenizer(
            vocabulary: vocabulary(name == "cased" ? name : "lowercased"),
            lowercases: name != "cased",
            maximumTokens: Self.limit,
            repairsText: name == "repaired"
        )
    }

    /// Every character by itself and as a continuation, and the pieces of the small vocabulary.
    private func vocabulary(_ name: String) throws -> [UInt8] {
        let characters = GeneratedStrings.swept.joined().filter { !Self.isUnwritable($0) }
            .compactMap(Unicode.Scalar.init).map { Array(String($0).utf8) }
        var lines = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].map { Array($0.utf8) }
        lines += characters + characters.map { [0x23, 0x23] + $0 }
        lines += try TokenFixtures.bytes("wordpiece-\(name).txt").split(separator: 0x0A).map { Array($0) }
        var seen: Set<[UInt8]> = []
        return Array(lines.filter { seen.insert($0).inserted }.joined(separator: [0x0A]))
    }

    /// White space and controls cannot be lines of a vocabulary.
    private static func isUnwritable(_ value: UInt32) -> Bool {
        switch value {
        case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// FNV-1a (64 bits) over the ids counted from 1, each string ended by a 0.
    private func digest(_ rows: ArraySlice<[Int32]>) -> String {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for row in rows {
            for id in row { digest = (digest ^ UInt64(id + 1)) &* 0x100_0000_01B3 }
            digest = digest &* 0x100_0000_01B3
        }
        return String(repeating: "0", count: digest.leadingZeroBitCount / 4) + String(digest, radix: 16)
    }

    private func write(_ rows: [[Int32]], _ set: String, _ name: String) throws {
        guard let path = ProcessInfo.processInfo.environment["HILUM_TOKENS"] else { return }
        let lines = rows.enumerated().map {
            "\(name) \(set) \($0) \($1.map(String.init).joined(separator: ","))\n"
        }
        try Data(lines.joined().utf8).write(to: URL(filePath: "\(path).\(set).\(name)"))
    }
}
