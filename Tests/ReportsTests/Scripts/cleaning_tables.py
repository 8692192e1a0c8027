"""Writes two tables of Sources/Reports/Cleaning: CharacterReferenceTable.swift and SingleByteEncodingTable.swift.

Usage: python cleaning_tables.py PATH_TO_SOURCES_REPORTS_CLEANING
Needs Python 3.11 and ftfy 6.3.1. The names are those of the HTML standard (section 13.5), as in html.entities.html5; the
encodings are Python's codecs, where ftfy gives a byte without a character the character of the same number.
"""

import html.entities
import pathlib
import sys
import textwrap

import ftfy.bad_codecs  # registers the "sloppy" codecs

ENCODINGS = ["windows-1252", "windows-1251", "windows-1250", "windows-1253", "windows-1254", "windows-1257", "iso-8859-2",
             "macroman", "cp437"]


def literal(comment, name, words):
    lines = textwrap.wrap(" ".join(words), 100)
    body = "\n".join(f"        {line} \\" for line in lines)[:-2]
    return f'    /// {comment}\n    static let {name} = """\n{body}\n        """\n'


def references():
    """name=characters, with ~ for the names that count without their semicolon as well."""
    for name, text in sorted(html.entities.html5.items()):
        if name.endswith(";"):
            sign = "~" if name[:-1] in html.entities.html5 else "="
            yield name[:-1] + sign + "+".join(f"{ord(character):x}" for character in text)
        else:
            assert html.entities.html5[name + ";"] == text


def upper_half(encoding):
    codec = encoding if encoding in ("iso-8859-2", "macroman", "cp437") else f"sloppy-{encoding}"
    characters = bytes(range(0x80, 0x100)).decode(codec)
    assert len(set(characters)) == 128
    return [f"{ord(character):x}" for character in characters]


def main():
    folder = pathlib.Path(sys.argv[1])
    head = "written by a script\n/// (Tests/ReportsTests/Scripts/cleaning_tables.py)"
    (folder / "CharacterReferenceTable.swift").write_text(
        f"/// The named character references of HTML (standard, section 13.5); {head}.\n"
        "enum CharacterReferenceTable {\n"
        + literal("`name=characters` in hexadecimal; `~` stands where the semicolon may be missing.", "names", references())
        + "}\n", encoding="utf-8")
    (folder / "SingleByteEncodingTable.swift").write_text(
        f"/// The characters of the bytes 80 to FF, in hexadecimal, of eight-bit encodings; {head}.\n"
        "enum SingleByteEncodingTable {\n"
        + "\n".join(literal(f"The code page {name}.", name.replace("-", "").replace("8859", "8859Part"), upper_half(name))
                    for name in ENCODINGS)
        + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
