"""Compares this module's pixels with Pillow's on any JPEG and PNG files.

    python Tests/RadiographsTests/Scripts/compare_with_pillow.py FILE-OR-FOLDER...      (numpy and Pillow)

Builds and runs the tests once, which write their pixels to a temporary folder. Prints for each file the largest
difference in levels after decoding and after each named profile's resize and crop, then the largest of all.
16-bit files, to which Pillow gives no 8-bit meaning, are compared with their effective bits shifted down to 8.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageFile, ImageOps

ImageFile.LOAD_TRUNCATED_IMAGES = False
PROFILES = {
    "open-resnet18": ("L", 192, Image.BILINEAR),
    "openai-clip": ("RGB", 224, Image.BICUBIC),
    "cxr-clip-resnet": ("RGB", 224, Image.BILINEAR),
    "cxr-clip-swin": ("RGB", 224, Image.BILINEAR),
}


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


def resized(image, mode, size, pillow_filter):
    """torchvision's Resize(size) and CenterCrop(size), shape (3, size, size).

    Across and down are two calls because Pillow 13 changed their order for some shapes.
    """
    width, height = image.size
    target = (size, int(size * height / width)) if width <= height else (int(size * width / height), size)
    left, top = (int(round((length - size) / 2.0)) for length in target)
    across = image.convert(mode).resize((target[0], height), pillow_filter)
    cropped = across.resize(target, pillow_filter).crop((left, top, left + size, top + size))
    return np.asarray(cropped.convert("RGB")).transpose(2, 0, 1)


def difference(ours, expected):
    return int(np.abs(ours.astype(int) - expected.astype(int)).max()) if ours.shape == expected.shape else 255


def compare(path, stem):
    """Differences of the decoded samples and of each profile."""
    image = reference(path)
    samples = np.fromfile(f"{stem}.samples", np.uint8)
    pixels = np.asarray(image)
    if samples.size == pixels.size // 3:
        samples = np.repeat(samples, 3)
    found = [difference(samples, pixels.ravel())]
    for name, (mode, size, pillow_filter) in PROFILES.items():
        ours = np.fromfile(f"{stem}.{name}", np.uint8).reshape(3, size, size)
        found.append(difference(ours, resized(image, mode, size, pillow_filter)))
    return found


def main():
    paths = list(files(sys.argv[1:]))
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "files.txt").write_text("\n".join(paths))
        command = ["swift", "test", "-c", "release", "--filter", "PixelDump"]
        subprocess.run(command, check=True, stdout=sys.stderr, env=os.environ | {"RADIOGRAPH_DUMP": folder})
        worst, compared = np.zeros(1 + len(PROFILES), int), 0
        for index, path in enumerate(paths):
            error = pathlib.Path(folder, f"{index}.error")
            if error.exists():
                print(f"refused  {path}: {error.read_text()}")
                continue
            found = compare(path, f"{folder}/{index}")
            worst, compared = np.maximum(worst, found), compared + 1
            if any(found):
                print(f"differs  {path}: {found}")
    print(f"{compared} of {len(paths)} files compared; largest differences: decoded {worst[0]}, ", end="")
    print(", ".join(f"{name} {level}" for name, level in zip(PROFILES, worst[1:])))


if __name__ == "__main__":
    main()
