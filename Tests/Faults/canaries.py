"""Nothing that a request holds stays anywhere: canary words in every input, then a search through all that is left.

The words stand for a patient's name, a sentence of a report, a label's text, a file name, a key, and tags as in DICOM.
They go in through every form of a request: sound, malformed and over a limit. Then they are looked for in the logs,
/metrics, the error bodies, the database files and core files; at the end once more after a crash under load. Label sets
that are stored hold their labels' texts by design: they have a word of their own, which may be in the label sets' file
and nowhere else. An error body may repeat what the sender called things (a member of JSON, a label set, a media type);
it goes to nobody else, and how often it does is in the table.
"""

import base64
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import tempfile
import threading

import pictures
from input_forms import exchange, form
from report import Report
from service import Service, offers, parser, until

WORDS = {
    "patient": "Zyxwvut^Quuxley", "report": "qzxgrumble opacity is seen", "label": "vorpalinfiltrate",
    "file": "frabjous-7731.dcm", "key": "hk_TULGEYWOOD1234567890abcdef", "tag": "PatientID=0010,0020-BANDERSNATCH",
    "query": "jubjubvalue", "path": "borogovepath", "member": "momerathmember", "set": "mimsyset", "type": "tovetype",
    "method": "GYREMETHOD",
}
REPEATED = {"member", "set", "type"}
STORED = "slithytove"
ENVELOPE = "Host: 127.0.0.1\r\nConnection: close\r\n"


def http(method, target, kind=None, body=b"", extra=""):
    """The bytes of a request that ends its connection."""
    head = f"{method} {target} HTTP/1.1\r\n{ENVELOPE}Content-Length: {len(body)}\r\n{extra}"
    if kind:
        head += f"Content-Type: {kind}\r\n"
    return head.encode("utf-8") + b"\r\n" + body


def document(**members):
    return json.dumps(members).encode()


def films():
    """Files that hold the words where scanners and viewers leave them."""
    text = " ".join(WORDS.values())
    yield "image/jpeg", pictures.jpeg_with_comment(text.encode())
    yield "image/png", pictures.png(48, 48, texts=[("Patient", text), ("Comment", text)])
    sound = pictures.jpeg_with_comment(text.encode())
    for kind, content in (("image/jpeg", sound[:9000]), ("image/png", text.encode()), ("image/jpeg", sound[:700]),
                          ("application/dicom", b"\0" * 128 + b"DICM" + text.encode())):
        yield kind, content


def sound_and_bad_requests():
    """Requests with the words in every place, of which many are refused."""
    word = WORDS
    film = pictures.jpeg_with_comment(" ".join(word.values()).encode())
    text = base64.b64encode(film).decode()
    for kind, content in films():
        yield http("POST", "/v1/score", kind, content)
        yield http("POST", f"/v1/score?label={word['label']}", kind, content)
        yield http("POST", "/v1/embeddings", kind, content)
    for target in ("/v1/score", "/v1/score:batch", "/v1/similarity", "/v1/embeddings"):
        for parts in ([("image", word["file"], film), ("label", None, word["label"].encode())],
                      [("image", word["file"], film), ("report", None, word["report"].encode())],
                      [("image", word["file"], film), ("labelSet", None, word["set"].encode())],
                      [("image", word["file"], film), (word['member'], None, word["patient"].encode())],
                      [("image", word["file"], word["tag"].encode())],
                      [("image", word["file"], film), ("version", None, word["patient"].encode())],
                      [("image", word["file"], film), ("longText", None, word["patient"].encode())],
                      [("label", None, word["label"].encode() + b"\xff\xfe")]):
            body = form("b", parts, True)
            yield http("POST", target, "multipart/form-data; boundary=b", body)
            yield http("POST", target, "multipart/form-data; boundary=b", body[:-20])
            yield http("POST", target, f"multipart/form-data; boundary={word['key'][:30]}", body)
    for target in ("/v1/score", "/v1/score:batch", "/v1/similarity", "/v1/embeddings", "/v1/label-sets/x"):
        method = "PUT" if "label-sets" in target else "POST"
        for members in ({"image": text, "labels": [word["label"]]}, {"image": text, "report": word["report"]},
                        {"image": text, "labelSet": word["set"]}, {"image": word["tag"]},
                        {"image": word["patient"], "labels": [word["label"]]}, {"texts": [word["report"]]},
                        {"texts": [word["report"] * 2000]}, {"image": text, "report": word["report"] * 10_000},
                        {word["member"]: word["patient"]}, {"labels": [word["label"] * 50]},
                        {"labels": ["", word["label"]]},
                        {"labels": [{"name": word["label"], word['member']: 1}]}, {"images": [text, word["tag"]]},
                        {"labels": [word["label"]] * 2}, {"templates": {"positive": [word["report"]]}, "labels": ["a"]},
                        {"labels": [{"name": word["label"], "positive": [""]}]}, {"version": word["patient"]},
                        {"image": text, "longText": word["patient"]}):
            yield http(method, target, "application/json", document(**members))
        yield http(method, target, "application/json", document(labels=[word["label"]])[:-3])
        yield http(method, target, "application/json", b"[" * 40 + word["patient"].encode())


