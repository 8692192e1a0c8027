#!/usr/bin/env python3
"""Runs schemathesis with every check of schemathesis.toml against a service with small limits, and counts its cases."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys

import document
from answers import ROOT
from service import running

HERE = pathlib.Path(__file__).resolve().parent
# Small, so that schemathesis comes to each of them with little to generate.
LIMITS = [
    "--labels-per-request",
    "8",
    "--texts-per-request",
    "6",
    "--text-bytes",
    "64",
    "--report-bytes",
    "256",
    "--images-per-batch",
    "3",
    "--multipart-parts",
    "12",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("hilum", help="the built program")
    parser.add_argument("--cases", type=int, default=140, help="fuzzing cases for each operation")
    parser.add_argument(
        "--work", type=pathlib.Path, required=True, help="a folder for the copy of the document and the reports"
    )
    arguments = parser.parse_args()
    copy = arguments.work / "openapi.json"
    with running(arguments.hilum, LIMITS) as service:
        limits = document.limits_of(json.loads(service.request("GET", "/v1/limits").body))
        copy.write_text(
            json.dumps(document.copy_for(json.loads((ROOT / "Public" / "openapi.json").read_text()), limits))
        )
        # What schemathesis leaves behind goes to the work folder.
        done = subprocess.run(
            [
                "st",
                "--config-file",
                str(HERE / "schemathesis.toml"),
                "run",
                str(copy.resolve()),
                "--no-color",
                "--url",
                f"http://127.0.0.1:{service.port}",
                "--checks",
                "all",
                "--max-examples",
                str(arguments.cases),
                "--header",
                f"Authorization: Bearer {service.key}",
                "--report-junit-path",
                str(arguments.work / "junit.xml"),
            ],
            cwd=arguments.work,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "generation"},
        )
        still_there = service.request("GET", "/livez", key=None).status == 200
    print(done.stdout)
    counted = re.search(r"(\d+) generated", done.stdout)
    print(f"schemathesis: {counted[1] if counted else 'no'} cases, exit status {done.returncode}")
    if not still_there:
        print("FAILED the service does not answer any more")
    sys.exit(1 if done.returncode or not counted or not still_there else 0)


if __name__ == "__main__":
    main()
