"""What a Hilum server takes of memory, and how soon it is ready. Linux only: it reads /proc.

    pip install numpy pillow
    python Benchmarks/memory.py --hilum .build/release/hilum --model Models/hilum-open

Three figures: the time from exec until /readyz answers 200, of several starts; the peak of the resident set under 32
clients that upload films of 3000x2500 pixels at once; and the slope of the resident set over many requests of smaller
images, with its standard error. The slope is that of the means of twenty blocks of requests, after a tenth of the
requests that is not counted: single readings follow each other too closely for an honest error.
"""

import argparse
import json
import math
import pathlib
import statistics
import tempfile

import load
from film import film, film_of
from server import PATIENT, hilum, metrics

BLOCKS = 20
MEBIBYTE = 2**20


def starts(make, count):
    """Seconds to readiness of each start; the first finds cold files."""
    seconds = []
    for _ in range(count):
        with make() as server:
            seconds.append(server.seconds_to_ready)
    return seconds


def score(server, content):
    return load.request("/v1/score", content, "image/jpeg", server.port)


def uploads(server, clients, rounds):
    """The memory before, and the peak while so many clients upload full-size films again and again."""
    message = score(server, film())
    before = server.memory()
    server.forget_peak()
    outcome = load.closed_loop(server.port, [message], clients, count=clients * rounds)
    return {
        "clients": clients, "before": before, "peak": server.memory("VmHWM"), "after": server.memory(),
        "answered": len(outcome.latencies), "errors": outcome.errors,
        "bodyBytes": len(message), "heldBodyBytesAfter": metrics(server, ["hilum_buffered_body_bytes"]),
    }


def readings(server, requests, clients, megapixels):
    """The resident set by the number of answers so far: one reading for every thousandth part of them."""
    taken, step = [], max(1, requests // 1000)

    def read(answers):
        if answers % step == 0:
            taken.append((answers, server.memory()))

    message = score(server, film_of(megapixels))
    outcome = load.closed_loop(server.port, [message], clients, count=requests, after=read)
    if outcome.errors:
        raise SystemExit(f"answers were {outcome.errors}")
    return taken


def slope(taken):
    """Bytes per request by least squares over the means of blocks, and its standard error."""
    kept = taken[len(taken) // 10 :]
    size = len(kept) // BLOCKS
    if size < 1:
        raise SystemExit("too few requests for a slope")
    blocks = [kept[place * size : (place + 1) * size] for place in range(BLOCKS)]
    x, y = ([statistics.fmean(reading[axis] for reading in block) for block in blocks] for axis in (0, 1))
    fit = statistics.linear_regression(x, y)
    rest = sum((b - fit.intercept - fit.slope * a) ** 2 for a, b in zip(x, y))
    spread = sum((a - statistics.fmean(x)) ** 2 for a in x)
    return fit.slope, math.sqrt(rest / (BLOCKS - 2) / spread)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hilum", required=True, help="the built hilum")
    parser.add_argument("--model", required=True, help="the folder of a model package")
    parser.add_argument("--serve-options", default=PATIENT, help="further options of hilum serve, in one string")
    parser.add_argument("--starts", type=int, default=12)
    parser.add_argument("--clients", type=int, default=32, help="clients that upload at once")
    parser.add_argument("--rounds", type=int, default=4, help="uploads of each client")
    parser.add_argument("--requests", type=int, default=10_000, help="requests for the slope")
    parser.add_argument("--slope-clients", type=int, default=4)
    parser.add_argument("--slope-megapixels", type=float, default=1)
    parser.add_argument("--output", type=pathlib.Path, help="a JSON file for the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:

        def make():
            return hilum(arguments.hilum, arguments.model, folder, arguments.serve_options)

        seconds = starts(make, arguments.starts)
        print(f"exec to ready: first {seconds[0]:.3f} s, minimum {min(seconds):.3f} s, "
              f"median {statistics.median(seconds):.3f} s of {len(seconds)}", flush=True)
        with make() as server:
            peak = uploads(server, arguments.clients, arguments.rounds)
            print(f"{peak['clients']} clients with {peak['bodyBytes'] / MEBIBYTE:.2f} MiB each: "
                  f"{peak['before'] / MEBIBYTE:.0f} MiB before, peak {peak['peak'] / MEBIBYTE:.0f} MiB, "
                  f"{peak['after'] / MEBIBYTE:.0f} MiB after; {peak['answered']} answered, errors {peak['errors']}",
                  flush=True)
        with make() as server:
            taken = readings(server, arguments.requests, arguments.slope_clients, arguments.slope_megapixels)
        bytes_per_request, error = slope(taken)
        print(f"{taken[0][1] / MEBIBYTE:.1f} MiB after {taken[0][0]} requests, {taken[-1][1] / MEBIBYTE:.1f} MiB after "
              f"{taken[-1][0]}: {bytes_per_request:+.1f} ± {error:.1f} bytes per request (one standard error)")
    if arguments.output:
        report = {"secondsToReady": seconds, "uploads": peak, "slope": bytes_per_request, "slopeError": error,
                  "readings": taken}
        arguments.output.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
