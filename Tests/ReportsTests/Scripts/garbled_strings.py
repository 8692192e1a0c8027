"""Writes garbled-strings.json: texts that were decoded wrongly, once or twice and with losses, and references of HTML.

Usage: python garbled_strings.py
Needs ftfy 6.3.1 for its codecs. Words are of our own sentences.
"""

import html.entities
import json
import pathlib
import random

import ftfy.bad_codecs  # registers the "sloppy" codecs

from nasty_strings import SENTENCES

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "Fixtures"
COUNT = 1_000
ENCODINGS = ["latin-1", *(f"sloppy-windows-{page}" for page in (1252, 1251, 1250, 1253, 1254, 1257)), "iso-8859-2", "macroman",
             "cp437"]
NAMES = sorted(html.entities.html5)
WORDS = sorted(set(" ".join(SENTENCES).split())) + """café à la Müller – “x” ’s … ° ≥5 µ ½ 漢字 한국 😀 Ж жук έλα ñ Š ß às àquele ﬁ
Ω İ ΣΑΣ Œuvre œ""".split() + ["\u00a0", "\u2028"]
ODDITIES = ["\x1b[31;1m", "\r\n", "\n", "<b>", "À\n", "À\x80", "\ufffd", "\x1a", "?", "Â ", "Ã ", "É", "ﬀ", "\x85x", "Ａ", "ｶﾞ", "'ﬅ",
            "<|startoftext|>", "!<|endoftext|>", "<|ﬅartoftext|>", "<end_of_text>", "<start_of_text>", "a\u0345"]


def misread(text, generator):
    """UTF-8 read in another encoding, sometimes after bytes were lost."""
    data, loss = text.encode(), generator.random()
    if loss < 0.1:
        data = data.replace(b"\xa0", b" ")
    elif loss < 0.25:
        sign, upper = (0x1A, 0xFF) if loss < 0.2 else (0x3F, 0xBF)
        data = bytes(sign if 0x80 <= b <= upper and generator.random() < 0.2 else b for b in data)
    return data.decode(generator.choice(ENCODINGS[:2] * 3 + ENCODINGS))


def surrogates(text, generator):
    """Characters beyond U+FFFF as two surrogates (CESU-8), read in another encoding."""
    units = text.encode("utf-16-be")
    pairs = "".join(chr(units[i] << 8 | units[i + 1]) for i in range(0, len(units), 2))
    return pairs.encode("utf-8", "surrogatepass").decode(generator.choice(ENCODINGS[:2]))


def reference(generator):
    way, end = generator.randrange(8), generator.choice([";", ";", ""])
    number = generator.choice([generator.randrange(0x120), generator.randrange(0x112000), 128, 59, 38, 60])
    name = generator.choice(NAMES)
    return "&" + [f"#{number}{end}", f"#{generator.choice('xX')}{number:x}{end}", name.upper(),
                  name[: generator.randrange(len(name)) + 1], generator.choice(["amp;", "lt;", "EACUTE;", "not", "notit;"]),
                  "amp;" * generator.randrange(1, 5) + name, name, name][way]


def character(generator):
    ranges = [(0x80, 0x100), (0x100, 0x600), (0x2000, 0x2600), (0xFF00, 0xFFF0), (0, 0x20)]
    return chr(generator.randrange(*generator.choice(ranges)))


def piece(generator):
    way = generator.randrange(11)
    word = generator.choice(WORDS)
    if way < 3:
        return word
    if way < 5:
        return misread(word, generator)
    if way == 5:
        return misread(misread(word, generator), generator)
    if way == 6:
        return reference(generator)
    if way == 7:
        return character(generator)
    if way == 8:
        return "".join(bytes([generator.randrange(0x80, 0x100)]).decode(generator.choice(ENCODINGS))
                       for _ in range(generator.randrange(1, 5)))
    return surrogates("😀", generator) if way == 9 else generator.choice(ODDITIES)


def garbled(generator):
    text = generator.choice(["", " ", " "]).join(piece(generator) for _ in range(generator.randrange(1, 10)))
    way = generator.randrange(4)
    if way == 0:
        return misread(text, generator)
    if way == 1:
        return " ".join(misread(generator.choice(WORDS), generator) for _ in range(generator.randrange(1, 8)))
    return text


def references():
    """Every name, and every number that is special; behind a `<` only Python's rules count, not those of ftfy."""
    numbers = [*range(0x101), 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFDCF, 0xFDD0, 0xFDEF, 0xFDF0, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000,
               0x1FFFE, 0x1FFFF, 0x10FFFD, 0x10FFFF, 0x110000, 10**9, 2**32 + 65, 2**64 + 65]
    for start in range(0, len(NAMES), 16):
        names = NAMES[start : start + 16]
        yield " ".join(f"&{name}" for name in names)
        yield "< " + " ".join(f"&{name}" for name in names)
        yield "<" + "".join(f"&{name.rstrip(';')}z;" for name in names)
        yield "".join(f"&{name.upper()}" for name in names)
    for start in range(0, len(numbers), 16):
        for form in ["&#{:d};", "<&#{:d}", "&#x{:x};", "<&#X{:X} "]:
            yield "a".join(form.format(number) for number in numbers[start : start + 16])


def strings():
    generator = random.Random(24)
    return [*references(), *(garbled(generator) for _ in range(COUNT))]


def main():
    lines = ",\n".join(json.dumps(text) for text in strings())
    (FIXTURES / "garbled-strings.json").write_text(f"[{lines}]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
