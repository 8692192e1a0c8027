"""Another process holds the databases (BEGIN EXCLUSIVE): scoring and reading go on, writing is refused and comes back.

The lock of the label sets' file is held while the service runs and while it starts, that of the prompt cache likewise.
"""

import json
import sqlite3
import tempfile

import pictures
from report import Report
from service import Refused, Service, parser, quick_health, until

IMAGE = pictures.png(48, 48)
LABELS = json.dumps({"labels": ["Edema", "Effusion"]})


def hold(path):
    """A connection that holds the file's write lock until it is closed."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


def label_sets(arguments, report):
    options = quick_health(arguments)
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder, options) as service:
        report.expect(service.put_label_set("ward", LABELS).status == 201, "a label set is stored before the lock")
        lock = hold(service.database)
        answer = service.put_label_set("other", LABELS)
        report.row("locked", put=answer.status, retry_after=answer.fields.get("retry-after"))
        report.expect(answer.status == 503 and answer.fields.get("retry-after", "").isdigit(),
                      f"a write under another's lock gets 503 and Retry-After ({answer})")
        scored = service.score(IMAGE, "/v1/score?labelSet=ward")
        report.expect(scored.status == 200, f"scoring goes on under the lock ({scored.status})")
        read = service.request("GET", "/v1/label-sets/ward")
        report.expect(read.status == 200, f"label sets are read under the lock ({read.status})")
        report.expect(until(lambda: service.request("GET", "/readyz").status == 503, 20),
                      "/readyz says no under the lock")
        lock.close()
        again = service.put_label_set("other", LABELS)
        report.expect(again.status == 201, f"label sets are stored again after the lock ({again.status})")
        report.expect(until(lambda: service.request("GET", "/readyz").status == 200, 20),
                      "/readyz says yes after the lock")
        report.expect(service.end() == 0, "the service stops with status 0")


def prompt_cache(arguments, report):
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder) as service:
        before = service.score(IMAGE)
        lock = hold(f"{service.database}.prompts")
        new = service.score(IMAGE, "/v1/score?label=hazy+shadow")
        report.expect(new.status == 200, f"new labels are scored while the cache is locked ({new})")
        same = service.score(IMAGE)
        report.expect(json.loads(same.body)["scores"] == json.loads(before.body)["scores"],
                      "scores stay the same while the cache is locked")
        lock.close()
        report.expect(service.end() == 0, "the service stops with status 0 after a lock of the cache")


def start_under_lock(arguments, report):
    with tempfile.TemporaryDirectory() as folder:
        with Service(arguments, folder) as service:
            service.put_label_set("ward", LABELS)
            database = service.database
        for suffix, needed in (("", True), (".prompts", False)):
            lock = hold(f"{database}{suffix}")
            try:
                with Service(arguments, folder) as service:
                    report.expect(not needed, "a start under a lock of the label sets is refused")
                    report.expect(service.score(IMAGE).status == 200, "scoring works with a locked cache at the start")
            except Refused as refusal:
                report.expect(needed and refusal.status == 1 and database.name in refusal.errors,
                              f"a start under a lock is refused with status 1 and the file's name ({refusal})")
            lock.close()
        with Service(arguments, folder) as service:
            report.expect(service.request("GET", "/v1/label-sets/ward").status == 200,
                          "label sets are there after all locks")


def main():
    arguments = parser(__doc__).parse_args()
    report = Report(arguments)
    label_sets(arguments, report)
    prompt_cache(arguments, report)
    start_under_lock(arguments, report)
    report.finish()


if __name__ == "__main__":
    main()
