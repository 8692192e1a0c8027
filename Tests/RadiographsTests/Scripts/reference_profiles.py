"""Each model family's preprocessing, written anew on Pillow and PyTorch from its published evaluation code.

Every function takes an upright picture of mode RGB (L for gray where it makes no difference) and gives float32 values
of shape (3, side, side). Across and down are two resizes because Pillow 13 turned their order round for some shapes
(pull request 9549); published models were trained with the order of the versions before.
"""

import numpy as np
import torch
from PIL import Image

IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])
CLIP = ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711])
HALF = ([0.5] * 3, [0.5] * 3)
UNIT = ([0.0] * 3, [1.0] * 3)


def resize(image, size, pillow_filter):
    return image.resize((size[0], image.height), pillow_filter).resize(size, pillow_filter)


def normalized(image, mean, deviation, divisor=255):
    """torchvision's ToTensor and Normalize, or Normalize alone on the scale 0...255 where the divisor is 1."""
    values = torch.from_numpy(np.array(image.convert("RGB"))).permute(2, 0, 1).float().div(divisor)
    return (values - torch.tensor(mean)[:, None, None]) / torch.tensor(deviation)[:, None, None]


def shorter_side(image, mode, size, crop, pillow_filter, normalization):
    """torchvision's Resize(size) and CenterCrop(crop)."""
    width, height = image.size
    target = (size, int(size * height / width)) if width <= height else (int(size * width / height), size)
    left, top = (int(round((length - crop) / 2.0)) for length in target)
    resized = resize(image.convert(mode), target, pillow_filter).crop((left, top, left + crop, top + crop))
    return normalized(resized, *normalization).numpy()


def open_resnet18(image, size=192):
    """The longer side rounded to the nearest pixel, the crop's corner cut to an integer."""
    shorter = min(image.size)
    target = tuple(round(length * size / shorter) for length in image.size)
    left, top = ((length - size) // 2 for length in target)
    resized = resize(image.convert("L"), target, Image.BILINEAR).crop((left, top, left + size, top + size))
    return normalized(resized, *IMAGENET).numpy()


def chexzero(image, canvas=320, size=224):
    """`preprocess` of data_process.py, then Normalize and Resize on the tensor, without antialiasing."""
    ratio = float(canvas) / max(image.size)
    target = tuple(int(length * ratio) for length in image.size)
    square = Image.new("L", (canvas, canvas))
    corner = ((canvas - target[0]) // 2, (canvas - target[1]) // 2)
    square.paste(resize(image.convert("RGB"), target, Image.LANCZOS), corner)
    values = normalized(square, [101.48761] * 3, [83.43944] * 3, divisor=1)
    options = {"mode": "bicubic", "align_corners": False, "antialias": False}
    return torch.nn.functional.interpolate(values[None], size=(size, size), **options)[0].numpy()


def medclip(image, size=224):
    """`MedCLIPFeatureExtractor`: `pad_img`, resize to a square, Normalize."""
    width, height = image.size
    side = max(size, width, height)
    square = Image.new("L", (side, side), 0)
    square.paste(image, (int((side - width) / 2), int((side - height) / 2)))
    resized = resize(square, (size, size), Image.BICUBIC)
    return normalized(resized, [0.5862785803043838] * 3, [0.27950088968644304] * 3).numpy()


def open_clip_longest(image, size=224, fill=0):
    """`ResizeKeepRatio(longest=1)` and `CenterCropOrPad`."""
    ratio = max(image.width / size, image.height / size)
    width, height = (round(length * 1.0 / ratio) for length in image.size)
    square = Image.new("RGB", (size, size), (fill, fill, fill))
    square.paste(resize(image.convert("RGB"), (width, height), Image.BICUBIC), ((size - width) // 2, (size - height) // 2))
    return normalized(square, *CLIP).numpy()


def open_clip_squash(image, size=224):
    return normalized(resize(image.convert("RGB"), (size, size), Image.BICUBIC), *CLIP).numpy()


PROFILES = {
    "open-resnet18": open_resnet18,
    "openai-clip": lambda image: shorter_side(image, "RGB", 224, 224, Image.BICUBIC, CLIP),
    "slip-224": lambda image: shorter_side(image, "RGB", 224, 224, Image.BILINEAR, IMAGENET),
    "cxr-clip-resnet": lambda image: shorter_side(image, "RGB", 224, 224, Image.BILINEAR, IMAGENET),
    "cxr-clip-swin": lambda image: shorter_side(image, "RGB", 224, 224, Image.BILINEAR, HALF),
    "timm-augreg": lambda image: shorter_side(image, "RGB", 248, 224, Image.BICUBIC, HALF),
    "chexzero": chexzero,
    "medclip": medclip,
    "biovil": lambda image: shorter_side(image, "L", 512, 480, Image.BILINEAR, UNIT),
    "biovil-t": lambda image: shorter_side(image, "L", 512, 448, Image.BILINEAR, UNIT),
    "open-clip-longest": open_clip_longest,
    "open-clip-squash": open_clip_squash,
}
SCALES = {name: 255 * np.array([1, 1, 1]) for name in ("biovil", "biovil-t")}
SCALES |= {name: 255 * np.array(IMAGENET[1]) for name in ("open-resnet18", "slip-224", "cxr-clip-resnet")}
SCALES |= {name: 255 * np.array(CLIP[1]) for name in ("openai-clip", "open-clip-longest", "open-clip-squash")}
SCALES |= {name: 255 * np.array(HALF[1]) for name in ("cxr-clip-swin", "timm-augreg")}
SCALES |= {"chexzero": np.array([83.43944] * 3), "medclip": 255 * np.array([0.27950088968644304] * 3)}
"""How many levels of 0...255 a difference of 1 is, channel by channel."""
