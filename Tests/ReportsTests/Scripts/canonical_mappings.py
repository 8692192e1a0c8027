"""Writes Sources/Reports/CanonicalMappingTable.swift: the canonical mappings of Unicode 14.0.

Usage: python canonical_mappings.py > ../../../Sources/Reports/CanonicalMappingTable.swift
Needs Python 3.11 (unicodedata 14.0).
"""

import textwrap
import unicodedata


def entries():
    composing, decomposing = [], []
    for value in range(0x110000):
        if 0xD800 <= value < 0xE000 or 0xAC00 <= value <= 0xD7A3:
            continue
        character = chr(value)
        mapping = unicodedata.decomposition(character)
        if not mapping or mapping.startswith("<"):
            continue
        entry = ".".join(f"{int(part, 16):x}" for part in [f"{value:x}", *mapping.split()])
        (composing if unicodedata.normalize("NFC", character) == character else decomposing).append(entry)
    return composing, decomposing


def literal(name, comment, words):
    lines = textwrap.wrap(" ".join(words), 100)
    body = "\n".join(f"        {line} \\" for line in lines)[:-2]
    return f'    /// {comment}\n    static let {name} = """\n{body}\n        """\n'


composing, decomposing = entries()
print("/// Canonical mappings in one step, `composite.first.second` in hexadecimal; written by a script")
print("/// (Tests/ReportsTests/Scripts/canonical_mappings.py) from the Unicode Character Database.")
print("enum CanonicalMappingTable {")
print(literal("composing", "Primary composites: used by NFD and NFC.", composing))
print(literal("decomposing", "Singletons and composition exclusions: used by NFD only.", decomposing), end="")
print("}")
