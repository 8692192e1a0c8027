"""Hilum and a service in Python under the same load, in turns: latency, knee, processor time and memory.

    pip install numpy pillow                                   # and for service_peer.py what its first lines say
    python Benchmarks/service_models.py --work FOLDER
    python Benchmarks/service.py --work FOLDER --hilum .build/release/hilum --serve-options "--precision int8"

Both serve the same CLIP ViT-B/16 with random weights and 13 labels whose text embeddings are ready, on all cores, and
get the same JPEG file of 3000x2500 pixels as a raw body. Requests come at a constant rate whatever became of those
before them; latency counts from the time at which a request was due. The knee is the highest rate at which 99 % are
answered, all but 5 % of the rate is kept up with, and the 99th percentile stays under --bound. Each line says how many
cores other programs used meanwhile: where that is not near 0, the line is worth nothing.
"""

import argparse
import json
import math
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import load
from film import film
from server import Server, busy_seconds, hilum

LABEL_SET = "CheXpert-13"
PATHS = {"hilum": (f"/v1/score?labelSet={LABEL_SET}", "/v1/embeddings"), "python": ("/score", "/embed")}


def package(arguments):
    """The model package of the CLIP that service_models.py wrote."""
    path, clip = arguments.work / "package", arguments.work / "clip" / "model.safetensors"
    if not clip.exists():
        raise SystemExit(f"{clip} is not there: run service_models.py first")
    if not path.exists():
        command = [arguments.hilum, "model", "import", clip, "--tokenizer", arguments.work / "merges.txt"]
        subprocess.run([*command, "--output", path], check=True, stdout=subprocess.DEVNULL)
    return path


def peer(arguments):
    script = pathlib.Path(__file__).with_name("service_peer.py")

    def command(port):
        return [
            arguments.peer_python, str(script), "--model", str(arguments.work / "image-int8.onnx"), "--port", str(port),
            "--workers", str(arguments.peer_workers), "--threads", str(arguments.peer_threads)]

    return Server("python", command, "/ready", {"OMP_NUM_THREADS": "1"})


def own_cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measure(server, message, rate, seconds, clients):
    """One run of the open loop, with what it took of the server, of this generator, and what others did meanwhile."""
    server.forget_peak()
    clocks = [server.cpu_seconds, own_cpu_seconds, busy_seconds, time.perf_counter]
    before = [clock() for clock in clocks]
    outcome = load.open_loop(server.port, message, rate, seconds, clients)
    cpu, own, busy, elapsed = (clock() - start for clock, start in zip(clocks, before))
    answered = len(outcome.latencies)
    return {
        "rate": rate, "clients": clients, "throughput": outcome.throughput, "answered": answered,
        "errors": outcome.errors, "p50": outcome.percentile(0.5), "p95": outcome.percentile(0.95),
        "p99": outcome.percentile(0.99), "cpuSecondsPerRequest": cpu / answered if answered else None,
        "generatorCores": own / elapsed, "otherCores": max(0.0, (busy - cpu - own) / elapsed),
        "memory": server.memory(), "peakMemory": server.memory("VmHWM"),
    }


def show(name, figures):
    times = "  ".join(f"{figures[key] * 1e3:8.1f}" for key in ("p50", "p95", "p99"))
    cpu = figures["cpuSecondsPerRequest"]
    cpu = f"{cpu * 1e3:6.1f}" if cpu is not None else "     –"
    print(f"{name:7s} {figures['rate']:7.2f}/s {figures['clients']:3d} clients  {times} ms  "
          f"{figures['throughput']:6.2f}/s  {cpu} ms CPU  {figures['memory'] / 2**20:5.0f} MiB, "
          f"peak {figures['peakMemory'] / 2**20:5.0f}  others {figures['otherCores']:.2f} cores  "
          f"{figures['errors'] or ''}", flush=True)


def holds(figures, bound):
    sent = figures["answered"] + sum(figures["errors"].values())
    return (figures["answered"] >= 0.99 * sent and figures["throughput"] >= 0.95 * figures["rate"]
            and figures["p99"] <= bound)


def knee(server, message, arguments):
    """The figures of the highest rate of a ramp that held: steps of 15 %, then of 5 %; a failure is tried again."""
    clients = max(arguments.clients)
    saturated = load.closed_loop(server.port, [message], clients, seconds=arguments.seconds).throughput
    rate, best = 0.6 * max(saturated, 0.1), None

    def trial(rate):
        for _ in range(2):
            figures = measure(server, message, rate, arguments.seconds, clients)
            show(server.name, figures)
            if holds(figures, arguments.bound):
                return figures
        return None

    for step in (1.15, 1.05):
        while rate < 3 * saturated and (figures := trial(rate)):
            best, rate = figures, rate * step
        if best is None:
            # Even the first rate was too high: the finer ramp begins well below it.
            rate /= 2
        else:
            rate = best["rate"] * 1.05
    return best


