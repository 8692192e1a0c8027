"""Ends the service with SIGKILL at random moments while label sets and prompt embeddings are written.

Each round starts the service on the same two database files, lets clients write, and kills it. Then copies of the
files are checked with Python's own SQLite: `PRAGMA integrity_check`, every label set that was acknowledged is there
with its labels, and none is there that was not sent. The next round reads the acknowledged ones over HTTP and compares
the scores of labels whose embeddings may come from the cache with those given before, bit for bit.
"""

import json
import pathlib
import random
import shutil
import signal
import sqlite3
import tempfile
import threading
import time

import pictures
from report import Report
from service import Refused, Service, parser

NAMES = ["ward", "clinic", "night", "trial"]
IMAGE = pictures.png(48, 48)


class Ledger:
    """What was sent and what was acknowledged, from several threads."""

    def __init__(self):
        self.lock = threading.Lock()
        self.sent, self.acknowledged, self.scores = set(), {}, {}
        self.number = 0

    def next_number(self):
        with self.lock:
            self.number += 1
            return self.number


def labels(name, number, count):
    return [f"{name} finding {number} part {part}" for part in range(count)]


def write_label_sets(service, name, ledger, seed):
    """Puts label sets of one name until the service is gone."""
    generator = random.Random(seed)
    try:
        while True:
            texts = labels(name, ledger.next_number(), generator.randint(1, 40))
            with ledger.lock:
                ledger.sent.add((name, tuple(texts)))
            answer = service.put_label_set(name, json.dumps({"labels": texts}))
            if answer.status in (200, 201):
                with ledger.lock:
                    ledger.acknowledged[name, json.loads(answer.body)["version"]] = tuple(texts)
    except (OSError, ValueError, EOFError, ConnectionError):
        return
    except Exception as error:  # http.client's own: the answer was cut short
        if type(error).__module__ != "http.client":
            raise


def write_prompts(service, ledger, seed):
    """Scores new labels, whose embeddings are then written to the cache, until the service is gone."""
    generator = random.Random(seed)
    try:
        while True:
            label = f"shadow {generator.randrange(10**9)}"
            answer = service.score(IMAGE, "/v1/score?label=" + label.replace(" ", "+"))
            if answer.status == 200:
                with ledger.lock:
                    ledger.scores[label] = json.loads(answer.body)["scores"]
    except (OSError, ValueError):
        return
    except Exception as error:
        if type(error).__module__ != "http.client":
            raise


def integrity(path, folder):
    """What SQLite says of a copy of the file and its log; the copy's connection, for questions."""
    for suffix in ("", "-wal"):
        if pathlib.Path(f"{path}{suffix}").exists():
            shutil.copy(f"{path}{suffix}", folder / f"copy{suffix}")
    connection = sqlite3.connect(folder / "copy")
    return connection.execute("PRAGMA integrity_check").fetchone()[0], connection


def stored(connection):
    """Every version in the copy of the label sets' file, by name and number."""
    rows = connection.execute("SELECT name, version, content FROM labelSetVersion")
    found = {}
    for name, version, content in rows:
        document = json.loads(content)
        found[name, version] = tuple(item if isinstance(item, str) else item["name"] for item in document["labels"])
    return found


def check_files(service, ledger, report, place):
    with tempfile.TemporaryDirectory() as folder:
        verdict, connection = integrity(service.database, pathlib.Path(folder))
        report.expect(verdict == "ok", f"the label sets' file is whole after kill {place} (said: {verdict})")
        found = stored(connection)
        connection.close()
        missing = [key for key, texts in ledger.acknowledged.items() if found.get(key) != texts]
        strangers = [key for key, texts in found.items() if (key[0], texts) not in ledger.sent]
        report.expect(not missing, f"every acknowledged label set is there after kill {place} (missing: {missing[:3]})")
        report.expect(not strangers, f"no label set is half-written after kill {place} (found: {strangers[:3]})")
    with tempfile.TemporaryDirectory() as folder:
        cache = pathlib.Path(f"{service.database}.prompts")
        if cache.exists():
            verdict, connection = integrity(cache, pathlib.Path(folder))
            connection.close()
            report.expect(verdict == "ok", f"the prompt cache is whole after kill {place} (said: {verdict})")
    return len(found)


def check_over_http(service, ledger, report, generator, place):
    """Reads some of what was acknowledged back and repeats some scores."""
    count = min(5, len(ledger.acknowledged))
    for (name, version), texts in generator.sample(sorted(ledger.acknowledged.items()), count):
        answer = service.request("GET", f"/v1/label-sets/{name}/versions/{version}")
        names = tuple(item["name"] for item in json.loads(answer.body).get("labels", []))
        report.expect(names == texts, f"version {version} of {name} is answered whole after kill {place}")
    for label, scores in generator.sample(sorted(ledger.scores.items()), min(2, len(ledger.scores))):
        answer = service.score(IMAGE, "/v1/score?label=" + label.replace(" ", "+"))
        report.expect(json.loads(answer.body).get("scores") == scores, f"scores are the same after kill {place}")


def one_round(service, ledger, report, generator, place):
    try:
        service.start()
    except Refused as refusal:
        report.expect(False, f"the service starts after kill {place - 1}: {refusal}")
        return
    check_over_http(service, ledger, report, generator, place - 1)
    writers = [threading.Thread(target=write_label_sets, args=(service, name, ledger, generator.random()))
               for name in NAMES]
    writers += [threading.Thread(target=write_prompts, args=(service, ledger, generator.random())) for _ in range(2)]
    for writer in writers:
        writer.start()
    time.sleep(generator.uniform(0.005, 0.25))
    service.end(signal.SIGKILL)
    for writer in writers:
        writer.join()


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    arguments = arguments.parse_args()
    report, generator, ledger = Report(arguments), random.Random(arguments.seed), Ledger()
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for place in range(1, arguments.kills + 1):
            service = Service(arguments, folder)
            one_round(service, ledger, report, generator, place)
            count = check_files(service, ledger, report, place)
        set_aside = list(pathlib.Path(folder).glob("*.corrupt-*"))
        report.expect(not set_aside, f"no file had to be set aside ({len(set_aside)} were)")
        with Service(arguments, folder) as service:
            check_over_http(service, ledger, report, generator, arguments.kills)
            report.expect(service.end() == 0, "the service stops with status 0 after the last kill")
    report.row("kills", rounds=arguments.kills, acknowledged=len(ledger.acknowledged), stored=count,
               scored=len(ledger.scores))
    report.expect(ledger.acknowledged and ledger.scores, "something was written while the service was killed")
    report.finish()


if __name__ == "__main__":
    main()
