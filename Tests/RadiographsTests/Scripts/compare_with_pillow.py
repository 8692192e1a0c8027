"""Compares this module's pixels with Pillow's and PyTorch's on any JPEG and PNG files.

    python Tests/RadiographsTests/Scripts/compare_with_pillow.py FILE-OR-FOLDER...      (numpy, Pillow, torch)

Builds and runs the tests once, which write their values to a temporary folder (10 MB for each file). Prints for each
file that differs, and of all, the largest difference in levels of 0...255 after decoding and after each profile of
reference_profiles.py, normalisation undone: below a thousandth of a level it is the rounding of float32.
16-bit files, to which Pillow gives no 8-bit meaning, are compared with their effective bits shifted down to 8.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageFile, ImageOps

from reference_profiles import PROFILES, SCALES

ImageFile.LOAD_TRUNCATED_IMAGES = False
ROUNDING = 0.001


def files(arguments):
    for argument in map(pathlib.Path, arguments):
        found = sorted(argument.rglob("*")) if argument.is_dir() else [argument]
        yield from (str(path.resolve()) for path in found if path.suffix.lower() in (".png", ".jpg", ".jpeg"))


def reference(path):
    """The upright picture in mode RGB."""
    image = ImageOps.exif_transpose(Image.open(path))
    if image.mode.startswith("I"):
        samples = np.asarray(image).astype(np.uint32)
        bits = next(bits for bits in (8, 10, 12, 14, 15, 16) if samples.max() < 2**bits)
        image = Image.fromarray((samples >> (bits - 8)).astype(np.uint8))
    return image.convert("RGB")


def difference(ours, expected, scale=1):
    """Infinite where the shapes differ."""
    if ours.shape != expected.shape:
        return np.inf
    return float((np.abs(ours.astype(np.float64) - expected) * scale).max())


def compare(path, stem):
    """Differences of the decoded samples and of each profile."""
    image = reference(path)
    samples = np.fromfile(f"{stem}.samples", np.uint8)
    pixels = np.asarray(image)
    if samples.size == pixels.size // 3:
        samples = np.repeat(samples, 3)
    found = [difference(samples, pixels.ravel())]
    for name, prepare in PROFILES.items():
        ours = np.fromfile(f"{stem}.{name}", "<f4")
        side = int((ours.size // 3) ** 0.5)
        scale = SCALES[name][:, None, None]
        found.append(difference(ours.reshape(3, side, side), prepare(image), scale))
    return np.array(found)


def main():
    paths = list(files(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "files.txt").write_text("\n".join(paths))
        command = ["swift", "test", "-c", "release", "--filter", "PixelDump"]
        subprocess.run(command, check=True, stdout=sys.stderr, env=os.environ | {"RADIOGRAPH_DUMP": folder})
        worst, compared = np.zeros(1 + len(PROFILES)), 0
        for index, path in enumerate(paths):
            error = pathlib.Path(folder, f"{index}.error")
            if error.exists():
                print(f"refused  {path}: {error.read_text()}")
                continue
            found = compare(path, f"{folder}/{index}")
            worst, compared = np.maximum(worst, found), compared + 1
            if (found > ROUNDING).any():
                print(f"differs  {path}: {found}")
    print(f"{compared} of {len(paths)} files compared; largest differences in levels:")
    for name, level in zip(["decoded", *PROFILES], worst):
        print(f"{name:18} {level:.2g}")


if __name__ == "__main__":
    main()