def visit(make, message_of, arguments):
    """Everything about one service, from its start to its end."""
    with make() as server:
        message = message_of(server, PATHS[server.name][0])
        load.closed_loop(server.port, [message], 4, count=16)
        body = load.closed_loop(server.port, [message_of(server, PATHS[server.name][1])], count=1).body
        rows = []
        for clients in arguments.clients:
            for rate in arguments.rates:
                rows.append(measure(server, message, rate, arguments.seconds, clients))
                show(server.name, rows[-1])
        found = None if arguments.no_knee else knee(server, message, arguments)
        if found:
            print(f"{server.name}: knee at {found['rate']:.2f}/s, p99 {found['p99'] * 1e3:.0f} ms", flush=True)
        return {"secondsToReady": server.seconds_to_ready, "runs": rows, "knee": found}, json.loads(body)


def cosine(first, second):
    product = sum(a * b for a, b in zip(first, second, strict=True))
    return product / math.sqrt(sum(a * a for a in first) * sum(b * b for b in second))


def compare(visits, arguments):
    """Ratios of the two services, of the median of the turns and of the best turn of each."""
    lines = []

    def both(what, unit, values, best):
        if any(value is None for side in values.values() for value in side):
            return
        ours, theirs = values["hilum"], values["python"]
        median, top = (f(ours) / f(theirs) if f(theirs) else math.nan for f in (statistics.median, best))
        lines.append({"what": what, "hilum": ours, "python": theirs, "ratioOfMedians": median, "ratioOfBest": top})
        sides = ", ".join(f"{name} {statistics.median(side):.4g}" for name, side in values.items())
        print(f"{what}: {sides} {unit} (medians); ratio {median:.2f}, of the best turns {top:.2f}")

    def collect(take):
        return {name: [take(visit) for visit in turns] for name, turns in visits.items()}

    if not arguments.no_knee:
        kinds = [("throughput", "requests/s", max), ("p99", "s", min), ("cpuSecondsPerRequest", "s", min)]
        for key, unit, best in kinds:
            both(f"{key} at the knee", unit, collect(lambda v: v["knee"] and v["knee"][key]), best)
    for place, row in enumerate(visits["hilum"][0]["runs"]):
        for key in ("p50", "p99"):
            name = f"{key} at {row['rate']:g}/s with {row['clients']} clients"
            both(name, "s", collect(lambda v: v["runs"][place][key]), min)
    return lines


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", required=True, type=pathlib.Path, help="the folder that service_models.py wrote")
    parser.add_argument("--hilum", required=True, help="the built hilum")
    parser.add_argument("--serve-options", default="", help="further options of hilum serve, in one string")
    parser.add_argument("--peer-python", default=sys.executable, help="a Python with what service_peer.py needs")
    parser.add_argument("--peer-workers", type=int, default=os.cpu_count(), help="processes; default: the cores")
    parser.add_argument("--peer-threads", type=int, default=1, help="requests computed at once in each process")
    parser.add_argument("--image", type=pathlib.Path, help="a JPEG file in place of the generated one")
    parser.add_argument("--rates", nargs="*", type=float, default=[2, 5, 10], help="requests per second")
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 2, 8, 32], help="connections at most")
    parser.add_argument("--seconds", type=float, default=10, help="the length of each run")
    parser.add_argument("--bound", type=float, default=1.0, help="greatest 99th percentile at the knee, in s")
    parser.add_argument("--turns", type=int, default=3, help="how often each service is visited")
    parser.add_argument("--no-knee", action="store_true")
    parser.add_argument("--output", help="a JSON file for the figures")
    return parser.parse_args()


def main():
    arguments = parse()
    content = arguments.image.read_bytes() if arguments.image else film()
    model, visits, embeddings = package(arguments), {"hilum": [], "python": []}, {}

    def message_of(server, path):
        return load.request(path, content, "image/jpeg", server.port)

    print(f"JPEG of {len(content)} bytes, {os.cpu_count()} cores; p50, p95, p99, answered, CPU per request, memory now")
    with tempfile.TemporaryDirectory() as folder:
        makers = [lambda: hilum(arguments.hilum, model, folder, arguments.serve_options), lambda: peer(arguments)]
        for turn in range(arguments.turns):
            for make in makers if turn % 2 == 0 else reversed(makers):
                name = make().name
                figures, answer = visit(make, message_of, arguments)
                visits[name].append(figures)
                embeddings[name] = answer["embedding"] if "embedding" in answer else answer["embeddings"][0]
    agreement = cosine(embeddings["hilum"], embeddings["python"])
    print(f"cosine of the two services' embeddings of the image: {agreement:.5f}")
    report = {"cores": os.cpu_count(), "imageBytes": len(content), "embeddingCosine": agreement,
              "comparisons": compare(visits, arguments), "visits": visits}
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
