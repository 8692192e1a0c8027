"""A server under test as a tree of processes: started, awaited, read through /proc, stopped. Linux only."""

import http.client
import os
import pathlib
import shlex
import signal
import socket
import subprocess
import tempfile
import time

TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def busy_seconds():
    """Processor time that the whole machine has used, with what the hypervisor took away."""
    user, nice, system, _, _, *interrupts_and_stolen = map(int, _text(pathlib.Path("/proc/stat")).split()[1:9])
    return (user + nice + system + sum(interrupts_and_stolen)) / TICKS


class Server:
    """A running server; a context that ends it. `command` is called with the port."""

    def __init__(self, name, command, ready_path, environment=None):
        self.name, self.command, self.ready_path = name, command, ready_path
        self.environment = os.environ | (environment or {})

    def __enter__(self):
        self.port = free_port()
        self.output = tempfile.TemporaryFile()
        began = time.perf_counter()
        self.process = subprocess.Popen(
            self.command(self.port), stdout=self.output, stderr=self.output, env=self.environment)
        try:
            self.await_readiness(began)
        except BaseException:
            self.__exit__()
            raise
        return self

    def await_readiness(self, began, patience=180):
        while time.perf_counter() < began + patience:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended before it was ready: {self.last_output()}")
            if self.is_ready():
                self.seconds_to_ready = time.perf_counter() - began
                return
            time.sleep(0.002)
        raise SystemExit(f"{self.name} was not ready within {patience} s: {self.last_output()}")

    def is_ready(self):
        try:
            return self.get(self.ready_path, timeout=5)[0] == 200
        except OSError:
            return False

    def last_output(self):
        self.output.seek(0)
        lines = self.output.read().decode(errors="replace").strip().splitlines()
        return " / ".join(lines[-3:]) or "no output"

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            for process in self.processes():
                os.kill(process, signal.SIGKILL)
            self.process.wait()
        self.output.close()

    def get(self, path, timeout=60):
        """The status and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            connection.close()

    def put(self, path, content):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("PUT", path, content, {"content-type": "application/json"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status not in (200, 201):
            raise SystemExit(f"PUT {path}: {answer.status} {body.decode(errors='replace')}")

    def processes(self):
        """The process and all its descendants."""
        found = [self.process.pid]
        for process in found:
            for task in _entries(f"/proc/{process}/task"):
                found += [int(child) for child in _text(task / "children").split()]
        return found

    def cpu_seconds(self):
        """User and system time of the tree, its ended and awaited children included."""
        ticks = 0
        for process in self.processes():
            # The name in parentheses may hold spaces; what follows it are fields 3 and on.
            fields = _text(pathlib.Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
        return ticks / TICKS

    def memory(self, field="VmRSS"):
        """Bytes, summed over the tree; `VmHWM` is the peak since `forget_peak` or since the start."""
        total = 0
        for process in self.processes():
            for line in _text(pathlib.Path(f"/proc/{process}/status")).splitlines():
                if line.startswith(field + ":"):
                    total += int(line.split()[1]) * 1024
        return total

    def forget_peak(self):
        for process in self.processes():
            pathlib.Path(f"/proc/{process}/clear_refs").write_text("5")


def _entries(folder):
    try:
        return list(pathlib.Path(folder).iterdir())
    except OSError:
        return []


def _text(path):
    """The file's text; nothing where the process has just ended."""
    try:
        return path.read_text()
    except OSError:
        return ""

# How long an answer takes is only seen where everybody may wait for one; by default a service refuses to let a line grow.
PATIENT = "--queue-wait 3600s"


def hilum(binary, model, folder, options=""):
    """Hilum with its database in `folder`; `options` are further ones of `hilum serve`, as in a shell."""
    page = pathlib.Path(__file__).resolve().parents[1] / "Public"

    def command(port):
        return [
            os.path.abspath(binary), "serve", "--port", str(port), "--model", str(model), "--public", str(page),
            "--database", os.path.join(folder, "hilum.sqlite"), *shlex.split(options)]

    # OpenBLAS's own threads would only compete with the service's.
    return Server("hilum", command, "/readyz", {"OPENBLAS_NUM_THREADS": "1"})


def metrics(server, names):
    """The counters of /metrics whose names begin with one of `names`."""
    values = {}
    for line in server.get("/metrics")[1].decode().splitlines():
        if line.startswith(tuple(names)):
            key, _, value = line.rpartition(" ")
            values[key] = float(value)
    return values
