"""Renders the sample picture of the web page and of `make demo`: a chest phantom of ellipses, drawn from nothing.

    python render_phantom.py ../../../Public/samples/phantom.jpg

It resembles a PA radiograph in layout and gray levels only. No patient, and no image of one, is involved.
"""

import sys

import numpy as np
from PIL import Image, ImageFilter

SIZE = 1024


def ellipse(x, y, cx, cy, rx, ry, turn=0.0, power=2.0):
    """1 inside, 0 outside, of a superellipse turned clockwise by `turn` degrees, in pixels."""
    angle = np.deg2rad(turn)
    u = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
    v = -(x - cx) * np.sin(angle) + (y - cy) * np.cos(angle)
    return ((np.abs(u / rx) ** power + np.abs(v / ry) ** power) <= 1).astype(np.float64)


def blur(field, radius):
    image = Image.fromarray((np.clip(field, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float64) / 255


def thickness(x, y, cx, cy, rx, ry):
    """How much of an ellipsoid a ray passes, 0...1."""
    return np.sqrt(np.clip(1 - ((x - cx) / rx) ** 2 - ((y - cy) / ry) ** 2, 0, None))


def rib(x, y, side, index):
    """One pair of arcs: the back part of the rib, sloping down from the spine to the flank."""
    cy = 235 + 74 * index
    rx, ry = 205 + 17 * min(index, 6), 96 + 3 * index
    u, v = (x - (512 + side * 118)) / rx, (y - cy - 70) / ry
    radius = np.sqrt(u * u + v * v)
    width = 0.075 + 0.004 * index
    band = np.exp(-(((radius - 1) / width) ** 2))
    edge = np.exp(-(((radius - 1 - width) / (width * 0.35)) ** 2))
    return (0.8 * band + 0.5 * edge) * (v < 0.25) * (side * (x - 512) > 25)


def render():
    y, x = np.mgrid[0:SIZE, 0:SIZE].astype(np.float64)
    random = np.random.default_rng(20)
    shoulders = ellipse(x, y, 512, 330, 560, 250, power=2.6)
    trunk = ellipse(x, y, 512, 640, 415, 640, power=3.2)
    neck = ellipse(x, y, 512, 60, 125, 260, power=3)
    body = blur(np.maximum(np.maximum(trunk, neck), shoulders), 9)
    attenuation = 1.55 * body * (0.72 + 0.28 * thickness(x, y, 512, 620, 520, 760))

    lungs = np.zeros_like(x)
    for side, reach in ((-1, 0), (1, 14)):
        field = ellipse(x, y, 512 + side * 205, 470, 150, 330, turn=side * 6, power=2.4)
        field *= 1 - ellipse(x, y, 512 + side * 215, 890 + reach, 235, 165)
        lungs = np.maximum(lungs, field)
    heart = np.maximum(
        ellipse(x, y, 562, 640, 165, 128, turn=38), ellipse(x, y, 470, 620, 75, 120, turn=-8)
    )
    aorta = ellipse(x, y, 560, 372, 46, 46)
    attenuation -= 1.08 * blur(lungs, 7)
    attenuation += 0.55 * blur(heart, 14) + 0.34 * blur(aorta, 9)
    attenuation += 0.26 * blur(ellipse(x, y, 512, 520, 62, 520, power=4), 8)

    for side in (-1, 1):
        for index in range(9):
            attenuation += 0.155 * rib(x, y, side, index) * body
        clavicle = ellipse(x, y, 512 + side * 205, 205, 185, 20, turn=-side * 9, power=2.5)
        attenuation += 0.22 * blur(clavicle, 5)
        hilum = ellipse(x, y, 512 + side * 105, 500, 38, 70, turn=-side * 18)
        attenuation += 0.20 * blur(hilum, 17)
        for _ in range(26):
            turn = np.deg2rad(random.uniform(-65, 65))
            length, start = random.uniform(50, 140), random.uniform(15, 60)
            cx = 512 + side * (105 + (start + length / 2) * np.cos(turn))
            cy = 500 + (start + length / 2) * np.sin(turn)
            vessel = ellipse(x, y, cx, cy, length / 2, random.uniform(2, 5), turn=side * np.rad2deg(turn))
            attenuation += 0.10 * blur(vessel, 3)
    for index in range(12):
        vertebra = ellipse(x, y, 512, 170 + 74 * index, 40, 29, power=4)
        attenuation += 0.11 * blur(vertebra, 4)
    attenuation -= 0.22 * blur(ellipse(x, y, 508, 170, 20, 190, power=4), 7)
    attenuation -= 0.45 * blur(ellipse(x, y, 660, 830, 62, 40), 10)

    level = 1 - np.exp(-0.82 * np.clip(attenuation, 0, None))
    grain = blur(0.5 + 0.16 * random.standard_normal(x.shape), 1.1) - 0.5
    level = np.clip(0.03 + 1.12 * level + 0.16 * grain, 0, 1)
    return Image.fromarray((level * 255 + 0.5).astype(np.uint8))


if __name__ == "__main__":
    render().save(sys.argv[1], quality=88, optimize=True)
