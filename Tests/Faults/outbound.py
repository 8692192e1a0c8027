"""No outbound connection, ever: start, scoring, label sets, refusals and the end of the service, watched by strace.

Every connect(2), and every sendto(2) or sendmsg(2) with an address, of the service and its threads and children is an
error, as is every socket of another family than the one it listens on. That includes the C library's questions to a
name service (/var/run/nscd/socket), which may ask a directory server. The same is then done in a network namespace
without routes (`unshare --net`), where the service must work as well.
"""

import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import pictures
from report import Report
from service import Service, parser

CALLS = "trace=connect,sendto,sendmsg,sendmmsg,socket,bind"
USE = r"""
import http.client, sys, json
port, image = int(sys.argv[1]), open(sys.argv[2], "rb").read()
for method, target, kind, body in json.loads(sys.argv[3]):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, target, image if body == "IMAGE" else body, {"Content-Type": kind} if kind else {})
    print(connection.getresponse().status)
"""
REQUESTS = [
    ("GET", "/readyz", None, None), ("GET", "/", None, None), ("GET", "/metrics", None, None),
    ("GET", "/v1/models", None, None), ("POST", "/v1/score", "image/jpeg", "IMAGE"),
    ("POST", "/v1/score?label=http%3A%2F%2Fexample.com%2Fx", "image/jpeg", "IMAGE"),
    ("POST", "/v1/score", "application/json", '{"image": "http://example.com/film.png"}'),
    ("POST", "/v1/embeddings", "application/json", '{"texts": ["There is edema."]}'),
    ("PUT", "/v1/label-sets/ward", "application/json", '{"labels": ["Edema"]}'),
    ("POST", "/v1/score?labelSet=ward", "image/jpeg", "IMAGE"), ("DELETE", "/v1/label-sets/ward", None, None),
    ("GET", "/nowhere", None, None), ("POST", "/v1/score", "image/jpeg", "not an image"),
]


def use(service, prefix=()):
    """Asks everything once, from inside `prefix`'s namespace; the statuses."""
    command = [*prefix, "python3", "-c", USE, str(service.port), str(pictures.PHANTOM), json.dumps(REQUESTS)]
    done = subprocess.run(command, capture_output=True, text=True)
    return [int(line) for line in done.stdout.split()], done.stderr[-200:]


def suspicious(line):
    """Whether a line of strace speaks of more than listening and answering."""
    if re.search(r"\b(connect|sendmmsg)\(", line):
        return True
    if "socket(" in line:
        return not re.search(r"socket\(AF_INET6?, SOCK_STREAM", line)
    return "sa_family=" in line and "bind(" not in line


def under_strace(arguments, report):
    if not shutil.which("strace"):
        return report.skip("strace is not installed")
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder) / "trace"
        wrapper = ["strace", "-f", "-qq", "-e", "signal=none", "-e", CALLS, "-o", trace]
        try:
            with Service(arguments, folder, wrapper=wrapper) as service:
                statuses, trouble = use(service)
                ended = service.end()
        except Exception as error:
            if "Operation not permitted" in str(error):
                return report.skip("strace is not permitted here")
            raise
        lines = trace.read_text().splitlines()
        found = [line for line in lines if suspicious(line)]
        local = [line for line in found if "AF_UNIX" in line]
        report.row("strace", requests=len(statuses), calls=len(lines), outbound=len(found) - len(local),
                   local=len(local))
        report.expect(len(statuses) == len(REQUESTS), f"every request was answered under strace ({statuses} {trouble})")
        report.expect(any("bind(" in line for line in lines), "strace saw the service")
        report.expect(len(found) == len(local), f"the service makes no outbound connection ({found[:3]})")
        report.expect(not local, f"the service asks no name service ({local[:2]})")
        report.expect(ended == 0, "the service stops with status 0 under strace")


def without_routes(arguments, report):
    if subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode != 0:
        return report.skip("network namespaces are not permitted here")
    with tempfile.TemporaryDirectory() as folder:
        # Only the loopback interface, and no route beyond it.
        wrapper = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
        with contextlib.ExitStack() as stack:
            service = stack.enter_context(Service(arguments, folder, wrapper=wrapper))
            statuses, trouble = use(service, ["nsenter", "--target", str(service.pid), "--net"])
            report.row("no routes", requests=len(statuses), statuses=sorted(set(statuses)))
            report.expect(len(statuses) == len(REQUESTS) and all(status < 500 for status in statuses),
                          f"the service works without any route ({statuses} {trouble})")
            report.expect(service.end() == 0, "the service stops with status 0 without routes")


def main():
    arguments = parser(__doc__).parse_args()
    report = Report(arguments)
    under_strace(arguments, report)
    without_routes(arguments, report)
    report.finish()


if __name__ == "__main__":
    main()
