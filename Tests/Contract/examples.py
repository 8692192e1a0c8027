#!/usr/bin/env python3
"""Executes the examples of the documents against a running service.

Those of openapi.json: every request example is sent and its answer compared with the document; every response, header
and parameter example is compared with its schema. Those of README.md and Deploy/README.md: every line that begins with
`curl` or `hilum` is run in a folder that has what the texts speak of; curl's answers are compared with openapi.json too.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from answers import ROOT, Document
from generation import JPEG, png
from service import Answer, running

DOCUMENT = Document()
DOCUMENTS = ["README.md", "Deploy/README.md"]
# Commands that only have to be understood, because what they name cannot be part of the repository.
NOT_HERE = [
    (r"^hilum model import |Models/(chexzero-ten|clip-b16)", "published weights"),
    (r"^hilum model (inspect|precision) ", "weights or radiographs"),
    (r"^hilum (keys revoke|audit) ", "an identifier or a log of the reader's"),
]
# Commands that are compared with --help, because they take long or have placeholders.
NOT_RUN = r"^hilum benchmark|\b(PATH|FILE)\b"
USAGE_ERROR = 64


class Examples:
    def __init__(self):
        self.count, self.failures = 0, []

    def note(self, errors):
        self.count += 1
        self.failures += errors


# MARK: openapi.json


def examples_of(part):
    """The examples of a media type, parameter or header by name."""
    if "example" in part:
        yield "example", part["example"]
    for name, example in part.get("examples", {}).items():
        yield name, example["value"]


def check_described(run):
    """Every response, header and parameter example keeps its schema."""
    for template, path in DOCUMENT.content["paths"].items():
        for method, operation in path.items():
            if method == "parameters":
                continue
            place = f"{method.upper()} {template}"
            for parameter in operation["parameters"] + path.get("parameters", []):
                parameter = DOCUMENT.resolve(parameter)
                for name, value in examples_of(parameter):
                    run.note(
                        [
                            f"{place}: parameter {parameter['name']}: {e}"
                            for e in DOCUMENT.schema_errors(parameter["schema"], value)
                        ]
                    )
            for status, response in operation["responses"].items():
                response = DOCUMENT.resolve(response)
                for media, content in response.get("content", {}).items():
                    found = list(examples_of(content))
                    if not found:
                        run.note([f"{place} {status}: {media} has no example"])
                    for name, value in found:
                        run.note(
                            [
                                f"{place} {status} {name}: {e}"
                                for e in DOCUMENT.schema_errors(content["schema"], value)
                            ]
                        )
    for name, header in DOCUMENT.content["components"]["headers"].items():
        run.note([f"header {name}: {e}" for e in DOCUMENT.schema_errors(header["schema"], header["example"])])


def send_described(run, service):
    """Every request example is answered with success; operations without a body are asked once."""
    for template, path in DOCUMENT.content["paths"].items():
        # The last, or nothing would be left to read.
        for method in sorted(set(path) - {"parameters"}, key=lambda name: name == "delete"):
            operation = path[method]
            for target, body, fields in requests_of(template, method, operation):
                answer = service.request(method.upper(), target, body, fields)
                errors = DOCUMENT.errors(method.upper(), target, answer)
                if answer.status >= 300:
                    errors.append(f"{method.upper()} {target}: the example is answered {answer!r}")
                run.note(errors)


def requests_of(template, method, operation):
    target = template.replace("{version}", "1")
    built_in = method in ("get", "head", "options")
    target = target.replace("{name}", "CheXpert-5" if built_in else "example")
    if "requestBody" not in operation:
        yield target, None, {}
        return
    for media, content in operation["requestBody"]["content"].items():
        if media in ("image/png", "image/jpeg"):
            yield target, png(40, 32) if media == "image/png" else JPEG, {"Content-Type": media}
        for name, value in examples_of(content):
            errors = DOCUMENT.schema_errors(content["schema"], value)
            assert not errors, errors
            yield target, json.dumps(value), {"Content-Type": media}


# MARK: Documents


def commands_of(text):
    """The indented lines that are commands, with their continuations."""
    lines, found, index = text.splitlines(), [], 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if not re.match(r" {4}(curl|hilum) ", line):
            continue
        command = line.strip()
        while True:
            if command.endswith("\\"):
                command = command[:-1]
            elif is_complete(command):
                break
            if index == len(lines):
                raise ValueError("a command does not end: " + command)
            command += "\n" + lines[index].strip()
            index += 1
        found.append(command)
    return found


def is_complete(command):
    try:
        shlex.split(command, comments=True)
        return True
    except ValueError:
        return False


def prepare(folder, hilum):
    """What the texts speak of."""
    for name in ("Public", "Recipes"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "Models", folder / "Models")
    shutil.copytree(folder / "Models" / "hilum-open", folder / "Models" / "mine")
    for name in ("film.jpg", "film1.jpg"):
        shutil.copy(ROOT / "Public" / "samples" / "phantom.jpg", folder / name)
    (folder / "film2.png").write_bytes(png(64, 64))
    (folder / "report.txt").write_text("The heart is enlarged. No pleural effusion.\n")
    (folder / "bin").mkdir()
    (folder / "bin" / "hilum").symlink_to(pathlib.Path(hilum).resolve())


def run_curl(command, service, folder):
    """Errors of a curl command, sent to the service instead of the one that the text speaks of."""
    command = re.sub(r"http://(127\.0\.0\.1|localhost):8080", f"http://127.0.0.1:{service.port}", command)
    command = re.sub(r"Bearer [^'\"]+", f"Bearer {service.key}", command)
    words = shlex.split(command, comments=True)
    has_body = re.search(r" (-F|-d|--data|--form)", command)
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if has_body else "GET"
    target = "/" + next(word for word in words if word.startswith("http://")).split("/", 3)[3]
    done = subprocess.run([words[0], "-sS", "-D", "fields", *words[1:]], cwd=folder, capture_output=True, timeout=60)
    if done.returncode:
        return [f"{command}: curl ended with {done.returncode}: {done.stderr.decode()[:200]}"]
    head = (folder / "fields").read_text().strip().split("\n\n")[-1].splitlines()
    answer = Answer(int(head[0].split()[1]), [tuple(line.split(": ", 1)) for line in head[1:]], done.stdout)
    errors = DOCUMENT.errors(method, target, answer)
    return errors + ([f"{command}: {answer!r}"] if answer.status >= 300 else [])


def run_hilum(command, folder):
    """Errors of a hilum command."""
    words = shlex.split(command, comments=True)
    if re.search(NOT_RUN, command):
        names = [word for word in words[1:3] if re.fullmatch("[a-z-]+", word) and not word.startswith("-")]
        text = run_in(folder, ["hilum", *names, "--help"]).stdout
        return [
            f"{command}: there is no option {word}" for word in words if word.startswith("--") and word not in text
        ]
    if words[1] == "serve":
        words.append("--check-config")
    if words[1:3] == ["model", "remove"]:
        # It asks at a terminal, which a test does not have.
        words.append("--yes")
    done = run_in(folder, words)
    may_fail = any(re.search(pattern, command) for pattern, _ in NOT_HERE)
    if done.returncode == 0 or (may_fail and done.returncode != USAGE_ERROR):
        return []
    return [f"{command}: ended with {done.returncode}: {(done.stderr or done.stdout).strip()[:300]}"]


def run_in(folder, words):
    return subprocess.run(
        words,
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


def environment(folder):
    return os.environ | {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}


def run_documents(run, hilum):
    """Examples with a key go to a service with keys, the others to one without, as the texts have it."""
    with tempfile.TemporaryDirectory() as place, running(hilum, with_keys=False) as open_service, running(
        hilum
    ) as keyed_service:
        folder = pathlib.Path(place)
        prepare(folder, hilum)
        for name in DOCUMENTS:
            commands = commands_of((ROOT / name).read_text())
            run.note([] if commands else [f"{name}: no examples were found"])
            for command in commands:
                if command.startswith("curl "):
                    errors = run_curl(command, keyed_service if "Bearer " in command else open_service, folder)
                else:
                    errors = run_hilum(command, folder)
                run.note([f"{name}: {error}" for error in errors])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hilum", help="the built program")
    hilum = parser.parse_args().hilum
    run = Examples()
    check_described(run)
    with running(hilum) as service:
        send_described(run, service)
    described = run.count
    run_documents(run, hilum)
    for failure in run.failures:
        print("FAILED", failure)
    others = f"{run.count - described} of {', '.join(DOCUMENTS)}"
    print(f"{described} examples of openapi.json and {others}, {len(run.failures)} failures")
    sys.exit(1 if run.failures else 0)


if __name__ == "__main__":
    main()
