#!/usr/bin/env python3
"""A file of 3000 x 2500 pixels to a model's input of 224: Pillow and `hilum benchmark-pixels` in turns in one run.

    python Benchmarks/pixels.py --binary .build/release/hilum

Needs Pillow and NumPy. The pictures are made here: smooth shapes and a detector's noise. Both sides hold the file in
memory and use one thread: decode, make gray or RGB, resize the shorter side to 224 (bicubic, antialiased), crop the
middle, normalise. Of the two runs of each turn the first warms up and is not counted.
"""

import argparse
import io
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import PIL
from PIL import Image, features

WIDTH, HEIGHT, SIDE = 3000, 2500, 224
MEAN = np.float32([0.48145466, 0.4578275, 0.40821073])
DEVIATION = np.float32([0.26862954, 0.26130258, 0.27577711])


def film():
    """Levels 0...255 as float32: two lungs, a heart, ribs, a fine pattern, and noise of three levels."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)

    def blob(center_x, center_y, width, height, level):
        return level * np.exp(-(((x - center_x) / width) ** 2) - ((y - center_y) / height) ** 2)

    levels = 60 + blob(900, 1250, 500, 900, 90) + blob(2100, 1250, 500, 900, 80) + blob(1500, 1500, 350, 800, 70)
    levels += 12 * np.sin(y / 45 + (x - 1500) ** 2 / 6e5) * np.exp(-(((x - 1500) / 1300) ** 2))
    levels += 6 * np.sin(x / 9 + y / 13) * np.exp(-(((x - 800) / 300) ** 2))
    noise = np.random.default_rng(7).standard_normal((HEIGHT, WIDTH)).astype(np.float32)
    neighbours = sum(np.roll(noise, shift, axis) for shift in (-1, 1) for axis in (0, 1))
    return np.clip(levels + 3 * (2 * noise + neighbours) / np.sqrt(8), 0, 255)


def make_files(folder):
    levels = film()
    gray = Image.fromarray(levels.astype(np.uint8))
    tinted = np.stack([levels, levels * 0.97 + 2, levels * 0.9 + 10], -1).clip(0, 255).astype(np.uint8)
    gray.save(folder / "gray.jpg", quality=90)
    Image.fromarray(tinted).save(folder / "colour.jpg", quality=90)
    gray.convert("RGB").save(folder / "gray-as-colour.jpg", quality=90)
    gray.save(folder / "gray.png")
    Image.fromarray((levels * 16).astype(np.uint16)).save(folder / "gray16.png")


def normalised(image):
    pixels = np.asarray(image, np.float32) / 255
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, 2)
    return np.ascontiguousarray(((pixels - MEAN) / DEVIATION).transpose(2, 0, 1))


def pillow(content, mode, draft):
    """Seconds of one run."""
    start = time.perf_counter()
    image = Image.open(io.BytesIO(content))
    if draft:
        image.draft(mode, (2 * SIDE, 2 * SIDE))
    if image.mode.startswith("I;16"):
        # Mode L would clip, not scale.
        image = Image.fromarray((np.asarray(image) >> 4).astype(np.uint8))
    image = image.convert(mode)
    width, height = image.size
    shorter = min(width, height)
    width, height = SIDE * width // shorter, SIDE * height // shorter
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    left, top = round((width - SIDE) / 2), round((height - SIDE) / 2)
    normalised(image.crop((left, top, left + SIDE, top + SIDE)))
    return time.perf_counter() - start


def ours(binary, path, mode, policy):
    """Seconds of decoding and of the rest, of the second of two runs."""
    color = {"L": "grayscaleReplicated", "RGB": "rgb"}[mode]
    command = [binary, "benchmark-pixels", "--image", path, "--policy", policy, "--color", color, "--runs", "2"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    decoding, preparing = lines[1].split()
    return float(decoding) / 1e3, float(preparing) / 1e3


def measure(name, mode, path, binary, rounds):
    content = path.read_bytes()
    times = {"pillow": [], "draft": [], "exact": [], "scaled": []}
    parts = []
    is_jpeg = path.suffix == ".jpg"
    for _ in range(rounds):
        for side in times:
            if side in ("draft", "scaled") and not is_jpeg:
                continue
            if side in ("pillow", "draft"):
                pillow(content, mode, side == "draft")
                times[side].append(pillow(content, mode, side == "draft"))
            else:
                decoding, preparing = ours(binary, path, mode, side)
                times[side].append(decoding + preparing)
                if side == "exact":
                    parts.append((decoding, preparing))
    report(f"{name} to {mode}", times, min(parts, key=sum))


def report(name, times, parts):
    cells = [name]
    for values in times.values():
        cells.append(f"{min(values) * 1e3:.0f} / {statistics.median(values) * 1e3:.0f}" if values else "")
    for side in ("exact", "scaled"):
        ratios = [f(times[side]) / f(times["pillow"]) for f in (min, statistics.median)] if times[side] else []
        cells.append(" / ".join(f"{ratio:.2f}" for ratio in ratios))
    cells.append(f"{parts[0] * 1e3:.0f} + {parts[1] * 1e3:.0f}")
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help="the built hilum")
    parser.add_argument("--rounds", type=int, default=15)
    arguments = parser.parse_args()
    print(f"Pillow {PIL.__version__}, libjpeg-turbo {features.version('libjpeg_turbo')}; milliseconds, min / median of")
    print(f"{arguments.rounds} rounds; the ratios are ours to Pillow's, the parts of exact decoding and the rest.")
    print("| | Pillow | Pillow, draft | exact | scaled | exact ratio | scaled ratio | exact parts |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_files(folder)
        for file in ("gray.jpg", "colour.jpg", "gray-as-colour.jpg", "gray.png", "gray16.png"):
            for mode in ("L", "RGB"):
                measure(file, mode, folder / file, arguments.binary, arguments.rounds)


if __name__ == "__main__":
    main()
