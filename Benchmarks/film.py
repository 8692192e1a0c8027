"""Generated radiographs: smooth shapes and a detector's noise, as JPEG files of any size. Needs NumPy and Pillow."""

import io

import numpy as np
from PIL import Image

FULL_SIZE = (3000, 2500)


def film(width=FULL_SIZE[0], height=FULL_SIZE[1], quality=90, seed=7):
    """The bytes of a grayscale JPEG file: lungs, a heart, ribs, and noise of about three levels."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)

    def shape(center_x, center_y, half_width, half_height, level):
        return level * np.exp(-(((x - center_x) / half_width) ** 2) - ((y - center_y) / half_height) ** 2)

    levels = 70 + shape(-0.4, 0, 0.33, 0.7, 90) + shape(0.4, 0, 0.33, 0.7, 85) + shape(0.1, 0.3, 0.25, 0.5, 40)
    levels += 10 * np.sin(28 * y + 9 * x * x) * np.exp(-((x / 0.9) ** 2))
    levels += 3 * np.random.default_rng(seed).standard_normal(levels.shape, dtype=np.float32)
    content = io.BytesIO()
    Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8)).save(content, "JPEG", quality=quality)
    return content.getvalue()


def film_of(megapixels):
    """A film of about so many million pixels with the sides of the full-size one."""
    scale = (megapixels * 1e6 / (FULL_SIZE[0] * FULL_SIZE[1])) ** 0.5
    return film(round(FULL_SIZE[0] * scale), round(FULL_SIZE[1] * scale))
