"""Times image encoders and BERT in Hilum, ONNX Runtime, OpenVINO and PyTorch, in turns, in one run.

    pip install torch timm transformers onnx onnxscript onnxruntime       # for the export, and for the side PyTorch
    pip install numpy onnx onnxruntime openvino nncf                      # for the rest; may be another environment
    python Benchmarks/encoders.py export --work FOLDER
    python Benchmarks/encoders.py time --work FOLDER --hilum .build/release/hilum --torch-python PYTHON

Weights are random; nothing is downloaded. Every side is a process of its own that computes when it is asked and at
no other time: it reads a line, runs the encoder once, and answers with the milliseconds. A round is one run of each
side; each round begins with another side. The first two rounds are not counted.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import platform
import queue
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import encoder_models as models

PRECISIONS = ["float32", "bfloat16", "int8"]
# Threads of a pool look for work for a while after theirs is done; the next side begins when they have gone to sleep.
PAUSE = 0.02


class Side:
    """A process that runs an encoder once for each line."""

    def __init__(self, name, command, threads):
        self.name, self.times, self.failure, self.disagreements = name, [], None, 0
        count = str(threads)
        environment = os.environ | {"OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count, "MKL_NUM_THREADS": count}
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, bufsize=1,
            env=environment)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def run(self, patience, counts):
        """One run. The process's own clock is compared with ours, so that it cannot leave something out."""
        began = time.perf_counter()
        try:
            self.process.stdin.write("\n")
            milliseconds = float(self.lines.get(timeout=patience))
        except (OSError, ValueError, queue.Empty) as error:
            self.stop()
            self.errors.seek(0)
            said = [line for line in self.errors.read().splitlines() if line.strip()]
            self.failure = " / ".join(said[-3:]) or f"no answer ({type(error).__name__})"
            return
        whole = (time.perf_counter() - began) * 1e3
        if counts:
            self.times.append(milliseconds)
            self.disagreements += not milliseconds <= whole <= 1.05 * milliseconds + 2

    def stop(self):
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except (OSError, ValueError):
                pass
        self.process.kill()
        self.process.wait()


def sides(arguments, case):
    """The sides that know the precision, all started; each loads its model when it is first asked."""
    encoder, batch, threads, precision = case
    common = ["--encoder", encoder, "--precision", precision, "--batch", str(batch), "--threads", str(threads)]
    commands = {}
    if arguments.hilum:
        commands["hilum"] = [arguments.hilum, "benchmark", *common, "--interactive"]
    for library in arguments.libraries:
        if precision in models.SUPPORTED[library]:
            python = arguments.torch_python if library == "torch" else sys.executable
            commands[library] = [
                python, __file__, "serve-peer", "--library", library, "--work", str(arguments.work), *common]
    return [Side(name, command, threads) for name, command in commands.items()]


def measure(arguments, case):
    running = sides(arguments, case)
    try:
        began, done = None, 0
        while done < 2 + arguments.rounds or time.monotonic() - began < arguments.seconds:
            alive = [side for side in running if side.failure is None]
            if not alive:
                break
            turn = done % len(alive)
            for side in alive[turn:] + alive[:turn]:
                side.run(arguments.patience, counts=done >= 2)
                time.sleep(PAUSE)
            done += 1
            if done == 2:
                began = time.monotonic()
    finally:
        for side in running:
            side.stop()
    return running


def record(case, measured):
    """Milliseconds per image or prompt, and how Hilum's compare with the best of the others."""
    encoder, batch, threads, precision = case
    entry = {"encoder": encoder, "batch": batch, "threads": threads, "precision": precision, "sides": {}}
    for side in measured:
        if side.failure is not None or not side.times:
            entry["sides"][side.name] = {"failure": side.failure}
            continue
        entry["sides"][side.name] = {
            "minimum": min(side.times) / batch, "median": statistics.median(side.times) / batch,
            "rounds": len(side.times), "clockDisagreements": side.disagreements,
        }
    figures = {name: side for name, side in entry["sides"].items() if "median" in side}
    ours = figures.pop("hilum", None)
    if ours and figures:
        entry["ratio"] = {
            key: ours[key] / min(side[key] for side in figures.values()) for key in ("minimum", "median")}
        entry["bestPeer"] = min(figures, key=lambda name: figures[name]["median"])
    return entry


def row(entry, names):
    cells = [entry[key] for key in ("encoder", "batch", "threads", "precision")]
    for name in names:
        side = entry["sides"].get(name, {"failure": None})
        cells.append(f"{side['minimum']:.1f} / {side['median']:.1f}" if "median" in side else "–")
    ratio = entry.get("ratio")
    cells.append(f"{ratio['minimum']:.2f} / {ratio['median']:.2f} ({entry['bestPeer']})" if ratio else "")
    return "| " + " | ".join(map(str, cells)) + " |"


def describe(entry):
    for name, side in entry["sides"].items():
        if "failure" in side:
            print(f"  {name} {entry['encoder']} {entry['precision']}: {side['failure']}", file=sys.stderr)
        elif side["clockDisagreements"] > side["rounds"] / 4:
            print(f"  {name}: in {side['clockDisagreements']} of {side['rounds']} rounds its time was not ours "
                  "to 5 % and 2 ms", file=sys.stderr)


