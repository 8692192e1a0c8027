"""The wall clock jumps under the running service: an hour and ten years forward, then thirty years back, and home.

Needs Debian's libfaketime, which reads the offset from a file while the service runs; without it the script says so and
ends with 0. The monotonic clock goes on, as it does when an administrator sets the time. Deadlines must not fire,
idle connections must stay, label sets and embeddings must be written and found.
"""

import http.client
import json
import pathlib
import tempfile
import time

import pictures
from report import Report
from service import Service, parser

IMAGE = pictures.png(48, 48)
JUMPS = ["+1h", "+3650d", "-10950d", "+0"]


def library():
    """Debian's libfaketime for programs with threads."""
    return next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def ask(connection, method, target, body=None, kind=None):
    """One request over a connection that stays open through all jumps."""
    connection.request(method, target, body, {"Content-Type": kind} if kind else {})
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.getheader("Date")


def jump(service, connection, offset, place, before, report):
    (service.folder / "offset").write_text(offset + "\n")
    time.sleep(1.5)
    statuses = {
        "kept connection": ask(connection, "GET", "/livez")[0],
        "put": service.put_label_set("ward", json.dumps({"labels": [f"finding {place}"]})).status,
        "new label": service.score(IMAGE, f"/v1/score?label=shadow+{place}").status,
        "ready": service.request("GET", "/readyz").status,
    }
    same = service.score(IMAGE, "/v1/score?label=Edema")
    listed = json.loads(service.request("GET", "/v1/label-sets/ward").body)
    _, _, date = ask(connection, "GET", "/livez")
    report.row(f"clock {offset}", **{name.replace(" ", "_"): status for name, status in statuses.items()},
               date=date, created=listed.get("createdAt"))
    report.expect(set(statuses.values()) <= {200, 201}, f"everything is answered after a jump of {offset} ({statuses})")
    report.expect(same.status == 200 and json.loads(same.body)["scores"] == before,
                  f"scores are the same after a jump of {offset}")
    report.expect(listed.get("version") == place, f"the newest label set is served after a jump of {offset} ({listed})")


def main():
    arguments = parser(__doc__).parse_args()
    report = Report(arguments)
    preloaded = library()
    if preloaded is None:
        report.skip("a clock that jumps: libfaketime is not installed")
        report.finish()
    with tempfile.TemporaryDirectory() as folder:
        offset = pathlib.Path(folder) / "offset"
        offset.write_text("+0\n")
        environment = {
            "LD_PRELOAD": str(preloaded), "FAKETIME_TIMESTAMP_FILE": str(offset), "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1"}
        # The library changes the environment of the first program that it is loaded into, after which Swift no longer
        # finds its arguments; `env` takes that on itself.
        with Service(arguments, folder, wrapper=["env"], environment=environment) as service:
            before = json.loads(service.score(IMAGE, "/v1/score?label=Edema").body)["scores"]
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
            dates = set()
            for place, jump_to in enumerate(JUMPS, 1):
                jump(service, connection, jump_to, place, before, report)
                dates.add((ask(connection, "GET", "/livez")[2] or "")[:16])
            report.expect(len(dates) >= 3, f"the jumps reached the service ({sorted(dates)})")
            report.expect(service.end() == 0, "the service stops with status 0 after the jumps")
        offset.unlink()
        with Service(arguments, folder) as service:
            found = [service.request("GET", f"/v1/label-sets/ward/versions/{place}").status
                     for place in range(1, len(JUMPS) + 1)]
            report.expect(found == [200] * len(JUMPS), f"all versions are there after a restart ({found})")
    report.finish()


if __name__ == "__main__":
    main()
