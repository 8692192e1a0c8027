"""Losses and gradients that ObjectivesTests expects, in float64 and from the definitions alone.

Every loss is written as plain loops over the formulas of Jang, Kyung et al. 2024 (relaxed similarity), Radford et al.
2021 (CLIP), Mu et al. 2021 and Chen et al. 2020 (SLIP) and Lee et al. 2022 (UniCLIP). Gradients are central differences
of those loops with respect to every number, so nothing here knows how the losses are differentiated.

    python3 make_expected.py > ../Fixtures/expected.json      (needs numpy)
"""

import json
import math

import numpy as np

N, D = 4, 5


def relaxed(c, t=0.5, slope=10.0):
    if c >= t:
        return 1 / (1 + math.exp(-slope * (c - t)))
    if c >= 0:
        return c / (2 * t)
    return c


def plain(c):
    return c


def clip(image, text, log_scale, positive):
    scale = math.exp(log_scale)
    total = 0.0
    for rows, columns in ((image, text), (text, image)):
        for i in range(len(rows)):
            similarities = [
                positive(float(rows[i] @ columns[j])) if i == j else float(rows[i] @ columns[j])
                for j in range(len(columns))
            ]
            shares = [math.exp(scale * s) for s in similarities]
            total += -math.log(shares[i] / sum(shares)) / len(rows) / 2
    return total


def self_supervision(first, second, scale):
    views = list(first) + list(second)
    count = len(first)
    total = 0.0
    for i, view in enumerate(views):
        partner = i + count if i < count else i - count
        shares = {j: math.exp(scale * float(view @ other)) for j, other in enumerate(views) if j != i}
        total += -math.log(shares[partner] / sum(shares.values())) / len(views)
    return total


def slip(image, text, first, second, log_scale, positive, weight, fixed):
    scale = 1 / fixed if fixed else math.exp(log_scale)
    return clip(image, text, log_scale, positive) + weight * self_supervision(first, second, scale)


def uniclip(original, weak, text, log_scale, positive):
    scale = math.exp(log_scale)
    rows = list(original) + list(weak) + list(text)
    count = len(original)

    def similarity(i, j):
        if i == j:
            return 1.0
        cosine = float(rows[i] @ rows[j])
        is_pair = i % count == j % count
        has_text = (i >= 2 * count) != (j >= 2 * count)
        return positive(cosine) if is_pair and has_text else cosine

    total = 0.0
    for i in range(len(rows)):
        positives = [j for j in range(len(rows)) if j % count == i % count]
        for p in positives:
            kept = [j for j in range(len(rows)) if j == p or j not in positives]
            shares = {j: math.exp(scale * similarity(i, j)) for j in kept}
            total += -math.log(shares[p] / sum(shares.values())) / 3 / len(rows)
    return total


def gradients(loss, tensors, log_scale, step=1e-6):
    results = []
    for tensor in tensors:
        gradient = np.zeros_like(tensor)
        for index in np.ndindex(*tensor.shape):
            kept = tensor[index]
            tensor[index] = kept + step
            upper = loss(*tensors, log_scale)
            tensor[index] = kept - step
            lower = loss(*tensors, log_scale)
            tensor[index] = kept
            gradient[index] = (upper - lower) / (2 * step)
        results.append(gradient.flatten().tolist())
    scale = (loss(*tensors, log_scale + step) - loss(*tensors, log_scale - step)) / (2 * step)
    return results, scale


def unit(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def embeddings(count, seed):
    """Float32 numbers of unit length whose positive pairs lie in all three branches of the relaxed similarity."""
    random = np.random.default_rng(seed)
    anchor = unit(random.normal(size=(N, D)))
    tensors = [anchor]
    for _ in range(count - 1):
        targets = np.array([0.9, 0.3, -0.4, 0.6])
        noise = random.normal(size=(N, D))
        noise -= (noise * anchor).sum(1, keepdims=True) * anchor
        tensors.append(targets[:, None] * anchor + np.sqrt(1 - targets**2)[:, None] * unit(noise))
    return [tensor.astype(np.float32).astype(np.float64) for tensor in tensors]


def main():
    cases = []
    for name, count in (("clip", 2), ("slip", 4), ("uniclip", 3)):
        for is_relaxed in (False, True):
            for temperature in (0.07, 0.5):
                for fixed in (None, 0.1) if name == "slip" else (None,):
                    positive = relaxed if is_relaxed else plain
                    weight = 0.7
                    loss = {
                        "clip": lambda i, t, s: clip(i, t, s, positive),
                        "slip": lambda i, t, a, b, s: slip(i, t, a, b, s, positive, weight, fixed),
                        "uniclip": lambda o, w, t, s: uniclip(o, w, t, s, positive),
                    }[name]
                    tensors = embeddings(count, seed=len(cases))
                    log_scale = float(np.float32(-math.log(temperature)))
                    found, scale_gradient = gradients(loss, tensors, log_scale)
                    cases.append(
                        {
                            "objective": name,
                            "isRelaxed": is_relaxed,
                            "fixedTemperature": fixed,
                            "weight": weight,
                            "logScale": log_scale,
                            "embeddings": [tensor.flatten().tolist() for tensor in tensors],
                            "loss": loss(*tensors, log_scale),
                            "gradients": found,
                            "logScaleGradient": scale_gradient,
                        }
                    )
    rounded = json.loads(json.dumps(cases), parse_float=lambda text: float(f"{float(text):.10g}"))
    points = [-1.0, -0.3, -1e-6, 0.0, 1e-6, 0.2, 0.499999, 0.5, 0.500001, 0.8, 1.0]
    print(json.dumps({"rows": N, "dimensions": D, "cases": rounded,
                      "relaxed": [[c, relaxed(c), relaxed(c, 0.3, 4.0)] for c in points]}))


main()
