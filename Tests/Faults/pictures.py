"""Images made byte by byte: PNG (third edition, sections 5 and 11) and comments in JPEG (ITU-T T.81, B.2.4.5)."""

import pathlib
import struct
import zlib

PHANTOM = pathlib.Path(__file__).resolve().parents[2] / "Public" / "samples" / "phantom.jpg"


def png(width, height, level=lambda x, y: (x * 7 + y * 5) % 256, texts=()):
    """A grayscale PNG file of 8 bits; `texts` are pairs of a keyword and a text for tEXt chunks."""
    rows = b"".join(b"\0" + bytes(level(x, y) for x in range(width)) for y in range(height))
    return _png(width, height, (8, 0), zlib.compress(rows, 6), texts)


def large_png(width, height, color=2, depth=8):
    """A black PNG file that is small on the wire and large in memory; colour type 0 is gray, 2 RGB."""
    compressor, data = zlib.compressobj(9), b""
    row = bytes(1 + width * (3 if color == 2 else 1) * depth // 8)
    for _ in range(height):
        data += compressor.compress(row)
    return _png(width, height, (depth, color), data + compressor.flush(), ())


def jpeg_with_comment(text):
    """The sample film with a comment segment and an application segment that hold the text."""
    content = PHANTOM.read_bytes()
    segments = b"".join(
        b"\xff" + bytes([marker]) + struct.pack(">H", len(text) + 2) + text for marker in (0xFE, 0xED))
    return content[:2] + segments + content[2:]


def _png(width, height, depth_and_color, data, texts):
    header = struct.pack(">IIBBBBB", width, height, *depth_and_color, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header)]
    chunks += [_chunk(b"tEXt", keyword.encode() + b"\0" + text.encode("latin-1")) for keyword, text in texts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
