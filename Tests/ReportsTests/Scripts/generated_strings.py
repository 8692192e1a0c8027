"""The generated strings of ReportsTests, the same that GeneratedStrings.swift makes, and the digests of their ids.

Usage: python generated_strings.py [--openi PATH_TO_MANIFEST] [--compare FILE] [--openai]
Needs transformers 4.57.6, tokenizers 0.22.2, open_clip 3.3.0, ftfy 6.3.1 and regex 2025.11.3 (Unicode 17), and writes
Fixtures/generated-digests.json: for each tokenizer one FNV-1a digest per block of 500 strings, of the generated ones, of
those of garbled_strings.py and, with --openi, of the reports and their sentences (never the texts). The vocabularies of
WordPiece name every character, so that no difference hides behind [UNK].

--compare reads lines "tokenizer set index id,id,…" that the Swift test writes (HILUM_TOKENS names the file) and prints
the first strings that differ. --openai counts the strings that OpenAI's cleaning (ftfy, HTML entities) makes
different ids of, with OpenAI's own vocabulary.
"""

import argparse
import csv
import gzip
import json
import pathlib
import tempfile
import warnings

import open_clip.tokenizer as openai
import regex
from transformers import BertTokenizerFast, CLIPTokenizerFast

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
MASK = 0xFFFFFFFFFFFFFFFF
BLOCK, RANDOM = 500, 41_000
# What the sweep goes through: planes 0 and 1 with their unassigned characters, and the edges of what is assigned beyond.
SWEEP = [(0, 0xD7FF), (0xE000, 0x1FFFF), (0x2A6D0, 0x2A73F), (0x2B730, 0x2B93F), (0x2CEA0, 0x2CEBF), (0x2EBE0, 0x2EBFF),
         (0x2F800, 0x2FA1F), (0x2FFF0, 0x3000F), (0x31340, 0x3135F), (0x323A0, 0x323BF), (0xE0000, 0xE01FF),
         (0xEFFF0, 0xF000F), (0xFFFF0, 0x10000F), (0x10FFF0, 0x10FFFF)]
# White space and controls cannot be lines of a vocabulary.
UNWRITABLE = {*range(0x21), *range(0x7F, 0xA1), 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000}


class SplitMix:
    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 & MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & MASK
        return (mixed ^ mixed >> 31) % limit

    def pick(self, items):
        return items[self.below(len(items))]

    def within(self, ranges):
        low, high = self.pick(ranges)
        return low + self.below(high - low + 1)

    def scalar(self, limit):
        value = self.below(limit - 0x800)
        return value if value < 0xD800 else value + 0x800


def swept():
    """Sixteen characters a string, each between letters and alone."""
    for low, high in SWEEP:
        for start in range(low, high + 1, 16):
            yield "".join(f"a{chr(c)}b {chr(c)} " for c in range(start, start + 16))


def drawn(number, pools):
    random = SplitMix(number)
    kind = random.below(8)
    count = 1 + random.below(12)
    if kind == 0:
        joiner = random.pick(["", " ", " ", "-", "\n", "\t ", ". "])
        return joiner.join(random.pick(pools["words"] if random.below(2) else pools["pieces"]) for _ in range(count))
    if kind == 1:
        group = random.pick(pools["groups"])
        return "".join(random.pick("aAeE '.,1") if random.below(4) == 0 else chr(random.within(group)) for _ in range(2 * count))
    if kind == 2:
        text = ""
        for _ in range(count):
            text += chr(random.within(pools["bases"]))
            for _ in range(random.below(5)):
                text += chr(random.within(pools["marks"]))
        return text
    if kind == 3:
        return "".join(chr(random.within(pools["jamo"])) for _ in range(count))
    if kind == 4:
        return "".join(chr(random.scalar(0x20000)) for _ in range(count))
    if kind == 5:
        return "".join(chr(random.scalar(0x110000)) for _ in range(count))
    if kind == 6:
        return long_word(random, pools)
    text = ""
    for _ in range(count):
        text += random.pick(pools["words"] if random.below(2) else pools["pieces"])
        text += chr(random.within(pools["formats"]))
    return text


