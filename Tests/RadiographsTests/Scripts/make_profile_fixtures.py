"""Writes ../Fixtures/profiles: pictures of unusual shapes, and what reference_profiles.py makes of them.

    python make_profile_fixtures.py    (numpy, Pillow, torch; the committed files: Pillow 13.0, PyTorch 2.13 for CPUs)

named.json lists for each named profile and picture a sample of the input: every `stride`-th value, from `offset` in
values.bin (float32, little-endian). whole.json lists the whole input of small profiles, each written out as data.
"""

import json
import pathlib

import numpy as np
from PIL import Image

import reference_profiles as reference

FOLDER = pathlib.Path(__file__).parent.parent / "Fixtures" / "profiles"
STRIDE = 12_007
CLOSER_STRIDES = {"chexzero": 601}
"""Values between levels show more where they are seen more often."""
SHAPES = {
    "wide-gray": (401, 119, 1),
    "tall-gray": (97, 349, 1),
    "small-color": (61, 43, 3),
    "tall-color": (131, 377, 3),
    "falls-short-gray": (77, 59, 1),
}
values = []
count = 0


def picture(width, height, channels):
    """Bands, discs and edges without noise, different in every channel."""
    y, x = np.mgrid[0:height, 0:width].astype(np.int64)
    planes = []
    for channel in range(channels):
        plane = (x * 3 + y * 2 * (channel + 1)) // 8 * 8 % 256
        disc = (x - width // 3) ** 2 + (y - height // 3) ** 2 < (min(width, height) // 4) ** 2
        plane = np.where(disc, 235 - 60 * channel, plane)
        plane = np.where((x > width * 4 // 5) & (y > height // 2), 255 * (channel % 2), plane)
        planes.append(plane)
    return np.stack(planes, axis=-1).astype(np.uint8).squeeze()


def lines():
    """Black and white columns at random, 320 pixels square: the steepest edges at every position."""
    row = np.random.default_rng(11).integers(0, 2, 320) * 255
    return Image.fromarray(np.tile(row, (320, 1)).astype(np.uint8))


def keep(array):
    """The offset and count of the values in values.bin, in values."""
    global count
    flat = np.ascontiguousarray(array, dtype="<f4").ravel()
    values.append(flat)
    count += flat.size
    return {"offset": count - flat.size, "count": flat.size}


def profile(order, geometry, normalization, color="grayscaleReplicated", **steps):
    mode, size, pillow_filter, antialias = geometry
    mean, deviation, divisor = normalization
    return {
        "name": "small",
        "version": 1,
        "color": color,
        "geometry": {
            "mode": mode,
            "size": size,
            "filter": pillow_filter,
            "antialias": antialias,
            "centerCrop": size,
            "rounding": "torchvision",
        },
        "normalization": {"divisor": divisor, "mean": mean, "standardDeviation": deviation},
        "order": order,
    } | steps


def small_profiles():
    """Profiles of small inputs and the functions that they describe."""
    reduced = profile(
        ["fitting", "color", "padding", "normalization", "geometry"],
        ("squash", 13, "bicubic", False),
        ([101.48761] * 3, [83.43944] * 3, 1),
        fitting={"longerSide": 20, "filter": "lanczos", "rounding": "truncated"},
        padding={"minimumSide": 20, "fill": 0},
    )
    yield reduced, lambda image: reference.chexzero(image, 20, 13)
    enlarged = reduced | {"geometry": reduced["geometry"] | {"size": 22, "centerCrop": 22}}
    yield enlarged, lambda image: reference.chexzero(image, 20, 22)
    square = profile(
        ["color", "padding", "geometry", "normalization"],
        ("squash", 14, "bicubic", True),
        ([0.5862785803043838] * 3, [0.27950088968644304] * 3, 255),
        padding={"minimumSide": 14, "fill": 0},
    )
    yield square, lambda image: reference.medclip(image, 14)
    longest = profile(
        ["fitting", "padding", "color", "geometry", "normalization"],
        ("squash", 13, "bicubic", True),
        (*reference.CLIP, 255),
        color="rgb",
        fitting={"longerSide": 13, "filter": "bicubic", "rounding": "nearest"},
        padding={"minimumSide": 13, "fill": 114},
    )
    yield longest, lambda image: reference.open_clip_longest(image, 13, 114)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    images = {}
    for name, shape in SHAPES.items():
        image = Image.fromarray(picture(*shape))
        image.save(FOLDER / f"{name}.png", optimize=True)
        images[name] = image
    images["lines-gray"] = lines()
    images["lines-gray"].save(FOLDER / "lines-gray.png", optimize=True)
    profiles = list(small_profiles())
    named, whole = [], []
    for name, image in images.items():
        for profile_name, prepare in reference.PROFILES.items():
            stride = CLOSER_STRIDES.get(profile_name, STRIDE)
            sample = prepare(image.convert("RGB")).ravel()[::stride]
            named.append({"file": f"{name}.png", "profile": profile_name, "stride": stride} | keep(sample))
        for index, (_, prepare) in enumerate(profiles):
            planes = prepare(image.convert("RGB"))
            is_gray = (planes == planes[:1]).all()
            kept = keep(planes[:1] if is_gray else planes)
            whole.append({"file": f"{name}.png", "profile": index} | kept)
    (FOLDER / "named.json").write_text(json.dumps(named))
    (FOLDER / "whole.json").write_text(json.dumps({"profiles": [description for description, _ in profiles], "inputs": whole}))
    (FOLDER / "values.bin").write_bytes(np.concatenate(values).tobytes())


if __name__ == "__main__":
    main()
