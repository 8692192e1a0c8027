"""`hilum serve` as a child process: started with limits or behind another program, asked, read through /proc, ended.

Linux only; nothing beyond Python's standard library.
"""

import argparse
import http.client
import os
import pathlib
import re
import resource
import select
import shlex
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "Models" / "hilum-open"


def parser(description):
    """The arguments that every script takes."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--hilum", type=pathlib.Path, default=ROOT / ".build" / "release" / "hilum",
                      help="the built program (default: .build/release/hilum)")
    made.add_argument("--serve-options", type=shlex.split, default=[], metavar="OPTIONS",
                      help="further options of hilum serve, in one string")
    made.add_argument("--output", type=pathlib.Path, help="a JSON file for what was measured and checked")
    return made


class Answer:
    """One response."""

    def __init__(self, status, fields, body):
        self.status, self.body = status, body
        self.fields = {name.lower(): value for name, value in fields}

    def __repr__(self):
        return f"{self.status} {self.body[:200]!r}"


class Refused(Exception):
    """The service ended before it listened. `status` is the exit status, negative for a signal."""

    def __init__(self, status, errors):
        super().__init__(f"hilum ended with {status}: {errors.strip()[-300:]}")
        self.status, self.errors = status, errors


class Service:
    """A running service; a context that ends it.

    `arguments` are those of `parser`; `options` are further ones of `hilum serve`; `wrapper` is a command that is put
    before it; `limits` maps RLIMIT_… constants to soft and hard values that hold from the start.
    """

    def __init__(self, arguments, folder, options=(), wrapper=(), environment=None, limits=None, database=None,
                 model=MODEL):
        self.folder = pathlib.Path(folder)
        self.database = pathlib.Path(database or self.folder / "hilum.sqlite")
        self.log = self.folder / "log"
        self.command = [
            *map(str, wrapper), os.path.abspath(arguments.hilum), "serve", "--port", "0", "--model", str(model),
            "--public", str(ROOT / "Public"), "--database", str(self.database), *arguments.serve_options,
            *map(str, options)]
        self.environment = os.environ | (environment or {})
        self.limits = limits or {}
        self.process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.end()

    def start(self, patience=60):
        """Returns once it listens; raises `Refused` where it ends instead."""
        with open(self.log, "ab") as log:
            log_start = log.tell()
            self.process = subprocess.Popen(
                self.command, stdout=subprocess.PIPE, stderr=log, env=self.environment, preexec_fn=self._limit)
        line = self._first_line(time.monotonic() + patience)
        found = re.match(rb"Listening on http://(.+):(\d+)\n", line)
        if not found:
            status = self._await_exit(10)
            raise Refused(status, self.log_text()[log_start:])
        self.port = int(found[2])
        return self

    def _limit(self):
        for name, value in self.limits.items():
            resource.setrlimit(name, value)

    def _first_line(self, deadline):
        descriptor, line = self.process.stdout.fileno(), b""
        while not line.endswith(b"\n") and time.monotonic() < deadline:
            if select.select([descriptor], [], [], 0.5)[0]:
                piece = os.read(descriptor, 4096)
                if not piece:
                    break
                line += piece
        return line

    def _await_exit(self, patience):
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()

    @property
    def pid(self):
        """The service itself, where a wrapper may stand above it."""
        pid = self.process.pid
        while True:
            children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            if not children or "hilum" in os.path.basename(os.readlink(f"/proc/{pid}/exe")):
                return pid
            pid = int(children[0])

    @property
    def is_running(self):
        return self.process.poll() is None

    def end(self, with_signal=signal.SIGTERM, patience=60):
        """Sends a signal and returns the exit status, negative for a signal."""
        if self.is_running:
            os.kill(self.pid, with_signal)
        return self.await_end(patience)

    def await_end(self, patience=60):
        """The exit status of a service that is on its way out."""
        status = self._await_exit(patience)
        self.process.stdout.close()
        return status

    def request(self, method, target, body=None, content_type=None, fields=None, timeout=60):
        """One request over a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            headers = dict(fields or {})
            if content_type:
                headers["Content-Type"] = content_type
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def score(self, image, target="/v1/score?labelSet=CheXpert-5"):
        kind = "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
        return self.request("POST", target, image, kind)

    def put_label_set(self, name, content):
        return self.request("PUT", f"/v1/label-sets/{name}", content, "application/json")

    def metric(self, name):
        """The value of a line of /metrics; 0 where there is none."""
        text = self.request("GET", "/metrics").body.decode()
        found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
        return float(found[1]) if found else 0.0

    def log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def memory(self, field="VmRSS"):
        """Bytes of a line of /proc/PID/status."""
        found = re.search(rf"^{field}:\s+(\d+) kB", pathlib.Path(f"/proc/{self.pid}/status").read_text(), re.MULTILINE)
        return int(found[1]) * 1024

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def offers(arguments, *command):
    """Whether the program's help for a command ends well and names the last word given."""
    *words, option = command
    shown = subprocess.run([os.path.abspath(arguments.hilum), *words, "--help"], capture_output=True, text=True)
    return shown.returncode == 0 and option in shown.stdout


def quick_health(arguments):
    """Options that let /readyz follow within seconds, where the program has them."""
    options = {"--canary-interval": "1s", "--ready-max-age": "5s"}
    return [word for pair in options.items() if offers(arguments, "serve", pair[0]) for word in pair]


def until(condition, patience, pause=0.1):
    """Whether the condition came true in time."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(pause)
    return bool(condition())
