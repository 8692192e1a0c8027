"""Writes Fixtures/expected.json: what torchvision, PyTorch and OpenCV make of small random pictures.

    python Tests/AugmentationTests/Scripts/make_expected.py      (numpy, torch, torchvision, opencv-python-headless)

Warps: `rotate`, `affine` and `resized_crop` of torchvision on float pictures, and PyTorch's `grid_sample` for rotation,
crop, zoom and flip together. Levels: `adjust_brightness` and `adjust_contrast` of torchvision. Equalisation: OpenCV's
`createCLAHE`. Pictures and results are lists of levels 0...255, row by row.
"""

import json
import pathlib

import cv2
import numpy as np
import torch
import torchvision.transforms.functional as tf
from torchvision.transforms import InterpolationMode

BILINEAR = InterpolationMode.BILINEAR


def picture(rng, width, height):
    """Noise that is not too rough, with the full range of levels."""
    coarse = rng.integers(0, 256, size=(height // 3 + 2, width // 3 + 2)).astype(np.float32)
    return np.clip(cv2.resize(coarse, (width, height)) + rng.normal(0, 12, (height, width)), 0, 255).astype(np.uint8)


def tensor(levels):
    return torch.from_numpy(levels.astype(np.float32))[None]


def case(name, levels, draw, side, result):
    return {
        "name": name,
        "width": levels.shape[1],
        "height": levels.shape[0],
        "pixels": levels.flatten().tolist(),
        "draw": draw,
        "side": side,
        "expected": [round(float(value), 4) for value in result.flatten()],
    }


def draw(degrees=0.0, box=None, zoom=1.0, flips=False):
    left, top, width, height = box
    return {"degrees": degrees, "left": left, "top": top, "width": width, "height": height, "zoom": zoom, "flips": flips}


def composed(levels, degrees, box, zoom, flips, side):
    """One sampling through the product of homogeneous matrices, in float64."""
    height, width = levels.shape
    left, top, box_width, box_height = box

    def move(x, y):
        return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], dtype=np.float64)

    def stretch(x, y):
        return np.diag([x, y, 1.0])

    # Forward, in coordinates whose unit is a pixel and whose origin is the upper left corner of the picture.
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    forward = move(width / 2, height / 2) @ turn @ move(-width / 2, -height / 2)
    forward = move(-left, -top) @ forward
    forward = move(box_width / 2, box_height / 2) @ stretch(zoom, zoom) @ move(-box_width / 2, -box_height / 2) @ forward
    forward = stretch(side / box_width, side / box_height) @ forward
    if flips:
        forward = move(side, 0) @ stretch(-1, 1) @ forward
    inverse = np.linalg.inv(forward)
    columns, rows = np.meshgrid(np.arange(side) + 0.5, np.arange(side) + 0.5)
    places = inverse @ np.stack([columns.ravel(), rows.ravel(), np.ones(side * side)])
    grid = np.stack([2 * places[0] / width - 1, 2 * places[1] / height - 1], axis=-1).reshape(1, side, side, 2)
    source = torch.from_numpy(levels.astype(np.float64))[None, None]
    return torch.nn.functional.grid_sample(source, torch.from_numpy(grid), padding_mode="zeros", align_corners=False)


def warps(rng):
    square = picture(rng, 16, 16)
    whole = (0, 0, 16, 16)
    for degrees in (90.0, -20.0, 33.5):
        # The second argument of PyTorch's warp is float32: its places are exact to about 1e-6 pixels.
        yield case(f"rotate {degrees}", square, draw(degrees, whole), 16, tf.rotate(tensor(square), degrees, BILINEAR))
    for zoom in (0.9, 1.1):
        result = tf.affine(tensor(square), -12.0, [0, 0], zoom, [0.0, 0.0], BILINEAR)
        # torchvision's `affine` counts angles clockwise and `rotate` counterclockwise.
        yield case(f"affine {zoom}", square, draw(12.0, whole, zoom), 16, result)
    tall = picture(rng, 19, 27)
    box = (2, 5, 16, 18)
    cropped = tf.resized_crop(tensor(tall), box[1], box[0], box[3], box[2], [12, 12], BILINEAR, antialias=False)
    yield case("resized crop", tall, draw(0.0, box), 12, cropped)
    yield case("resized crop, flipped", tall, draw(0.0, box, flips=True), 12, tf.hflip(cropped))
    for degrees, box, zoom, flips in (
        (17.0, (1, 3, 17, 16), 1.0, True),
        (-29.0, (3, 8, 15, 19), 0.93, False),
        (180.0, (0, 0, 19, 27), 1.07, True),
    ):
        result = composed(tall, degrees, box, zoom, flips, 14)
        yield case(f"composed {degrees}", tall, draw(degrees, box, zoom, flips), 14, result)


def levels(rng):
    source = picture(rng, 9, 9)
    scaled = tensor(source) / 255
    for factor in (0.5, 0.83, 1.7, 2.0):
        for name, function in (("brightness", tf.adjust_brightness), ("contrast", tf.adjust_contrast)):
            result = function(scaled, factor) * 255
            yield {
                "name": name,
                "factor": factor,
                "pixels": source.flatten().tolist(),
                "expected": [round(float(value), 4) for value in result.flatten()],
            }


def equalizations(rng):
    # 40 is a multiple of 8; 37 and 29 need padding.
    for side, tiles, limit in ((40, 8, 1.0), (40, 8, 4.0), (37, 8, 2.5), (29, 4, 40.0), (24, 1, 2.0)):
        source = picture(rng, side, side)
        result = cv2.createCLAHE(clipLimit=limit, tileGridSize=(tiles, tiles)).apply(source)
        yield {
            "side": side,
            "tiles": tiles,
            "clipLimit": limit,
            "pixels": source.flatten().tolist(),
            "expected": result.flatten().tolist(),
        }


def main():
    rng = np.random.default_rng(20220916)
    expected = {"warps": list(warps(rng)), "levels": list(levels(rng)), "equalizations": list(equalizations(rng))}
    target = pathlib.Path(__file__).parent.parent / "Fixtures" / "expected.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(expected, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
