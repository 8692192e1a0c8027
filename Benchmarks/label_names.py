"""Made-up names of findings."""

import itertools

DEGREES = ["", "mild ", "moderate ", "severe ", "subtle ", "chronic ", "acute ", "new ", "resolving ", "diffuse "]
PLACES = [
    "left", "right", "bilateral", "apical", "basal", "perihilar", "upper lobe", "lower lobe", "lingular", "middle lobe"]
FINDINGS = [
    "opacity", "effusion", "nodule", "edema", "consolidation", "atelectasis", "pneumothorax", "fibrosis", "infiltrate",
    "thickening", "calcification", "mass"]


def label_names(count, kind=None):
    """Up to 1,200 different names; those of one kind are different from those of any other."""
    names = (f"{degree}{place} {finding}" for degree, finding, place in itertools.product(DEGREES, FINDINGS, PLACES))
    suffix = "" if kind is None else f" type {kind}"
    return [name + suffix for name in itertools.islice(names, count)]
