"""Brings a service into states in which it has to refuse, and compares these answers with openapi.json: an ensemble, a
client over its rate, a damaged model, a full store, a damaged one, one that another process holds, a full disk, the end.
"""

import contextlib
import json
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import threading
import time

from answers import ROOT
from service import running
from walking import B64, IMAGE, PNG

LABEL_SETS = 10_000


@contextlib.contextmanager
def database_of(service):
    """The label sets' database, from beside the service; what is changed is written at the end."""
    with contextlib.closing(sqlite3.connect(service.folder / "hilum.sqlite", timeout=10)) as connection:
        with connection:
            yield connection


def walk_states(walk, hilum):
    """Walks through every state; returns the problems that could not be brought about on this machine."""
    ensemble(walk, hilum)
    rate_and_reload(walk, hilum)
    with running(hilum) as service:
        damaged_version(walk, service)
        too_many_label_sets(walk, service)
        held_database(walk, service)
    stopping(walk, hilum)
    return full_disk(walk, hilum)


def ensemble(walk, hilum):
    with tempfile.TemporaryDirectory() as folder:
        names = ["first", "second"]
        for name in names:
            shutil.copytree(ROOT / "Models" / "hilum-open", pathlib.Path(folder) / name)
        description = {"format": 1, "description": "The same model twice.", "members": names}
        (pathlib.Path(folder) / "ensemble.json").write_text(json.dumps(description))
        with running(hilum, ["--model", folder]) as service:
            walk.step(service, "POST", "/v1/embeddings", 422, "no-embedding", body=PNG, fields=IMAGE)
            walk.step(service, "POST", "/v1/score", 200, body=PNG, fields=IMAGE)


def rate_and_reload(walk, hilum):
    with running(hilum, ["--rate", "0.01", "--burst", "2"]) as service:
        for status, problem in ((200, None), (200, None), (429, "rate-limited")):
            walk.step(service, "GET", "/v1/models", status, problem)
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / "model"
        shutil.copytree(ROOT / "Models" / "hilum-open", model)
        with running(hilum, ["--model", str(model)]) as service:
            (model / "model.json").write_text("{}")
            walk.step(service, "POST", "/v1/models/reload", 422, "unusable-model")
            walk.step(service, "POST", "/v1/score", 200, body=PNG, fields=IMAGE)


def damaged_version(walk, service):
    walk.step(service, "PUT", "/v1/label-sets/whole", 201, json={"labels": ["Edema"]})
    with database_of(service) as database:
        database.execute(
            "INSERT INTO labelSetVersion SELECT 'damaged', version, digest, labelCount, createdAt, NULL, x'7B7D'"
            " FROM labelSetVersion WHERE name = 'whole'"
        )
    walk.step(service, "GET", "/v1/label-sets/damaged", 500, "storage-failed")


def too_many_label_sets(walk, service):
    with database_of(service) as database:
        database.executemany(
            "INSERT INTO labelSetVersion SELECT ?, version, digest, labelCount, createdAt, NULL, content"
            " FROM labelSetVersion WHERE name = 'whole'",
            ((f"filler-{place}",) for place in range(LABEL_SETS - 2)),
        )
    walk.step(service, "PUT", "/v1/label-sets/more", 422, "too-many-label-sets", json={"labels": ["Edema"]})


def held_database(walk, service):
    with contextlib.closing(sqlite3.connect(service.folder / "hilum.sqlite", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        walk.step(service, "PUT", "/v1/label-sets/whole", 503, "overloaded", json={"labels": ["Nodule"]})


def stopping(walk, hilum):
    """While answers are computed that were asked for before the signal, whoever comes is told that the service stops."""
    with running(hilum, ["--queue-wait", "60s"]) as service:
        labels = [[f"finding {request} {place}" for place in range(500)] for request in range(4)]
        asking = [
            threading.Thread(
                target=walk.step,
                args=(service, "POST", "/v1/score", 200),
                kwargs={"json": {"image": B64, "labels": chosen}},
            )
            for chosen in labels
        ]
        for thread in asking:
            thread.start()
        time.sleep(0.3)
        service.process.send_signal(signal.SIGTERM)
        answer, began = None, time.monotonic()
        while (answer is None or answer.status == 200) and time.monotonic() < began + 5:
            answer = service.request("GET", "/v1/limits")
        walk.check("GET", "/v1/limits", answer, 503, "draining")
        for thread in asking:
            thread.join()


def full_disk(walk, hilum):
    with tempfile.TemporaryDirectory() as disk:
        command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk]
        mounted = subprocess.run(command, capture_output=True, text=True)
        if mounted.returncode != 0:
            print(f"a full disk is left out: {mounted.stderr.strip()}")
            return {"storage-full"}
        try:
            database = pathlib.Path(disk) / "hilum.sqlite"
            with running(hilum, ["--database", database, "--disk-watermark-bytes", "65536"]) as service:
                labels = json.dumps({"labels": [f"{place} {'x' * 190}" for place in range(1000)]})
                status, place = 201, 0
                while status == 201 and place < 100:
                    place += 1
                    target = f"/v1/label-sets/ward-{place}"
                    status = service.request("PUT", target, labels, {"Content-Type": "application/json"}).status
                walk.step(service, "PUT", target, 507, "storage-full", body=labels,
                          fields={"Content-Type": "application/json"})
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)
    return set()