def long_word(random, pools):
    length = 100 + random.below(4901) if random.below(10) == 0 else 90 + random.below(40)
    way = random.below(4)
    if way == 0:
        unit = random.pick(pools["words"])
    elif way == 1:
        unit = random.pick(pools["pieces"])
    elif way == 2:
        unit = chr(random.within(random.pick(pools["groups"])))
    else:
        return "".join(chr(0x61 + random.below(26)) for _ in range(length))
    return (unit * (length // max(len(unit), 1) + 1))[:length]


def strings():
    pools = json.loads((FIXTURES / "string-pools.json").read_text(encoding="utf-8"))
    return [*swept(), *(drawn(number, pools) for number in range(RANDOM))]


def openi_strings(path):
    """Every report and every stretch of one between full stops and line ends."""
    with open(path, newline="", encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    parts = [part for text in texts for part in text.replace("\n", ".").split(".")]
    return list(dict.fromkeys(texts + parts))


def vocabulary(name):
    characters = [chr(c) for low, high in SWEEP for c in range(low, high + 1) if c not in UNWRITABLE]
    lines = SPECIALS + characters + ["##" + c for c in characters]
    lines += (FIXTURES / f"wordpiece-{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]
    return list(dict.fromkeys(lines))


def tokenizers():
    result = {}
    with tempfile.TemporaryDirectory() as folder:
        for name in ["cased", "lowercased"]:
            path = pathlib.Path(folder) / name
            path.write_text("\n".join(vocabulary(name)) + "\n", encoding="utf-8", newline="\n")
            result[name] = BertTokenizerFast(str(path), do_lower_case=name == "lowercased", model_max_length=10**9)
    result["repaired"] = RepairingTokenizer(result["lowercased"])
    result["clip"] = CLIPTokenizerFast(
        str(FIXTURES / "clip-vocab.json"), str(FIXTURES / "clip-merges.txt"), model_max_length=10**9)
    result["openAI"], result["openCLIP"] = SimpleTokenizer(like_openai=True), SimpleTokenizer(like_openai=False)
    return result


class RepairingTokenizer:
    """A tokenizer of Hugging Face behind open_clip's cleaning, as open_clip's HFTokenizer has it."""

    def __init__(self, tokenizer):
        self.tokenizer, self.clean = tokenizer, openai.get_clean_fn("whitespace")

    def __call__(self, texts):
        return self.tokenizer([self.clean(text) for text in texts])


class SimpleTokenizer:
    """open_clip's tokenizer with the small vocabulary, as it is or with the pattern of openai/CLIP."""

    def __init__(self, like_openai):
        merges = (FIXTURES / "clip-merges.txt").read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "merges.gz"
            path.write_bytes(gzip.compress(merges.rstrip("\n").encode()))
            self.tokenizer = openai.SimpleTokenizer(path)
        if like_openai:
            for ours, theirs in [("<start_of_text>", "<|startoftext|>"), ("<end_of_text>", "<|endoftext|>")]:
                self.tokenizer.encoder[theirs] = self.tokenizer.encoder.pop(ours)
                self.tokenizer.cache[theirs] = theirs
            self.tokenizer.pat = regex.compile(
                r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+", regex.IGNORECASE)

    def __call__(self, texts):
        first, last = self.tokenizer.sot_token_id, self.tokenizer.eot_token_id
        return {"input_ids": [[first, *self.tokenizer.encode(text), last] for text in texts]}


def digests(rows):
    result = []
    for start in range(0, len(rows), BLOCK):
        digest = 0xCBF29CE484222325
        for ids in rows[start : start + BLOCK]:
            for number in [*(i + 1 for i in ids), 0]:
                digest = (digest ^ number) * 0x100000001B3 & MASK
        result.append(f"{digest:016x}")
    return result


def compare(path, sets, reference):
    differing = 0
    with open(path, encoding="ascii") as file:
        for line in file:
            name, kind, index, written = line.rstrip("\n").split(" ")
            found = [int(i) for i in written.split(",")]
            expected = reference[name][kind][int(index)]
            if found != expected:
                differing += 1
                if differing <= 10:
                    text = sets[kind][int(index)]
                    place = next((i for i, (a, b) in enumerate(zip(found, expected)) if a != b), min(len(found), len(expected)))
                    print(name, kind, index, f"{len(text)} characters", [f"{ord(c):x}" for c in text[:90]] if kind != "openi" else "",
                          "from id", place, "ours", found[place : place + 8], "reference", expected[place : place + 8])
    print(differing, "strings differ")


def count_openai(sets):
    """How often OpenAI's tokenizer gives other ids than CLIPTokenizerFast, and whether its cleaning is why."""
    merges = gzip.open(openai.default_bpe()).read().decode("utf-8").split("\n")
    merges = merges[: 49152 - 256 - 2 + 1]
    tokenizer = openai.SimpleTokenizer()
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "merges.txt").write_text("\n".join(merges) + "\n", encoding="utf-8")
        (pathlib.Path(folder) / "vocab.json").write_text(json.dumps(tokenizer.encoder), encoding="utf-8")
        fast = CLIPTokenizerFast(folder + "/vocab.json", folder + "/merges.txt", model_max_length=10**9)
    for kind, texts in sets.items():
        differing = unexplained = 0
        for text, ids in zip(texts, fast(texts, add_special_tokens=False)["input_ids"]):
            if tokenizer.encode(text) != ids:
                differing += 1
                cleaned = openai.basic_clean(text)
                unexplained += tokenizer.encode(text) != fast(cleaned, add_special_tokens=False)["input_ids"]
        print(kind, len(texts), "strings;", differing, "differ from OpenAI's,", unexplained, "also after OpenAI's cleaning")


def main():
    warnings.filterwarnings("ignore")
    parser = argparse.ArgumentParser()
    parser.add_argument("--openi")
    parser.add_argument("--compare")
    parser.add_argument("--openai", action="store_true")
    options = parser.parse_args()
    sets = {"generated": strings(),
            "garbled": json.loads((FIXTURES / "garbled-strings.json").read_text(encoding="utf-8"))}
    if options.openi:
        sets["openi"] = openi_strings(options.openi)
    if options.openai:
        count_openai(sets)
        return
    reference = {name: {kind: tokenizer(texts)["input_ids"] for kind, texts in sets.items()}
                 for name, tokenizer in tokenizers().items()}
    if options.compare:
        compare(options.compare, sets, reference)
        return
    path = FIXTURES / "generated-digests.json"
    written = json.loads(path.read_text()) if path.exists() else {}
    for kind, texts in sets.items():
        written[kind] = {"strings": len(texts), **{name: digests(rows[kind]) for name, rows in reference.items()}}
        print(kind, len(texts), "strings,", len(set(texts)), "distinct")
    lines = [f" {json.dumps(kind)}: {json.dumps(values)}" for kind, values in written.items()]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
