"""`hilum serve` with keys and a fresh database, as a child process in a folder of its own."""

import contextlib
import http.client
import os
import pathlib
import re
import select
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Service:
    """A running service with a key for everything (`key`) and one that may only infer (`narrow_key`)."""

    def __init__(self, hilum, folder, options=(), with_keys=True):
        self.hilum, self.folder = os.path.abspath(hilum), pathlib.Path(folder)
        options = [*map(str, options)]
        self.key = self.narrow_key = None
        if with_keys:
            self.key = self.add_key("all", "infer", "search", "admin", "metrics")
            self.narrow_key = self.add_key("narrow", "infer")
            options += ["--keys", str(self.folder / "keys.json")]
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [
                self.hilum,
                "serve",
                "--port",
                "0",
                "--model",
                str(ROOT / "Models" / "hilum-open"),
                "--public",
                str(ROOT / "Public"),
                "--database",
                str(self.folder / "hilum.sqlite"),
                *options,
            ],
            stdout=subprocess.PIPE,
            stderr=self.log,
            cwd=self.folder,
        )
        self.port = self._await_port(time.monotonic() + 60)

    def add_key(self, name, *scopes):
        """Makes a key with `hilum keys add`."""
        command = [self.hilum, "keys", "add", "--keys", str(self.folder / "keys.json"), "--name", name]
        for scope in scopes:
            command += ["--scope", scope]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def _await_port(self, deadline):
        line = b""
        while not line.endswith(b"\n") and time.monotonic() < deadline:
            if select.select([self.process.stdout], [], [], 0.5)[0]:
                piece = os.read(self.process.stdout.fileno(), 4096)
                if not piece:
                    break
                line += piece
        found = re.match(rb"Listening on http://.+:(\d+)\n", line)
        if not found:
            self.process.kill()
            raise RuntimeError("hilum did not start: " + (self.folder / "log").read_text()[-500:])
        return int(found[1])

    def request(self, method, target, body=None, fields=None, key="", timeout=60):
        """One request over a connection of its own; `key` "" is the one for everything, None is none."""
        fields = dict(fields or {})
        token = self.key if key == "" else key
        if token:
            fields.setdefault("Authorization", "Bearer " + token)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, target, body, fields)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()

    def end(self):
        """SIGTERM; returns the exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            status = self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        self.process.stdout.close()
        self.log.close()
        return status


class Answer:
    """A response; field names in lower case."""

    def __init__(self, status, fields, body):
        self.status, self.body = status, body
        self.fields = {name.lower(): value for name, value in fields}

    def __repr__(self):
        return f"{self.status} {self.body[:200]!r}"


@contextlib.contextmanager
def running(hilum, options=(), with_keys=True):
    """A service in a temporary folder that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="hilum-contract-") as folder:
        service = Service(hilum, folder, options, with_keys)
        try:
            yield service
        finally:
            service.end()
