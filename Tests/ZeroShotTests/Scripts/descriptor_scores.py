"""Prints the scores of descriptors as DescriptorScoringTests expects them.

Usage: python3 descriptor_scores.py

The formulas are those of Xplainer (Pellegrini et al. 2023), written plainly with numpy in double
precision: no code is shared with the library.
"""

import numpy as np

CASES = [
    # temperature, cosines with the positive prompts, cosines with the negative prompts
    (0.5, [0.30, 0.10, 0.25], [0.20, 0.15, -0.05]),
    (0.5, [0.10, 0.20], [0.40, 0.15]),
    (0.07, [0.31], [0.29]),
    (2.0, [1.0, -1.0, 0.5, 0.0], [-1.0, 1.0, 0.5, 0.25]),
    (0.01, [1.0, 1.0], [-1.0, 0.9]),
]

for temperature, positive, negative in CASES:
    cosines = np.stack([positive, negative]).astype(np.float32).astype(np.float64)
    logits = cosines / temperature
    softmax = np.exp(logits) / np.exp(logits).sum(axis=0)
    means = np.exp(np.log(softmax).mean(axis=1))
    print(temperature, softmax[0].tolist(), means.tolist(), bool(means[0] > means[1]))