def odd_requests():
    """The words in targets and fields, and in what is not HTTP."""
    word = WORDS
    yield http("GET", f"/{word['path']}")
    yield http("GET", f"/v1/label-sets/{word['set']}")
    yield http("GET", f"/v1/label-sets/{word['set']}/versions/{word['patient'].replace('^', '')}")
    yield http("DELETE", f"/v1/label-sets/{word['set']}")
    yield http("POST", f"/v1/score?{word['member']}={word['query']}", "image/jpeg", b"x")
    yield http("POST", f"/v1/score?labelSet={word['set']}&label={word['label']}", "image/jpeg", b"x")
    yield http("POST", "/v1/score", f"{word['type']}/{word['type']}", b"x")
    yield http("POST", "/v1/score", f"image/jpeg; {word['member']}=", b"x")
    yield http("PATCH", f"/v1/score?{word['query']}")
    yield http(word["method"], "/")
    for name, value in (("Authorization", f"Bearer {word['key']}"), ("X-Request-Id", word["tag"]),
                        ("traceparent", word["key"]), ("If-Match", f'"{word["key"]}"'), ("Cookie", word["patient"]),
                        ("User-Agent", word["patient"]), ("Referer", f"http://a/{word['path']}"),
                        ("Range", word["key"]), ("Expect", word["key"]), ("Origin", f"http://{word['path']}"),
                        ("X-Forwarded-For", word["patient"]), (word['member'], "a" * 20_000)):
        yield http("GET", "/v1/models", extra=f"{name}: {value}\r\n")
        yield http("PUT", "/v1/label-sets/y", "application/json", b'{"labels": ["a"]}', extra=f"{name}: {value}\r\n")
    yield f"{word['patient']} {word['report']}\r\n\r\n".encode()
    yield f"GET /{word['path']}\0 HTTP/1.1\r\n{ENVELOPE}\r\n".encode()
    yield f"GET / HTTP/1.1\r\n{word['member']} : {word['key']}\r\n\r\n".encode()
    yield f"GET /{word['path'] * 2000} HTTP/1.1\r\n{ENVELOPE}\r\n".encode()
    yield (f"POST /v1/score HTTP/1.1\r\n{ENVELOPE}Content-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n"
           f"{word['key']}\r\n").encode()
    yield (f"POST /v1/score HTTP/1.1\r\n{ENVELOPE}Content-Type: image/jpeg\r\nContent-Length: 99999999999\r\n\r\n"
           f"{word['tag']}").encode()


def ask_everything(port, extra=""):
    """Each request with its answer's status and body, and how many were cut; `extra` is a further field."""
    bodies, cut = [], 0
    for content in [*sound_and_bad_requests(), *odd_requests()]:
        try:
            content = content.replace(ENVELOPE.encode(), (ENVELOPE + extra).encode(), 1)
            bodies += [(content, *answer) for answer in exchange(port, content)]
        except (OSError, ValueError, IndexError):
            cut += 1
    return bodies, cut


def found_in(text, words=WORDS):
    """Which kinds of words stand in the text, in any case of letters or as base64."""
    low = text.lower()
    return sorted(kind for kind, word in words.items() if word.lower().encode() in low
                  or base64.b64encode(word.encode())[:-4] in text)


def places(folder):
    """Everything that the service leaves behind, by name."""
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


def check_refusals(report, bodies):
    echoes = {}
    for content, status, body in bodies:
        if status >= 400:
            for kind in found_in(body):
                echoes.setdefault(kind, []).append((content.split(b"\r\n")[0][:60], status, body[:300]))
    report.row("error bodies", refusals=sum(status >= 400 for _, status, _ in bodies),
               echoing={kind: len(items) for kind, items in echoes.items()})
    for kind, items in echoes.items():
        report.expect(kind in REPEATED, f"no error body repeats the {kind} word (by {items[0]})")


