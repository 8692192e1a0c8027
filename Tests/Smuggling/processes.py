"""The service and nginx, started on free ports and stopped so that their logs are whole."""

import json
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CONFIGURATION = """
daemon off;
master_process off;
worker_processes 1;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    log_format requests '$http_x_request_id $request_method $status $upstream_status';
    access_log {folder}/access.log requests;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 100m;
    # Short, so that a case that leaves a request open ends.
    client_header_timeout 1s;
    client_body_timeout 1s;
    keepalive_timeout 1s;
    # Nothing that could hide a difference is taken out.
    ignore_invalid_headers off;
    underscores_in_headers on;
    upstream service {{ server 127.0.0.1:{upstream}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://service;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_request_buffering {buffering};
            proxy_next_upstream off;
        }}
    }}
}}
"""


class Service:
    """`hilum serve` on a free port."""

    def __init__(self, chosen, folder):
        self.log = folder / "service.log"
        self.process = subprocess.Popen(
            [
                chosen.hilum, "serve", "--port", "0", "--database", folder / "service.sqlite",
                "--model", chosen.model, "--public", ROOT / "Public",
            ],
            stdout=subprocess.PIPE, stderr=self.log.open("wb"), text=True, cwd=folder,
        )
        line = self.process.stdout.readline()
        if "http://" not in line:
            raise SystemExit(f"The service did not start: {self.log.read_text()}")
        self.port = int(line.rsplit(":", 1)[1].split("/")[0])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.process)

    def stop(self):
        """Ends the service and returns the identifiers of the requests it answered, in order."""
        stop(self.process)
        entries = [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]
        return [entry["requestId"] for entry in entries if entry.get("event") == "answered"]


@dataclass
class Forwarding:
    """One line of nginx's access log."""

    request_id: str
    status: int
    upstream_status: str

    @property
    def was_forwarded(self):
        return self.upstream_status != "-"

    @property
    def reached_handler(self):
        """No case names a path that exists, so a handled request has one of these."""
        return self.upstream_status in ("404", "405", "204")


class Nginx:
    """nginx before the service."""

    def __init__(self, folder, upstream, buffering):
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        if not program:
            raise SystemExit("nginx is not installed: apt-get install nginx-light, or run with --direct-only.")
        self.port = free_port()
        self.log = folder / "access.log"
        configuration = folder / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(folder=folder, upstream=upstream, port=self.port, buffering=buffering)
        )
        self.process = subprocess.Popen(
            [program, "-p", folder, "-c", configuration, "-e", folder / "error.log"], stderr=subprocess.DEVNULL
        )
        wait_for(self.port, self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        stop(self.process)

    def stop(self):
        """Ends nginx and returns its log."""
        stop(self.process)
        lines = [line.split() for line in self.log.read_text().splitlines()]
        return [Forwarding(parts[0], int(parts[-2]), parts[-1]) for parts in lines if len(parts) >= 3]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(port, process):
    """Returns once the port takes connections."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            continue
    raise SystemExit("nginx did not start.")


def stop(process):
    if process.poll() is None:
        process.terminate()
    process.wait(60)
