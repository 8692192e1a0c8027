"""Every file of a model package missing, cut short or with one bit flipped: the start is refused with the file's name.

A start that goes wrong must end with an exit status of its own, not with a signal, and must not announce an address.
Where the damage cannot be seen from the file (a changed sentence of a description, a file that serving does not read)
the service may start, but then it must give the answers of the sound package.
"""

import json
import os
import pathlib
import random
import shutil
import tempfile

import pictures
from report import Report
from service import MODEL, Refused, Service, parser

IMAGE = pictures.PHANTOM.read_bytes()
# Files that serving does not read; damage to them may go unnoticed.
UNREAD = {"README.md", "golden.json"}
LABELS = ["Edema", "Atelectasis", "Cardiomegaly", "No Finding", "small right apical pneumothorax", "tuberculosis",
          "fracture of the left clavicle", "endotracheal tube", "hiatal hernia", "emphysema"]


def damages(content, generator, flips):
    """Names of damages and what is left; None is a missing file."""
    yield "missing", None
    for size in sorted({0, 1, 7, len(content) // 2, len(content) - 1}):
        yield f"cut to {size} bytes", content[:size]
    for _ in range(flips):
        changed, place, bit = bytearray(content), generator.randrange(len(content)), generator.randrange(8)
        changed[place] ^= 1 << bit
        yield f"bit {bit} of byte {place} flipped", bytes(changed)


def package(model, folder, name, content):
    """A copy of the package, of links, with one file replaced."""
    copy = pathlib.Path(folder) / "package"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    for file in model.iterdir():
        if file.name != name:
            os.symlink(file.resolve(), copy / file.name)
    if content is not None:
        (copy / name).write_bytes(content)
    return copy


def scores(service):
    query = "&".join("label=" + label.replace(" ", "+") for label in LABELS)
    answer = service.score(IMAGE, "/v1/score?" + query)
    return answer.status, json.loads(answer.body).get("scores")


def without_calibration(answer):
    status, items = answer
    return status, [(item["label"], item["positiveSimilarity"], item["negativeSimilarity"]) for item in items or []]


def attempt(arguments, folder, name, content):
    """Status and message of a refusal, or the scores of a service that started."""
    copy = package(arguments.model, folder, name, content)
    try:
        with Service(arguments, folder, model=copy) as service:
            return None, scores(service)
    except Refused as refusal:
        return refusal, None


def check(report, sound, name, damage, refusal, answer):
    what = f"{name}, {damage}"
    if refusal:
        report.row(what[:60], refused=refusal.status)
        report.expect(refusal.status > 0, f"{what}: the exit status is the service's own ({refusal})")
        # Where the digest in the description is damaged, the file that it is the digest of seems to be.
        files = [name, "weights.safetensors", "radiology-vocabulary.txt"] if name == "model.json" else [name]
        report.expect(any(file in refusal.errors for file in files), f"{what}: the message names the file ({refusal})")
        report.expect("Fatal error" not in refusal.errors, f"{what}: no crash ({refusal})")
        return
    same = without_calibration(answer) == without_calibration(sound)
    report.row(what[:60], started="yes", similarities="same" if same else "CHANGED",
               all="same" if answer == sound else "changed")
    noticed = damage == "missing" and name in UNREAD or same
    report.expect(noticed, f"{what}: a package that gives other similarities is refused")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--model", type=pathlib.Path, default=MODEL)
    arguments.add_argument("--flips", type=int, default=6, help="flipped bits a file")
    arguments.add_argument("--seed", type=int, default=1)
    arguments = arguments.parse_args()
    report, generator = Report(arguments), random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        _, sound = attempt(arguments, folder, "", None)
        report.expect(sound and sound[0] == 200, "the sound package is served")
        for file in sorted(arguments.model.iterdir()):
            for damage, content in damages(file.read_bytes(), generator, arguments.flips):
                check(report, sound, file.name, damage, *attempt(arguments, folder, file.name, content))
    report.finish()


if __name__ == "__main__":
    main()