def with_key(arguments, report):
    """A key that is valid, then revoked: it stands nowhere, not even in the key file."""
    if not offers(arguments, "keys", "add"):
        return report.skip("a valid key: the program has no 'keys' command")
    with tempfile.TemporaryDirectory() as folder:
        program, file = str(arguments.hilum), str(pathlib.Path(folder) / "keys")
        made = subprocess.run([program, "keys", "add", "--keys", file, "--name", "canary", "--scope", "infer"],
                              capture_output=True, text=True, check=True)
        key = made.stdout.strip()
        words = WORDS | {"valid key": key, "secret": key.rpartition("_")[2]}
        field = {"Authorization": f"Bearer {key}"}
        with Service(arguments, folder, ["--keys", file, "--audit", pathlib.Path(folder) / "audit"]) as service:
            statuses = [service.request("POST", "/v1/score", pictures.PHANTOM.read_bytes(), "image/jpeg", field).status]
            bodies, _ = ask_everything(service.port, f"Authorization: Bearer {key}\r\n")
            listed = subprocess.run([program, "keys", "list", "--keys", file], capture_output=True)
            asked = [service.request("GET", "/metrics", fields=field), service.request("GET", "/v1/models")]
            statuses += [answer.status for answer in asked]
            report.row("valid key", statuses=statuses, answered=len(bodies))
            report.expect(statuses == [200, 403, 401], f"the key allows what it should ({statuses})")
            echoes = [body for _, status, body in bodies if status >= 400 and found_in(body, {"key": key})]
            report.expect(not echoes, f"no error body repeats the key ({echoes[:1]})")
            report.expect(not found_in(listed.stdout + listed.stderr, words), "'keys list' shows no key")
            report.expect(service.end() == 0, "the service stops with status 0")
        check_places(report, "with a valid key", folder, words)


def crash(arguments, report):
    """A crash while the words are in memory: neither the log nor a core file may hold them."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        # Swift's runtime would survive a signal from outside to write its account of the crash.
        service = Service(arguments, folder, limits={resource.RLIMIT_CORE: (hard, hard)},
                          environment={"SWIFT_BACKTRACE": "enable=no"}).start()
        asking = [threading.Thread(target=ask_everything, args=(service.port,)) for _ in range(4)]
        for thread in asking:
            thread.start()
        until(lambda: service.log_text().count('"answered"') > 100, 30)
        status = service.end(signal.SIGSEGV)
        for thread in asking:
            thread.join()
        report.row("crash", exit=status, core_limit="none" if hard == resource.RLIM_INFINITY else hard)
        if hard == 0:
            report.skip("core files: the hard limit of their size is 0 here")
        cores = list(pathlib.Path(folder).glob("core*"))
        report.expect(not cores, f"a crash leaves no core file ({[core.name for core in cores]})")
        check_places(report, "after a crash", folder)


def check_account(service, report):
    """Swift's runtime must not write its account of a crash: it shows the memory that registers point to."""
    status = pathlib.Path(f"/proc/{service.pid}/status").read_text()
    caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16) >> (signal.SIGSEGV - 1) & 1
    silenced = b"registers=none" in pathlib.Path(f"/proc/{service.pid}/environ").read_bytes()
    report.row("account of a crash", written=bool(caught), without_registers=silenced)
    report.expect(not caught or silenced, "no memory is written to the log when the service crashes")


def check_places(report, when, folder, words=WORDS):
    for name, content in places(folder):
        sought = words if name.startswith("hilum.sqlite") else words | {"stored": STORED}
        # Label sets that were accepted hold their texts; only what was refused must leave nothing.
        accepted = {"label", "report"} if name.startswith("hilum.sqlite") and ".prompts" not in name else set()
        kinds = [kind for kind in found_in(content, sought) if kind not in accepted]
        report.row(f"{when}: {name}", bytes=len(content), words=kinds)
        report.expect(not kinds, f"{name} holds no word {when} ({kinds})")


def running(arguments, report):
    with tempfile.TemporaryDirectory() as folder:
        service = Service(arguments, folder)
        os.chdir(folder)
        with service:
            stored = service.put_label_set("kept", json.dumps({"labels": [STORED, "Edema"]}))
            report.expect(stored.status == 201, "a label set with a word of its own is stored")
            bodies, cut = ask_everything(service.port)
            statuses = sorted({status for _, status, _ in bodies})
            report.row("requests", answered=len(bodies), cut=cut, statuses=statuses)
            report.expect(500 not in statuses, f"no answer is 500 ({statuses})")
            check_refusals(report, bodies)
            metrics = service.request("GET", "/metrics").body
            report.expect(not found_in(metrics, WORDS | {"stored": STORED}), "/metrics holds no word")
            check_account(service, report)
            report.expect(service.end() == 0, "the service stops with status 0")
        check_places(report, "after the end", folder)


def main():
    arguments = parser(__doc__).parse_args()
    arguments.hilum = arguments.hilum.resolve()
    if arguments.output:
        arguments.output = arguments.output.resolve()
    report = Report(arguments)
    running(arguments, report)
    with_key(arguments, report)
    crash(arguments, report)
    report.finish()


if __name__ == "__main__":
    main()
