import struct Foundation.Data
import class Foundation.JSONSerialization
import class Foundation.NSNumber

/// The ids of a CLIP vocabulary and its merges, in either of the two published layouts.
struct CLIPVocabulary: Sendable {
    /// The id of each byte within a word, by byte.
    let byteIDs: [Int32]
    /// The id of each byte at the end of a word, by byte.
    let finalByteIDs: [Int32]
    let merges: BytePairMerges
    /// `<|startoftext|>`.
    let opening: Int32
    /// `<|endoftext|>`, which also stands for a byte that the vocabulary lacks.
    let closing: Int32
    /// How many tokens there are, special tokens included.
    let count: Int

    private static let wordEnd = Array("</w>".utf8)

    /// The layout of OpenAI: ids follow from the order of the merges.
    ///
    /// 256 byte symbols, the same with `</w>`, one token a merge, `<|startoftext|>`, `<|endoftext|>`.
    /// `count` is the size of the model's token embedding; merges beyond it are not used, as in OpenAI's code,
    /// whose file holds more than the model. Nil means all merges of the list.
    init(merges list: [UInt8], count: Int?) throws(TokenizerError) {
        var lines = try MergeLine.read(list)
        if let count {
            let needed = count - 2 * 256 - 2
            guard needed >= 0, lines.count >= needed else {
                throw .tooFewMerges(found: lines.count, needed: max(0, needed))
            }
            lines = Array(lines.prefix(needed))
        }
        let symbols = ByteAlphabet.bytes.map { ByteAlphabet.symbols[Int($0)] }
        var tokens = symbols + symbols.map { $0 + Self.wordEnd }
        tokens += lines.map { $0.first + $0.second }
        tokens += [Array("<|startoftext|>".utf8), Array("<|endoftext|>".utf8)]
        var ids: [[UInt8]: Int32] = [:]
        ids.reserveCapacity(tokens.count)
        for (id, token) in tokens.enumerated() { ids[token] = Int32(clamping: id) }
        try self.init(lines: lines, ids: ids)
    }

    /// The layout of Hugging Face: `vocab.json` holds the ids, `merges.txt` the merges.
    init(merges list: [UInt8], json: [UInt8]) throws(TokenizerError) {
        let parsed = try? JSONSerialization.jsonObject(with: Data(json))
        guard let object = parsed as? [String: NSNumber] else { throw .malformedVocabulary }
        if object.isEmpty { throw .emptyVocabulary }
        var ids: [[UInt8]: Int32] = [:]
        ids.reserveCapacity(object.count)
        for (token, number) in object {
            guard let id = Int32(exactly: number.doubleValue), id >= 0 else { throw .malformedVocabulary }
            ids[Array(token.utf8)] = id
        }
        guard Set(ids.values).count == ids.count else { throw .malformedVocabulary }
        try self.init(lines: try MergeLine.read(list), ids: ids)
    }

    private init(lines: [MergeLine], ids: [[UInt8]: Int32]) throws(TokenizerError) {
        guard let opening = ids[Array("<|startoftext|>".utf8)] else {
            throw .missingSpecialToken("<|startoftext|>")
        }
        guard let closing = ids[Array("<|endoftext|>".utf8)] else {
            throw .missingSpecialToken("<|endoftext|>")
        }
        self.opening = opening
        self.closing = closing
        count = ids.count
        byteIDs = ByteAlphabet.symbols.map { ids[$0] ?? closing }
        finalByteIDs = ByteAlphabet.symbols.map { ids[$0 + Self.wordEnd] ?? closing }
        var merges = BytePairMerges()
        var firstLines: [[UInt8]: Int] = [:]
        for line in lines {
            guard let first = ids[line.first], let second = ids[line.second],
                let joined = ids[line.first + line.second]
            else { throw .unknownMergeToken(line: line.number) }
            let key = line.first + [0x20] + line.second
            guard merges.append(first, second, id: joined) else {
                throw .duplicateEntry(line: line.number, firstLine: firstLines[key] ?? line.number)
            }
            firstLines[key] = line.number
        }
        self.merges = merges
    }
}

/// One line of a merge list.
private struct MergeLine {
    let first: [UInt8]
    let second: [UInt8]
    /// Counts from 1, the header included.
    let number: Int

    /// The merges of a list: a `#version` header in the first line if there is one, then two tokens a line.
    static func read(_ list: [UInt8]) throws(TokenizerError) -> [MergeLine] {
        var merges: [MergeLine] = []
        for (index, line) in try vocabularyLines(list).enumerated() {
            if index == 0, String(decoding: line, as: UTF8.self).contains("#version") { continue }
            let tokens = line.split(separator: 0x20, omittingEmptySubsequences: false)
            if line.isEmpty { continue }
            guard tokens.count == 2, tokens.allSatisfy({ !$0.isEmpty }) else {
                throw .malformedMerge(line: index + 1)
            }
            merges.append(.init(first: Array(tokens[0]), second: Array(tokens[1]), number: index + 1))
        }
        if merges.isEmpty { throw .emptyVocabulary }
        return merges
    }
}
