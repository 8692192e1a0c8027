#!/usr/bin/env python3
"""Writes Fixtures/scaled: smooth JPEG pictures whose sides are no multiples of 8, for decoding at a part of their size.

    python make_scaled_fixtures.py

Needs Pillow and NumPy. The pictures have no pixels in common with any radiograph.
"""

from pathlib import Path

import numpy as np
from PIL import Image

FOLDER = Path(__file__).parent.parent / "Fixtures" / "scaled"
WIDTH, HEIGHT = 203, 171


def hills(width=WIDTH, height=HEIGHT):
    """Levels that change everywhere, so that a shift by a part of a pixel shows."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    levels = 128 + 60 * np.sin(x / 13) * np.cos(y / 17) + 40 * np.sin((x + 2 * y) / 29)
    return levels.clip(0, 255).astype(np.uint8)


def main():
    FOLDER.mkdir(exist_ok=True)
    gray = Image.fromarray(hills())
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        gray.save(FOLDER / f"hills-exif-{orientation}.jpg", quality=92, exif=exif)
    gray.save(FOLDER / "hills-progressive.jpg", quality=92, progressive=True)
    gray.convert("RGB").save(FOLDER / "hills-gray-as-color.jpg", quality=92)
    tinted = np.stack([hills(), hills() // 2 + 60, 255 - hills()], -1)
    color = Image.fromarray(tinted)
    color.save(FOLDER / "hills-color-420.jpg", quality=92, subsampling="4:2:0")
    color.save(FOLDER / "hills-color-444.jpg", quality=92, subsampling="4:4:4")
    color.convert("CMYK").save(FOLDER / "hills-cmyk.jpg", quality=92)
    half = tinted.copy()
    half[:100] = hills()[:100, :, None]
    Image.fromarray(half).save(FOLDER / "hills-color-below.jpg", quality=92, subsampling="4:4:4")
    Image.fromarray(hills(1, 1)).save(FOLDER / "one-pixel.jpg")
    Image.fromarray(hills(1, 600)).save(FOLDER / "one-column.jpg")


if __name__ == "__main__":
    main()
