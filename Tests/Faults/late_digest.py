"""Weights over 64 MiB are hashed while the service already answers: where one bit is wrong, the service must end by
itself, with an exit status of its own and the file's name; the sound package serves on.

The large package is the embedded model with unknown words added to its vocabulary, whose embeddings are zeros.
"""

import hashlib
import json
import pathlib
import struct
import tempfile

import pictures
from report import Report
from service import MODEL, Refused, Service, parser

IMAGE = pictures.PHANTOM.read_bytes()
WORDS = "text.tokenEmbedding"
VOCABULARY = 170_000
PATIENCE = 120


def wide_weights(content, vocabulary):
    """The weights (safetensors) with zeros for further words."""
    size = struct.unpack("<Q", content[:8])[0]
    header, data = json.loads(content[8:8 + size]), content[8 + size:]
    start, end = header[WORDS]["data_offsets"]
    rows, width = header[WORDS]["shape"]
    added = (vocabulary - rows) * ((end - start) // rows)
    header[WORDS] |= {"shape": [vocabulary, width], "data_offsets": [start, end + added]}
    for name, entry in header.items():
        if name not in (WORDS, "__metadata__") and entry["data_offsets"][0] >= end:
            entry["data_offsets"] = [offset + added for offset in entry["data_offsets"]]
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data[:end] + bytes(added) + data[end:]


def wide_package(folder):
    """Writes the package; returns the file of its weights."""
    description = json.loads((MODEL / "model.json").read_text())
    words = (MODEL / description["tokenizer"]["vocabulary"]).read_text().splitlines()
    words += [f"unknown{number}" for number in range(VOCABULARY - len(words))]
    vocabulary = "\n".join(words).encode() + b"\n"
    weights = wide_weights((MODEL / description["weights"]["file"]).read_bytes(), VOCABULARY)
    description["encoders"]["text"]["vocabulary"] = VOCABULARY
    description["tokenizer"]["sha256"] = hashlib.sha256(vocabulary).hexdigest()
    description["weights"]["sha256"] = hashlib.sha256(weights).hexdigest()
    (folder / "model.json").write_text(json.dumps(description))
    (folder / description["tokenizer"]["vocabulary"]).write_bytes(vocabulary)
    file = folder / description["weights"]["file"]
    file.write_bytes(weights)
    return file


def similarities(service):
    answer = json.loads(service.score(IMAGE).body)
    return [(each["label"], each["positiveSimilarity"], each["negativeSimilarity"]) for each in answer["scores"]]


def sound_package(arguments, report, model, folder):
    with Service(arguments, folder) as service:
        expected = similarities(service)
    with Service(arguments, folder, model=model) as service:
        report.expect(similarities(service) == expected, "words that no prompt has change no score")
        report.expect(service.end() == 0, "the sound package is served until the signal")


def damaged_package(arguments, report, model, folder, weights):
    content = bytearray(weights.read_bytes())
    # Among the zeros, so that no check of tensors or of answers can see it.
    content[len(content) // 2] ^= 1
    weights.write_bytes(content)
    try:
        with Service(arguments, folder, model=model) as service:
            status, listened = service.await_end(PATIENCE), True
    except Refused as refusal:
        status, listened = refusal.status, False
    last = service.log_text().splitlines()[-1] if listened else ""
    report.row("damaged", bytes=len(content), status=status, listened=listened, last=last[-160:])
    report.expect(listened, "large weights are not hashed before the service listens")
    report.expect(status > 0, f"the service ends by itself with a status of its own ({status})")
    report.expect(weights.name in last and "sha256" in last.lower().replace("-", ""),
                  f"the last line names the file and what is wrong ({last[-300:]})")


def main():
    arguments = parser(__doc__).parse_args()
    report = Report(arguments)
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / "wide"
        model.mkdir()
        weights = wide_package(model)
        sound_package(arguments, report, model, folder)
        damaged_package(arguments, report, model, folder, weights)
    report.finish()


if __name__ == "__main__":
    main()
