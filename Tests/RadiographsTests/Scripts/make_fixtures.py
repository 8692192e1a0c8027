"""Writes ../Fixtures: small files of every kind that the decoder accepts, and the pixels that Pillow makes of them.

    python make_fixtures.py        (numpy and Pillow; the committed files were made with Pillow 13.0, libjpeg-turbo 3.2)

index.json lists, for each file, where its expected pixels lie in expected.bin: `gray` is Pillow's
`ImageOps.exif_transpose(image).convert("L")`. For 16-bit files, whose 8-bit meaning Pillow leaves open, it is the
`bits` effective bits shifted down to 8. resize.json lists Pillow's resizes of film-gray.png and film-color.png.
"""

import io
import json
import pathlib
import struct
import zlib

import numpy as np
from PIL import Image, ImageOps

FIXTURES = pathlib.Path(__file__).parent.parent / "Fixtures"
SIDE = 36
expected = bytearray()
files = []
random = np.random.default_rng(7)


def picture(width, height, channels):
    """Gradients, a disc, an edge and noise, different in every corner and channel."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    planes = []
    for channel in range(channels):
        plane = 255 * (x / width * 0.6 + y / height * 0.4)
        plane = np.where((x - width * 0.3) ** 2 + (y - height * 0.35) ** 2 < (width / 6) ** 2, 230 - 70 * channel, plane)
        plane = np.where(x > width * 0.8, 40 + 60 * channel, plane)
        planes.append(np.clip(plane + random.normal(0, 9, plane.shape), 0, 255))
    return np.stack(planes, axis=-1).astype(np.uint8)


GRAY = picture(SIDE, SIDE, 1)[:, :, 0]
COLOR = picture(SIDE, SIDE, 3)


def keep(array):
    """The offset of the bytes in expected.bin; equal bytes are kept once."""
    data = np.ascontiguousarray(array).tobytes()
    start = expected.find(data)
    if start < 0:
        start = len(expected)
        expected.extend(data)
    return start


def add(name, data, bits=None, wide=None):
    """Writes the file and its expectation: Pillow's, or of `wide` samples taken as `bits` effective bits."""
    (FIXTURES / name).write_bytes(data)
    if wide is None:
        upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
        gray = np.asarray(upright.convert("L"))
        color = np.asarray(upright.convert("RGB"))
        is_gray = bool((color == color[:, :, :1]).all())
    else:
        narrow = (wide.astype(np.uint32) >> (bits - 8)).astype(np.uint8)
        is_gray = narrow.ndim == 2
        color = None if is_gray else narrow
        gray = narrow if is_gray else np.asarray(Image.fromarray(narrow).convert("L"))
    entry = {"file": name, "width": gray.shape[1], "height": gray.shape[0], "channels": 1 if is_gray else 3}
    entry["gray"] = keep(gray)
    if not is_gray:
        entry["color"] = keep(color)
    files.append(entry)


def jpeg(image, **options):
    output = io.BytesIO()
    image.save(output, "JPEG", **options)
    return output.getvalue()


def chunk(kind, payload):
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload))


