"""How the latency of a Hilum server grows with labels, image size, images per request and concurrent clients.

    pip install numpy pillow
    python Benchmarks/growth.py --hilum .build/release/hilum --model Models/hilum-open --picture growth.svg

One server; the points of a series are taken in turns, and the first turn is not counted. Between neighbouring points
stands the exponent of growth, log(t2 / t1) / log(n2 / n1): 0 is constant, 1 linear. It is taken within each turn; the
median of the turns and their quartiles are printed, and a median over 1.1 is marked as worse than linear. Label sets
are stored and warm; images are generated JPEG files, of one million pixels where nothing else is said.
"""

import argparse
import json
import math
import pathlib
import statistics
import tempfile

import load
from film import film_of
from label_names import label_names
from server import PATIENT, hilum

LINEAR = 1.1
SERIES = {
    "labels": ("labels", [1, 10, 100, 1000]),
    "pixels": ("million pixels", [0.1, 1, 4, 9, 25]),
    "batch": ("images per request", [1, 2, 4, 8, 16]),
    "clients": ("concurrent clients", [1, 2, 4, 8, 16, 32]),
}


def score(server, content, label_set="CheXpert-5"):
    return load.request(f"/v1/score?labelSet={label_set}", content, "image/jpeg", server.port)


def batch(server, content, count):
    body, content_type = load.form([("image", f"{place}.jpg", "image/jpeg", content) for place in range(count)])
    return load.request("/v1/score:batch?labelSet=CheXpert-5", body, content_type, server.port)


def store_labels(server, count):
    name = f"growth-{count}"
    server.put(f"/v1/label-sets/{name}", json.dumps({"labels": label_names(count)}).encode())
    return name


def points(server, series):
    """For each point its number, the request and the number of clients."""
    values, content = SERIES[series][1], film_of(1)
    if series == "labels":
        return [(n, score(server, content, store_labels(server, n)), 1) for n in values]
    if series == "pixels":
        return [(n, score(server, film_of(n)), 1) for n in values]
    if series == "batch":
        return [(n, batch(server, content, n), 1) for n in values]
    return [(n, score(server, content), n) for n in values]


def measure(server, series, turns):
    """The median latency in seconds of each counted turn, by point."""
    taken = points(server, series)
    times = {n: [] for n, _, _ in taken}
    for turn in range(turns + 1):
        for n, message, clients in taken:
            count = 1 if clients == 1 else 5 * clients
            outcome = load.closed_loop(server.port, [message], clients, count=count)
            if outcome.errors:
                raise SystemExit(f"{series} {n}: answers were {outcome.errors}")
            if turn:
                # The first and the last requests of concurrent clients do not meet all the others.
                met = outcome.latencies if clients == 1 else outcome.latencies[clients:-clients]
                times[n].append(statistics.median(met))
    return times


def rows_of(times):
    """A row for each point; from the second on with the quartiles of the exponents since the point before."""
    rows, before = [], None
    for n, turns in times.items():
        row = {"n": n, "minimum": min(turns), "median": statistics.median(turns), "exponent": None}
        if before is not None:
            scale = math.log(n / before)
            row["exponent"] = statistics.quantiles(
                [math.log(now / then) / scale for now, then in zip(turns, times[before])], n=4, method="inclusive")
        row["worseThanLinear"] = row["exponent"] is not None and row["exponent"][1] > LINEAR
        rows.append(row)
        before = n
    return rows


def table(series, rows):
    print(f"\n| {SERIES[series][0]} | minimum, ms | median, ms | exponent (quartiles) | |\n|---|---|---|---|---|")
    for row in rows:
        exponent = "{1:.2f} ({0:.2f} to {2:.2f})".format(*row["exponent"]) if row["exponent"] else ""
        mark = "worse than linear" if row["worseThanLinear"] else ""
        minimum, median = (f"{row[key] * 1e3:.1f}" for key in ("minimum", "median"))
        print(f"| {row['n']:g} | {minimum} | {median} | {exponent} | {mark} |", flush=True)


def panel(series, rows, left):
    """A picture of one series: both axes logarithmic; the dashed line is linear growth from the first point."""
    size, top = 240, 40
    n, t = [row["n"] for row in rows], [row["median"] * 1e3 for row in rows]
    # Both axes span as many decades, so that linear growth is a diagonal.
    decades = max(math.ceil(math.log10(n[-1] / n[0])), math.ceil(math.log10(max(t) / min(t))), 1)
    floor = math.floor(math.log10(min(t)))
    decades += math.log10(max(t)) > floor + decades

    def at(x, y):
        return (left + size * math.log10(x / n[0]) / decades,
                top + size * (1 - (math.log10(y) - floor) / decades))

    def line(first, second, style):
        (x1, y1), (x2, y2) = first, second
        return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {style}/>'

    parts = [f'<text x="{left}" y="{top - 14}" font-weight="bold">{SERIES[series][0]}</text>']
    for decade in range(decades + 1):
        level = 10.0 ** (floor + decade)
        (x, y) = at(n[0], level)
        parts.append(line((x, y), (x + size, y), 'stroke="#ddd"'))
        parts.append(f'<text x="{x - 4}" y="{y + 4:.1f}" text-anchor="end">{level:g}</text>')
    reach = min(10.0**decades, 10 ** (floor + decades) / t[0])
    parts.append(line(at(n[0], t[0]), at(n[0] * reach, t[0] * reach), 'stroke="#999" stroke-dasharray="4 4"'))
    places = [at(x, y) for x, y in zip(n, t)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(f'<polyline points="{path}" fill="none" stroke="#0a5" stroke-width="2"/>')
    for (x, y), row in zip(places, rows):
        colour = "#c22" if row["worseThanLinear"] else "#0a5"
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{x:.1f}" y="{top + size + 16}" text-anchor="middle">{row["n"]:g}</text>')
    return "\n".join(parts)


def picture(results):
    panels = [panel(series, rows, 60 + 310 * place) for place, (series, rows) in enumerate(results.items())]
    width, height = 310 * len(panels) + 10, 330
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
        'font-size="11">', f'<rect width="{width}" height="{height}" fill="white"/>', *panels,
        f'<text x="60" y="{height - 10}">Median latency, ms. Dashed: linear growth. Red: worse than that.</text>',
        "</svg>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hilum", required=True, help="the built hilum")
    parser.add_argument("--model", required=True, help="the folder of a model package")
    parser.add_argument("--serve-options", default=PATIENT, help="further options of hilum serve, in one string")
    parser.add_argument("--series", nargs="+", choices=SERIES, default=list(SERIES))
    parser.add_argument("--turns", type=int, default=12, help="counted turns of each point")
    parser.add_argument("--picture", type=pathlib.Path, help="an SVG file")
    parser.add_argument("--output", type=pathlib.Path, help="a JSON file for the figures")
    arguments = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        with hilum(arguments.hilum, arguments.model, folder, arguments.serve_options) as server:
            for series in arguments.series:
                results[series] = rows_of(measure(server, series, arguments.turns))
                table(series, results[series])
    if arguments.picture:
        arguments.picture.write_text(picture(results))
    if arguments.output:
        arguments.output.write_text(json.dumps({"unit": "s", "series": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
