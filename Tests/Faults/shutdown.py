"""SIGTERM while clients ask: every request that was accepted is answered, new ones are refused, the exit status is 0.

In each round clients keep asking over their own connections when the signal comes. A request counts as accepted where
all of its bytes were with the service a little before the signal. What comes later may get 503 with `Connection: close`
or no connection; an answer with 200 must say that the connection closes.
"""

import contextlib
import pathlib
import shutil
import socket
import sqlite3
import tempfile
import threading
import time

import pictures
from input_forms import message
from report import Report
from service import Service, parser

TARGET = "/v1/score?labelSet=CheXpert-13"
SETTLING = 0.05
NOTICING = 5
LATE_CLIENTS = 5


class Client(threading.Thread):
    """Asks over and over until it is refused or cut off."""

    def __init__(self, port, content, stop):
        super().__init__()
        self.port, self.content, self.stop = port, content, stop
        self.sent_at, self.outcomes, self.trouble = [], [], None

    def run(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 60) as connection:
                stream = connection.makefile("rb")
                while not self.stop.is_set():
                    connection.sendall(self.content)
                    self.sent_at.append(time.monotonic())
                    status, closes = read(stream)
                    self.outcomes.append(status)
                    if closes:
                        return
        except (OSError, EOFError, ValueError) as error:
            self.trouble = f"{type(error).__name__}: {error}"


def read(stream):
    """The status of the next answer, and whether the connection ends with it."""
    line = stream.readline()
    if not line.startswith(b"HTTP/1.1 "):
        raise EOFError("the connection ended without an answer")
    fields = {}
    while (field := stream.readline().strip()):
        name, _, value = field.partition(b":")
        fields[name.lower()] = value.strip().lower()
    length = int(fields.get(b"content-length", 0))
    if len(stream.read(length)) != length:
        raise EOFError("the answer was cut short")
    return int(line.split()[1]), fields.get(b"connection") == b"close"


def late_answer(port):
    """What a client gets that connects after the signal: a status with whether it closes, or the refusal's name."""
    with contextlib.suppress(EOFError, ValueError):
        try:
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return read(connection.makefile("rb"))
        except OSError as error:
            return type(error).__name__
    return "cut"


def late_answers(port):
    """What clients get that come after the signal, from the first on that shows that the service has noticed it.

    A client may come before that: the signal is handled beside the clients' work, whenever a core is free for it.
    """
    answers, started = [(200, False)], time.monotonic()
    while answers == [(200, False)] and time.monotonic() < started + NOTICING:
        answers = [late_answer(port)]
    return answers + [late_answer(port) for _ in range(LATE_CLIENTS - 1)]


def one_round(arguments, report, place):
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder) as service:
        image = pictures.PHANTOM.read_bytes()
        stop = threading.Event()
        clients = [Client(service.port, message(TARGET, "image/jpeg", image), stop) for _ in range(arguments.clients)]
        for client in clients:
            client.start()
        time.sleep(0.3 + 0.1 * (place % 5))
        signalled = time.monotonic()
        service.process.terminate()
        late = late_answers(service.port)
        stop.set()
        for client in clients:
            client.join(60)
        # A second signal would end the process at once.
        status = service.await_end()
        report_round(report, place, clients, signalled, late, status)


def report_round(report, place, clients, signalled, late, status):
    accepted = [client for client in clients if client.sent_at and client.sent_at[-1] < signalled - SETTLING]
    lost = [client for client in accepted if len(client.outcomes) < len(client.sent_at)]
    statuses = sorted({outcome for client in clients for outcome in client.outcomes})
    report.row(f"round {place}", answered=sum(len(client.outcomes) for client in clients), under_way=len(accepted),
               lost=len(lost), statuses=statuses, late=sorted({str(item) for item in late}), exit=status)
    report.expect(not lost, f"round {place}: every accepted request is answered "
                            f"({[client.trouble for client in lost][:3]})")
    report.expect(set(statuses) <= {200, 429, 503}, f"round {place}: only 200, 429 and 503 are answered ({statuses})")
    report.expect(all(isinstance(item, str) or item in ((503, True), (200, True)) for item in late),
                  f"round {place}: clients that come late are refused ({late})")
    report.expect(status == 0, f"round {place}: the exit status is 0 ({status})")


def settled_file(arguments, report):
    """After an orderly end the file alone holds everything, so that a copy of it is a backup."""
    with tempfile.TemporaryDirectory() as folder:
        with Service(arguments, folder) as service:
            service.put_label_set("ward", '{"labels": ["Edema"]}')
            report.expect(service.end() == 0, "the service stops with status 0")
        copy = pathlib.Path(folder) / "copy"
        shutil.copy(service.database, copy)
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            named = "SELECT count(*) FROM sqlite_master WHERE name = 'labelSetVersion'"
            tables = connection.execute(named).fetchone()[0]
            stored = tables and connection.execute("SELECT count(*) FROM labelSetVersion").fetchone()[0]
        report.row("file alone", bytes=copy.stat().st_size, label_sets=stored)
        report.expect(stored, "after an orderly end the database file holds the label sets without its log")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--rounds", type=int, default=10)
    arguments.add_argument("--clients", type=int, default=16)
    arguments = arguments.parse_args()
    report = Report(arguments)
    for place in range(1, arguments.rounds + 1):
        one_round(arguments, report, place)
    settled_file(arguments, report)
    report.finish()


if __name__ == "__main__":
    main()
