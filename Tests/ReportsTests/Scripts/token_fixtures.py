"""Writes the token fixtures of ReportsTests with Hugging Face transformers as the reference.

Usage: python token_fixtures.py [PATH_TO_OPENI_MANIFEST]
Needs transformers 4.57.6 and tokenizers 0.22.2. Everything is made from the sentences and strings below; with a
manifest the digests of its reports' ids are written as well, never the reports.

Fixtures: wordpiece-cased.txt, wordpiece-lowercased.txt (vocabularies), clip-merges.txt, clip-vocab.json,
strings.json (text, cased, lowercased, clip: the ids), openi-digests.json.
"""

import csv
import json
import pathlib
import random
import sys
import warnings

from transformers import BertTokenizer, BertTokenizerFast, CLIPTokenizerFast

from nasty_strings import SENTENCES, strings

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent / "Fixtures"
CHECKPOINT_VOCABULARY = HERE.parents[2] / ".." / "shared" / "checkpoints" / "open-resnet18" / "vocab.txt"
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDPIECE_LIMIT, CLIP_LIMIT = 64, 77


def wordpiece_vocabulary(lowercase):
    text = " ".join(SENTENCES)
    words = sorted(set((text.lower() if lowercase else text).replace(".", " ").replace(",", " ").split()))
    pieces = set()
    for number, word in enumerate(words):
        if number % 3 == 0:
            pieces.add(word)
        elif len(word) > 4:
            cut = 2 + number % (len(word) - 3)
            pieces.update([word[:cut], "##" + word[cut:]])
    letters = "abcdefghijklmnopqrstuvwxyz0123456789éüñßøσςżж漢字한국αβ"
    letters += "" if lowercase else "ABCDEFGHIJKLMNOPQRSTUVWXYZÉÜΣ"
    punctuation = ".,;:-/()[]'\"%&#!?<>|…–“”’、。"
    singles = list(letters) + ["##" + c for c in letters] + list(punctuation)
    singles += ["\u0301", "e\u0301", "##\u0308", "i\u0307", "ᄒ", "##ᅡ", "😀", "👨", "##\u200d", "\u200d", "ﬁ"]
    return SPECIALS + list(dict.fromkeys(singles + sorted(pieces)))


def byte_symbols():
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        if byte not in table:
            table[byte] = chr(256 + len(table) - len(printable))
    return table


def train_merges(count):
    """Plain byte pair encoding over the words of our sentences."""
    table = byte_symbols()
    words = {}
    extra = "don't they're café naïve don't 漢字 한국 😀😀 ...!!! --- aaaa aaaaaaaa bananas"
    for word in (" ".join(SENTENCES) + " " + extra).lower().split():
        symbols = [table[b] for b in word.encode()]
        symbols[-1] += "</w>"
        words[tuple(symbols)] = words.get(tuple(symbols), 0) + 1
    merges = []
    while len(merges) < count:
        pairs = {}
        for word, frequency in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] = pairs.get(pair, 0) + frequency
        if not pairs:
            break
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        if "".join(best) in {"".join(merge) for merge in merges}:
            break
        merges.append(best)
        merged = {}
        for word, frequency in words.items():
            joined, index = [], 0
            while index < len(word):
                if word[index : index + 2] == best:
                    joined.append("".join(best))
                    index += 2
                else:
                    joined.append(word[index])
                    index += 1
            merged[tuple(joined)] = merged.get(tuple(joined), 0) + frequency
        words = merged
    return list(table.values()), merges


def write_clip():
    symbols, merges = train_merges(400)
    (FIXTURES / "clip-merges.txt").write_text(
        "#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges), encoding="utf-8", newline="\n")
    tokens = symbols + [s + "</w>" for s in symbols] + [a + b for a, b in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    assert len(tokens) == len(set(tokens))
    (FIXTURES / "clip-vocab.json").write_text(
        json.dumps({token: index for index, token in enumerate(tokens)}, ensure_ascii=True), encoding="utf-8")
    return CLIPTokenizerFast(str(FIXTURES / "clip-vocab.json"), str(FIXTURES / "clip-merges.txt"))


def wordpiece(path, lowercase, kind=BertTokenizerFast):
    return kind(str(path), do_lower_case=lowercase)


def ids(tokenizer, text, limit):
    kept = tokenizer(text, truncation=True, max_length=limit)["input_ids"]
    return kept, len(tokenizer(text)["input_ids"]) - len(kept)


def fnv1a(digest, values):
    for byte in (",".join(map(str, values)) + "\n").encode():
        digest = (digest ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return digest


def openi_digests(path, tokenizers):
    with open(path, newline="", encoding="utf-8") as file:
        texts = list(dict.fromkeys(row["text"] for row in csv.DictReader(file)))
    result = {"texts": len(texts), "limit": 256}
    for name, tokenizer in tokenizers.items():
        digest = 0xCBF29CE484222325
        for text in texts:
            digest = fnv1a(digest, ids(tokenizer, text, 256)[0])
        result[name] = f"{digest:016x}"
    return result


def main():
    warnings.filterwarnings("ignore")
    random.seed(7)
    vocabularies = {}
    for name, lowercase in [("cased", False), ("lowercased", True)]:
        path = FIXTURES / f"wordpiece-{name}.txt"
        path.write_text("\n".join(wordpiece_vocabulary(lowercase)) + "\n", encoding="utf-8", newline="\n")
        vocabularies[name] = path
    cased = wordpiece(vocabularies["cased"], False)
    lowercased = wordpiece(vocabularies["lowercased"], True)
    clip = write_clip()
    slow = [wordpiece(vocabularies["cased"], False, BertTokenizer),
            wordpiece(vocabularies["lowercased"], True, BertTokenizer)]
    cases, differing = [], 0
    for text in strings():
        case = {"text": text}
        for name, tokenizer, limit in [("cased", cased, WORDPIECE_LIMIT),
                                       ("lowercased", lowercased, WORDPIECE_LIMIT), ("clip", clip, CLIP_LIMIT)]:
            case[name], case[name + "Dropped"] = ids(tokenizer, text, limit)
        differing += any(s(text)["input_ids"] != f(text)["input_ids"] for s, f in zip(slow, [cased, lowercased]))
        cases.append(case)
    lines = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in cases)
    (FIXTURES / "strings.json").write_text("[\n" + lines + "\n]\n", encoding="utf-8")
    print(len(cases), "strings;", differing, "where the slow BertTokenizer differs from the fast one")
    if len(sys.argv) > 1:
        digests = openi_digests(sys.argv[1], {
            "cased": cased, "lowercased": lowercased, "clip": clip,
            "checkpoint": wordpiece(CHECKPOINT_VOCABULARY, True)})
        (FIXTURES / "openi-digests.json").write_text(json.dumps(digests, indent=1) + "\n")
        print(digests)


if __name__ == "__main__":
    main()
