"""Writes Fixtures/expected.json: what scikit-learn, scipy and numpy make of random scores, with ties and without.

    python Tests/EvaluationTests/Scripts/make_expected.py      (numpy, scipy, scikit-learn)

AUROC, average precision, ROC curve, F1, MCC, accuracy, Brier score: scikit-learn. Sensitivity and specificity:
`recall_score` of both classes. Expected calibration error: numpy over the bins of `calibration_curve`. Platt scaling:
`scipy.optimize` on the smoothed cross-entropy. Best thresholds: every cut is tried with scikit-learn. Percentiles: numpy.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import minimize, root
from scipy.special import expit
from sklearn import metrics


def calibration_error(truths, scores, bins):
    """The bins of sklearn.calibration.calibration_curve(strategy="uniform"), weighted by their images."""
    numbers = np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], scores)
    return float(
        sum(
            np.mean(numbers == n) * abs(np.mean(scores[numbers == n]) - np.mean(truths[numbers == n]))
            for n in range(bins)
            if np.any(numbers == n)
        )
    )


def platt(truths, scores):
    positives, negatives = int(truths.sum()), int((~truths).sum())
    targets = np.where(truths, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    center, scale = scores.mean(), scores.std()
    inputs = (scores - center) / scale

    def loss(point):
        logits = point[0] * inputs + point[1]
        return np.sum(np.logaddexp(0, logits) - targets * logits)

    def gradient(point):
        errors = expit(point[0] * inputs + point[1]) - targets
        return np.array([np.sum(errors * inputs), np.sum(errors)])

    start = minimize(loss, [0.0, 0.0], jac=gradient, method="BFGS").x
    found = root(gradient, start, tol=1e-14).x
    assert np.abs(gradient(found)).max() < 1e-10
    return [found[0] / scale, found[1] - found[0] * center / scale]


def best(truths, scores, criterion):
    """The value of the best cut and how many images lie above it, the most among equals."""
    distinct = np.unique(scores)
    cuts = [-np.inf, *distinct]
    values = [criterion(truths, scores > cut) for cut in cuts]
    top = max(values)
    first = next(i for i, value in enumerate(values) if value >= top - 1e-12)
    return {"value": float(top), "called": int(np.sum(scores > cuts[first]))}


def youden(truths, called):
    return metrics.recall_score(truths, called) + metrics.recall_score(truths, called, pos_label=False) - 1


def case(name, truths, scores, threshold):
    called = scores >= threshold
    false_rates, true_rates, thresholds = metrics.roc_curve(truths, scores, drop_intermediate=False)
    return {
        "name": name,
        "scores": scores.tolist(),
        "truths": truths.tolist(),
        "auroc": metrics.roc_auc_score(truths, scores),
        "averagePrecision": metrics.average_precision_score(truths, scores),
        "falsePositiveRates": false_rates.tolist(),
        "truePositiveRates": true_rates.tolist(),
        "threshold": threshold,
        "f1": metrics.f1_score(truths, called, zero_division=0),
        "mcc": metrics.matthews_corrcoef(truths, called),
        "accuracy": metrics.accuracy_score(truths, called),
        "sensitivity": metrics.recall_score(truths, called),
        "specificity": metrics.recall_score(truths, called, pos_label=False),
        "brier": metrics.brier_score_loss(truths, scores),
        "calibrationErrors": {str(bins): calibration_error(truths, scores, bins) for bins in (1, 5, 10, 15)},
        "platt": platt(truths, scores),
        "best": {
            "f1": best(truths, scores, lambda t, c: metrics.f1_score(t, c, zero_division=0)),
            "mcc": best(truths, scores, metrics.matthews_corrcoef),
            "youden": best(truths, scores, youden),
        },
    }


def cases():
    rng = np.random.default_rng(20)
    for name, count, share, digits, squeeze in [
        ("no ties", 120, 0.4, 17, 1.0),
        ("ties at one digit", 150, 0.5, 1, 1.0),
        ("ties at two digits, rare", 150, 0.06, 2, 1.0),
        ("narrow range as of raw cosines", 90, 0.3, 4, 0.1),
        ("two values only", 40, 0.5, 0, 1.0),
        ("five images", 5, 0.5, 2, 1.0),
    ]:
        truths = rng.random(count) < share
        truths[0], truths[1] = True, False
        raw = expit(rng.normal(np.where(truths, 0.7, -0.7), 1.5))
        scores = np.clip(np.round(0.5 + (raw - 0.5) * squeeze, digits), 0, 1)
        yield case(name, truths, scores, 0.5)
    truths = np.arange(30) % 3 == 0
    yield case("separated classes", truths, np.where(truths, 0.8, 0.2) + np.arange(30) / 1000, 0.5)
    yield case("reversed", truths, np.where(truths, 0.2, 0.8) + np.arange(30) / 1000, 0.5)


def percentiles():
    values = np.random.default_rng(3).normal(size=41)
    return {"values": values.tolist(), "expected": np.percentile(values, [0, 2.5, 50, 97.5, 100]).tolist()}


def multi_class():
    rng = np.random.default_rng(4)
    truths = rng.integers(0, 5, 60)
    scores = np.round(rng.random((60, 5)) + 0.4 * np.eye(5)[truths], 1)
    guesses = scores.argmax(1)
    return {
        "scores": scores.T.tolist(),
        "truths": truths.tolist(),
        "accuracy": metrics.accuracy_score(truths, guesses),
        "perClass": metrics.recall_score(truths, guesses, average=None).tolist(),
    }


if __name__ == "__main__":
    path = pathlib.Path(__file__).parent.parent / "Fixtures" / "expected.json"
    content = {"cases": list(cases()), "percentiles": percentiles(), "multiClass": multi_class()}
    path.write_text(json.dumps(content, separators=(",", ":")) + "\n")