def rows(samples, depth):
    """Packed rows of samples of shape (height, width, channels), each after filter byte 0."""
    out = b""
    for row in samples.reshape(samples.shape[0], -1):
        if depth == 16:
            packed = row.astype(">u2").tobytes()
        elif depth == 8:
            packed = row.astype(np.uint8).tobytes()
        else:
            bits = (row[:, None] >> np.arange(depth - 1, -1, -1)) & 1
            packed = np.packbits(bits.astype(np.uint8).ravel()).tobytes()
        out += b"\0" + packed
    return out


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, color_type, interlaced=False, before=(), after=()):
    """A PNG written here, because Pillow writes neither interlaced nor 16-bit colour files."""
    samples = samples.reshape(samples.shape[0], samples.shape[1], -1)
    header = struct.pack(">IIBBBBB", samples.shape[1], samples.shape[0], depth, color_type, 0, 0, int(interlaced))
    if interlaced:
        data = b"".join(rows(samples[y::dy, x::dx], depth) for x, y, dx, dy in ADAM7)
    else:
        data = rows(samples, depth)
    packed = zlib.compress(data, 9)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", header)]
    parts += [chunk(*part) for part in before]
    parts += [chunk(b"IDAT", packed[: len(packed) // 2]), chunk(b"IDAT", packed[len(packed) // 2 :])]
    parts += [chunk(*part) for part in after]
    return b"".join(parts) + chunk(b"IEND", b"")


def exif(orientation, order="<"):
    mark = b"II" if order == "<" else b"MM"
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    return mark + struct.pack(order + "HIH", 42, 8, 1) + entry + struct.pack(order + "I", 0)


def without_segment(data, marker):
    """A JPEG without its first segment of a kind."""
    start = data.index(bytes([0xFF, marker]))
    length = struct.unpack(">H", data[start + 2 : start + 4])[0]
    return data[:start] + data[start + 2 + length :]


def add_jpegs():
    gray, color = Image.fromarray(GRAY), Image.fromarray(COLOR)
    add("gray.jpg", jpeg(gray, quality=90))
    add("gray-progressive.jpg", jpeg(gray, quality=85, progressive=True))
    add("gray-restarts.jpg", jpeg(gray, quality=90, restart_marker_blocks=3))
    add("color-444.jpg", jpeg(color, quality=90, subsampling=0))
    add("color-422.jpg", jpeg(color, quality=85, subsampling=1))
    add("color-420.jpg", jpeg(color, quality=85, subsampling=2))
    add("color-420-progressive.jpg", jpeg(color, quality=85, subsampling=2, progressive=True))
    add("color-rgb.jpg", jpeg(color, quality=90, keep_rgb=True))
    add("color-equal-channels.jpg", jpeg(gray.convert("RGB"), quality=90))
    inks = np.dstack([255 - COLOR, np.minimum(GRAY // 3, 255)])
    cmyk = jpeg(Image.fromarray(inks, "CMYK"), quality=92)
    add("cmyk-adobe.jpg", cmyk)
    add("cmyk-no-marker.jpg", without_segment(cmyk, 0xEE))
    place = cmyk.index(b"Adobe") + 11
    add("ycck-adobe.jpg", cmyk[:place] + b"\x02" + cmyk[place + 1 :])
    tall = Image.fromarray(GRAY[:, :33])
    for orientation in range(1, 9):
        order = "<" if orientation % 2 else ">"
        add(f"exif-{orientation}.jpg", jpeg(tall, quality=80, exif=b"Exif\0\0" + exif(orientation, order)))
    add("exif-6-color.jpg", jpeg(Image.fromarray(COLOR[:, :33]), quality=85, exif=b"Exif\0\0" + exif(6)))


def add_8_bit_pngs():
    for depth in (1, 2, 4):
        low = GRAY.astype(np.int64) >> (8 - depth)
        add(f"gray{depth}.png", png(low, depth, 0))
        add(f"gray{depth}-interlaced.png", png(low, depth, 0, interlaced=True))
    opacity = np.where(GRAY > 100, 255, 128).astype(np.uint8)
    solid = np.full_like(GRAY, 255)
    add("gray8.png", png(GRAY, 8, 0))
    add("gray8-interlaced.png", png(GRAY, 8, 0, interlaced=True))
    add("gray8-key.png", png(GRAY, 8, 0, before=[(b"tRNS", b"\0\x40")]))
    add("gray8-alpha.png", png(np.dstack([GRAY, opacity]), 8, 4))
    add("color8.png", png(COLOR, 8, 2))
    add("color8-interlaced.png", png(COLOR, 8, 2, interlaced=True))
    add("color8-alpha.png", png(np.dstack([COLOR, opacity]), 8, 6))
    add("color8-alpha-interlaced.png", png(np.dstack([COLOR, opacity]), 8, 6, interlaced=True))
    add("gray-as-color8-opaque.png", png(np.dstack([GRAY, GRAY, GRAY, solid]), 8, 6))
    for depth in (1, 2, 4, 8):
        palette = random.integers(0, 256, 3 * 2**depth, dtype=np.uint8).tobytes()
        index = GRAY.astype(np.int64) >> (8 - depth)
        add(f"palette{depth}.png", png(index, depth, 3, before=[(b"PLTE", palette)]))
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[::-1], 3).tobytes()
    transparent = [(b"PLTE", ramp), (b"tRNS", bytes(range(256)))]
    add("palette8-gray-transparent.png", png(GRAY, 8, 3, before=transparent))
    tall = GRAY[:, :33]
    add("exif-8.png", png(tall, 8, 0, before=[(b"eXIf", exif(8, ">"))]))
    add("exif-3-after-pixels.png", png(tall, 8, 0, after=[(b"eXIf", exif(3))]))
    texts = [(b"tEXt", b"Comment\0" + b"x" * 300), (b"gAMA", struct.pack(">I", 100_000)), (b"pHYs", b"\0" * 9)]
    add("gray8-chunks.png", png(GRAY, 8, 0, before=texts))


def wide(bits, source=GRAY):
    """`bits`-bit samples, the largest of which needs them all."""
    samples = (source.astype(np.uint32) << (bits - 8)) | random.integers(0, 2 ** (bits - 8), source.shape)
    samples.flat[0] = 2**bits - 1
    return samples


def add_16_bit_pngs():
    for bits in (10, 12, 14, 15, 16):
        samples = wide(bits)
        add(f"gray16-{bits}.png", png(samples, 16, 0), bits, samples)
    add("gray16-8.png", png(GRAY.astype(np.uint32), 16, 0), 8, GRAY)
    samples = wide(12)
    add("gray16-12-interlaced.png", png(samples, 16, 0, interlaced=True), 12, samples)
    faint = samples >> 3
    add("gray16-declared-12.png", png(faint, 16, 0, before=[(b"sBIT", b"\x0c")]), 12, faint)
    stretched = (samples << 4) | (samples >> 8)
    add("gray16-stretched-12.png", png(stretched, 16, 0, before=[(b"sBIT", b"\x0c")]), 16, stretched)
    opaque = np.full_like(samples, 65_535)
    add("gray16-12-alpha.png", png(np.dstack([samples, opaque]), 16, 4), 12, samples)
    color = wide(16, COLOR)
    add("color16.png", png(color, 16, 2))
    add("color16-alpha.png", png(np.dstack([color, wide(16)]), 16, 6))


def add_resizes():
    """Pillow's resizes of one gray and one colour film, whole and unsquared."""
    films = {"film-gray.png": picture(201, 157, 1)[:, :, 0], "film-color.png": picture(75, 111, 3)}
    films["film-gray.png"] = films["film-gray.png"] & 0xF8
    filters = {"bilinear": Image.BILINEAR, "bicubic": Image.BICUBIC, "lanczos": Image.LANCZOS}
    resizes = []
    for name, pixels in films.items():
        image = Image.fromarray(pixels)
        image.save(FIXTURES / name, optimize=True)
        for filter_name, pillow_filter in filters.items():
            for mode, size, crop in (("shorterSide", 40, 40), ("shorterSide", 49, 32), ("squash", 40, 29)):
                resizes.append(resize(image, name, filter_name, pillow_filter, (mode, size, crop)))
        upsampled = ("shorterSide", 173, 40)
        resizes.append(resize(image, name, "bicubic", Image.BICUBIC, upsampled))
        resizes.append(resize(image, name, "lanczos", Image.LANCZOS, ("squash", 190, 35)))
    return resizes


def resize(image, name, filter_name, pillow_filter, geometry):
    """torchvision's Resize (or a squash) and CenterCrop, on Pillow.

    Across and down are two calls because Pillow 13 changed their order for some shapes (pull request 9549); published
    models were trained with the order of the versions before.
    """
    mode, size, crop = geometry
    width, height = image.size
    if mode == "squash":
        target = (size, size)
    elif width <= height:
        target = (size, int(size * height / width))
    else:
        target = (int(size * width / height), size)
    left, top = (int(round((length - crop) / 2.0)) for length in target)
    across = image.resize((target[0], height), pillow_filter)
    resized = across.resize(target, pillow_filter).crop((left, top, left + crop, top + crop))
    planes = np.asarray(resized)
    planes = planes.transpose(2, 0, 1) if planes.ndim == 3 else planes
    entry = {"file": name, "filter": filter_name, "mode": mode, "size": size, "crop": crop}
    return entry | {"width": target[0], "height": target[1], "planes": keep(planes)}


def claim(width, height):
    """A PNG whose valid header claims a size and whose pixels are a few bytes."""
    data = png(GRAY, 8, 0)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return data[:8] + chunk(b"IHDR", header) + data[33:]


def main():
    FIXTURES.mkdir(exist_ok=True)
    for old in FIXTURES.iterdir():
        if old.is_file():
            old.unlink()
    add_jpegs()
    add_8_bit_pngs()
    add_16_bit_pngs()
    resizes = add_resizes()
    (FIXTURES / "claims-60000x60000.png").write_bytes(claim(60_000, 60_000))
    (FIXTURES / "claims-16000x16000.png").write_bytes(claim(16_000, 16_000))
    (FIXTURES / "claims-2147483647x2147483647.png").write_bytes(claim(2**31 - 1, 2**31 - 1))
    (FIXTURES / "sliver-320x36.png").write_bytes(png(np.zeros((36, 320), np.uint8), 8, 0))
    (FIXTURES / "index.json").write_text(json.dumps(files, indent=1))
    (FIXTURES / "resize.json").write_text(json.dumps(resizes, indent=1))
    (FIXTURES / "expected.bin").write_bytes(expected)


if __name__ == "__main__":
    main()