def usable_libraries(arguments):
    """Each library's version, without those that cannot be imported."""
    versions = {}
    for library in arguments.libraries:
        python = arguments.torch_python if library == "torch" else sys.executable
        code = f"import importlib.metadata as m, {library}; print(m.version('{library}'))"
        answer = subprocess.run([python, "-c", code], capture_output=True, text=True)
        if answer.returncode == 0:
            versions[library] = answer.stdout.split()[-1]
        else:
            print(f"without {library}: {python} cannot import it", file=sys.stderr)
    return versions


def cases(arguments):
    precisions = list(arguments.precisions)
    if "bfloat16" in precisions and not models.has_bfloat16():
        print("without bfloat16: this processor would only emulate it", file=sys.stderr)
        precisions.remove("bfloat16")
    return [
        (encoder, batch, threads, precision)
        for encoder in arguments.encoders
        for precision in precisions
        for batch in models.batches(encoder, arguments.batches)
        for threads in arguments.threads
    ]


def prepare(arguments):
    """Quantises what is not there yet, each in a process of its own."""
    for encoder in arguments.encoders:
        if not models.onnx_path(arguments.work, encoder).exists():
            raise SystemExit(f"{models.onnx_path(arguments.work, encoder)} is not there: run the stage 'export' first")
        for library in arguments.libraries:
            if library == "torch" or models.quantised_path(arguments.work, encoder, library).exists():
                continue
            print(f"quantising {encoder} for {library}", file=sys.stderr, flush=True)
            command = [sys.executable, __file__, "quantise", "--work", arguments.work]
            subprocess.run([*command, "--encoder", encoder, "--library", library], check=True, stdout=sys.stderr)


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def time_all(arguments):
    versions = usable_libraries(arguments)
    arguments.libraries = list(versions)
    if "int8" in arguments.precisions:
        if "openvino" in versions:
            versions["nncf"] = importlib.metadata.version("nncf")
        prepare(arguments)
    names = (["hilum"] if arguments.hilum else []) + arguments.libraries
    report = {"processor": processor(), "cores": os.cpu_count(), "versions": versions, "unit": "ms", "results": []}
    print(f"{report['processor']}, {os.cpu_count()} cores; " + ", ".join(f"{k} {v}" for k, v in versions.items()))
    print("Milliseconds per image or prompt, minimum / median; the ratio is Hilum's to the best other side's.")
    print("| encoder | batch | threads | precision | " + " | ".join(names) + " | ratio |")
    print("|---" * (5 + len(names)) + "|", flush=True)
    for case in cases(arguments):
        entry = record(case, measure(arguments, case))
        report["results"].append(entry)
        print(row(entry, names), flush=True)
        describe(entry)
        if arguments.output:
            pathlib.Path(arguments.output).write_text(json.dumps(report, indent=1) + "\n")


def serve_peer(arguments):
    run = models.PEERS[arguments.library](
        arguments.work, arguments.encoder, arguments.precision, arguments.batch, arguments.threads)
    for _ in sys.stdin:
        began = time.perf_counter()
        run()
        print((time.perf_counter() - began) * 1e3, flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    stages = parser.add_subparsers(required=True)
    stage = {name: stages.add_parser(name, help=text) for name, text in {
        "export": "write the ONNX files, with PyTorch", "time": "time all sides",
        "quantise": "write a quantised file (a stage of time)", "serve-peer": "be one side (a stage of time)",
    }.items()}
    for name in stage:
        stage[name].add_argument("--work", required=True, help="the folder of the models")
    for name in ("export", "time"):
        stage[name].add_argument("--encoders", nargs="+", choices=models.ENCODERS, default=models.ENCODERS)
    for name in ("quantise", "serve-peer"):
        stage[name].add_argument("--encoder", required=True, choices=models.ENCODERS)
        stage[name].add_argument("--library", required=True, choices=models.PEERS)
    for name in ("--batch", "--threads"):
        stage["serve-peer"].add_argument(name, type=int, required=True)
    stage["serve-peer"].add_argument("--precision", required=True, choices=PRECISIONS)
    timing = stage["time"]
    timing.add_argument("--hilum", help="the built hilum; without it only the others are timed")
    timing.add_argument("--torch-python", default=sys.executable, help="a Python with torch, timm and transformers")
    timing.add_argument("--libraries", nargs="*", choices=models.PEERS, default=list(models.PEERS))
    timing.add_argument("--precisions", nargs="+", choices=PRECISIONS, default=PRECISIONS)
    timing.add_argument("--batches", nargs="+", type=int, default=[1, 8])
    timing.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    timing.add_argument("--rounds", type=int, default=12, help="counted rounds, at least")
    timing.add_argument("--seconds", type=float, default=3, help="counted rounds take at least so long")
    timing.add_argument("--patience", type=float, default=300, help="seconds within which a run has to end")
    timing.add_argument("--output", help="a JSON file for the figures")
    stage["export"].set_defaults(act=lambda a: [models.export(a.work, encoder) for encoder in a.encoders])
    stage["quantise"].set_defaults(act=lambda a: models.quantise(a.work, a.encoder, a.library))
    stage["serve-peer"].set_defaults(act=serve_peer)
    timing.set_defaults(act=time_all)
    return parser.parse_args()


def main():
    arguments = parse()
    pathlib.Path(arguments.work).mkdir(parents=True, exist_ok=True)
    arguments.act(arguments)


if __name__ == "__main__":
    main()
