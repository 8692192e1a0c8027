"""A full disk and a read-only file system under the databases: scoring goes on, writing is refused and comes back.

Both need a file system of their own (`mount -t tmpfs`, so root); where that is not permitted the script says so and
ends with 0.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile

import pictures
from report import Report
from service import Refused, Service, offers, parser, quick_health, until

IMAGE = pictures.png(48, 48)


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """The folder as a file system of its own; None where that is not permitted."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], capture_output=True, text=True)
    try:
        yield pathlib.Path(folder) if mounted.returncode == 0 else None
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "--lazy", folder], check=True)


def remount(folder, mode):
    subprocess.run(["mount", "-o", f"remount,{mode}", folder], check=True)


def fill(path):
    """A file of all the room that is left."""
    with open(path, "wb", buffering=0) as file:
        with contextlib.suppress(OSError):
            while file.write(bytes(4096)):
                pass


def content(number, size=200):
    return json.dumps({"labels": [f"finding {number} {part} {'x' * 100}" for part in range(size)]})


def puts(service, first, count):
    """The statuses of label sets put one after the other, and the last body."""
    answers = [service.put_label_set(f"ward-{number}", content(number)) for number in range(first, first + count)]
    return [answer.status for answer in answers], answers[-1]


def small_disk_options(arguments):
    """Options with a watermark that a disk of 2 MiB can be above."""
    option = "--disk-watermark-bytes"
    return quick_health(arguments) + ([option, "65536"] if offers(arguments, "serve", option) else [])


def full_disk(arguments, report):
    with tempfile.TemporaryDirectory() as log_folder, tempfile.TemporaryDirectory() as folder:
        with small_disk(folder, 2) as disk:
            if disk is None:
                return report.skip("a full disk: mount is not permitted here")
            options = small_disk_options(arguments)
            with Service(arguments, log_folder, options, database=disk / "hilum.sqlite") as service:
                before = service.score(IMAGE)
                kept, _ = puts(service, 0, 3)
                report.expect(kept == [201] * 3, f"label sets are stored while there is room ({kept})")
                fill(disk / "filler")
                statuses, last = puts(service, 100, 12)
                report.row("full disk", stored=statuses.count(201), refused=statuses.count(507))
                report.expect(set(statuses) <= {201, 507} and last.status == 507,
                              f"a full disk is answered with 507 ({sorted(set(statuses))})")
                report.expect(b"storage-full" in last.body, "the refusal names the full storage")
                check_scoring(service, before, report, "a full disk")
                report.expect(service.request("GET", "/v1/label-sets/ward-1").status == 200,
                              "label sets are read on a full disk")
                report.expect(until(lambda: not is_ready(service), 20), "/readyz says no on a full disk")
                os.unlink(disk / "filler")
                report.expect(until(lambda: is_ready(service), 20), "/readyz says yes after room was made")
                statuses, _ = puts(service, 200, 3)
                report.expect(statuses == [201] * 3, f"label sets are stored again after room was made ({statuses})")
                report.expect(service.end() == 0, "the service stops with status 0 after a full disk")
            with Service(arguments, log_folder, database=disk / "hilum.sqlite") as service:
                found = [service.request("GET", f"/v1/label-sets/ward-{number}").status for number in (0, 1, 2, 200)]
                report.expect(found == [200] * 4, f"what was acknowledged is there after a restart ({found})")


def check_scoring(service, before, report, what):
    same = service.score(IMAGE)
    report.expect(same.status == 200 and _scores(same) == _scores(before),
                  f"scoring goes on with {what} ({same.status})")
    fresh = service.score(IMAGE, "/v1/score?label=hazy+shadow+" + what.replace(" ", "+"))
    report.expect(fresh.status == 200, f"new labels are scored with {what} ({fresh})")


def _scores(answer):
    return json.loads(answer.body).get("scores")


def is_ready(service):
    return service.request("GET", "/readyz").status == 200


def full_at_start(arguments, report):
    """No room even for new files: the start is refused by name, or it works."""
    with tempfile.TemporaryDirectory() as log_folder, tempfile.TemporaryDirectory() as folder:
        with small_disk(folder, 2) as disk:
            if disk is None:
                return
            fill(disk / "filler")
            try:
                with Service(arguments, log_folder, database=disk / "hilum.sqlite"):
                    report.expect(False, "a start without room for the database is refused")
            except Refused as refusal:
                report.expect(refusal.status == 1 and "hilum.sqlite" in refusal.errors,
                              f"a start without room is refused with status 1 and the file's name ({refusal})")


def read_only(arguments, report):
    with tempfile.TemporaryDirectory() as log_folder, tempfile.TemporaryDirectory() as folder:
        with small_disk(folder, 8) as disk:
            if disk is None:
                return report.skip("a read-only file system: mount is not permitted here")
            database, options = disk / "hilum.sqlite", small_disk_options(arguments)
            with Service(arguments, log_folder, options, database=database) as service:
                before = service.score(IMAGE)
                puts(service, 0, 1)
            remount(folder, "ro")
            try:
                with Service(arguments, log_folder, options, database=database) as service:
                    ready, answer = is_ready(service), service.put_label_set("ward-9", content(9))
                    report.row("read-only start", started="yes", ready=ready, put=answer.status)
                    check_scoring(service, before, report, "a read-only database")
                    report.expect(not ready, "a service on a read-only file system is refused or not ready")
            except Refused as refusal:
                report.row("read-only start", status=refusal.status)
                report.expect(refusal.status == 1 and "hilum.sqlite" in refusal.errors,
                              f"a start on a read-only file system is refused by name ({refusal})")
            remount(folder, "rw")
            with Service(arguments, log_folder, options, database=database) as service:
                report.expect(service.request("GET", "/v1/label-sets/ward-0").status == 200,
                              "label sets are there after the file system can be written again")
                report.expect(puts(service, 1, 1)[0] == [201], "and new ones are stored")


def main():
    arguments = parser(__doc__).parse_args()
    report = Report(arguments)
    full_disk(arguments, report)
    full_at_start(arguments, report)
    read_only(arguments, report)
    report.finish()


if __name__ == "__main__":
    main()
