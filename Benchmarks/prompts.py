"""What a new label set costs a Hilum server, and what fifty clients who ask for the same new one cost it.

    pip install numpy pillow
    python Benchmarks/prompts.py --hilum .build/release/hilum --model Models/hilum-open

A request with 61 labels that the server has never seen (cold), the same again (warm), and again after the server was
started anew with its database (restored), each beside requests with a built-in set whose prompts are ready; the
differences of the medians are what labels add. Names of labels are generated; each round has a set of its own. Then
fifty requests with one new set are sent at once, and the counters of /metrics are read before and after.
"""

import argparse
import json
import pathlib
import statistics
import tempfile

import load
from film import film_of
from label_names import label_names
from server import PATIENT, hilum, metrics

COUNTERS = [
    "hilum_prompt_sets_total", "hilum_prompts_encoded_total", "hilum_images_encoded_total", "hilum_rejected_total"]


def with_labels(server, image, labels):
    parts = [("image", "film.jpg", "image/jpeg", image)]
    parts += [("label", None, "text/plain", label.encode()) for label in labels]
    return load.request("/v1/score", *load.form(parts), server.port)


def with_built_in_set(server, image):
    parts = [("image", "film.jpg", "image/jpeg", image), ("labelSet", None, "text/plain", b"CheXpert-13")]
    return load.request("/v1/score", *load.form(parts), server.port)


def seconds(server, message):
    outcome = load.closed_loop(server.port, [message], count=1)
    if outcome.errors:
        raise SystemExit(f"answers were {outcome.errors}")
    return outcome.latencies[0]


def increase(before, after):
    return {name: after[name] - before.get(name, 0) for name in after if after[name] != before.get(name, 0)}


def one_at_a_time(make, image, arguments):
    """Seconds by kind of request, and what the counters gained in each phase."""
    times, gained = {"ready": [], "cold": [], "warm": [], "restored": []}, {}
    sets = [label_names(arguments.labels, kind) for kind in range(arguments.rounds)]
    with make() as server:
        seconds(server, with_built_in_set(server, image))
        before = metrics(server, COUNTERS)
        for labels in sets:
            times["ready"].append(seconds(server, with_built_in_set(server, image)))
            times["cold"].append(seconds(server, with_labels(server, image, labels)))
            times["ready"].append(seconds(server, with_built_in_set(server, image)))
            times["warm"].append(seconds(server, with_labels(server, image, labels)))
        gained["cold and warm"] = increase(before, metrics(server, COUNTERS))
    with make() as server:
        seconds(server, with_built_in_set(server, image))
        before = metrics(server, COUNTERS)
        for labels in sets:
            times["ready"].append(seconds(server, with_built_in_set(server, image)))
            times["restored"].append(seconds(server, with_labels(server, image, labels)))
        gained["restored"] = increase(before, metrics(server, COUNTERS))
    return times, gained


def all_at_once(make, image, arguments):
    """The outcome of simultaneous requests with one new set, and what the counters gained."""
    with make() as server:
        seconds(server, with_built_in_set(server, image))
        message = with_labels(server, image, label_names(arguments.labels, "shared"))
        before = metrics(server, COUNTERS)
        outcome = load.closed_loop(server.port, [message], arguments.clients, count=arguments.clients)
        return outcome, increase(before, metrics(server, COUNTERS))


def show_counters(what, gained):
    print(f"counters, {what}: " + (", ".join(f"{name} +{value:g}" for name, value in gained.items()) or "none"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hilum", required=True, help="the built hilum")
    parser.add_argument("--model", required=True, help="the folder of a model package")
    parser.add_argument("--serve-options", default=PATIENT, help="further options of hilum serve, in one string")
    parser.add_argument("--labels", type=int, default=61)
    parser.add_argument("--clients", type=int, default=50, help="requests at once with the same new set")
    parser.add_argument("--rounds", type=int, default=12, help="new sets that are timed")
    parser.add_argument("--output", type=pathlib.Path, help="a JSON file for the figures")
    arguments = parser.parse_args()
    image = film_of(0.1)
    with tempfile.TemporaryDirectory() as folder:

        def make():
            return hilum(arguments.hilum, arguments.model, folder, arguments.serve_options)

        times, gained = one_at_a_time(make, image, arguments)
        outcome, gained["at once"] = all_at_once(make, image, arguments)
    ready = statistics.median(times["ready"])
    print(f"ready set of 13 labels: minimum {min(times['ready']) * 1e3:.1f} ms, median {ready * 1e3:.1f} ms")
    for kind in ("cold", "warm", "restored"):
        median = statistics.median(times[kind])
        print(f"{arguments.labels} labels, {kind}: minimum {min(times[kind]) * 1e3:.1f} ms, "
              f"median {median * 1e3:.1f} ms, adds {(median - ready) * 1e3:+.1f} ms")
    for what in ("cold and warm", "restored"):
        show_counters(f"{arguments.rounds} sets {what}", gained[what])
    print(f"{arguments.clients} requests at once: {len(outcome.latencies)} answered, errors {outcome.errors}, "
          f"first after {outcome.percentile(0) * 1e3:.0f} ms, last after {outcome.percentile(1) * 1e3:.0f} ms")
    show_counters(f"{arguments.clients} requests at once", gained["at once"])
    if arguments.output:
        report = {"labels": arguments.labels, "clients": arguments.clients, "seconds": times, "counters": gained,
                  "atOnce": {"latencies": outcome.latencies, "errors": outcome.errors}}
        arguments.output.write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
