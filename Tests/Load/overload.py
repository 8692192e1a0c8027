"""A ramp of constant arrival to three times what the service can do: it refuses the rest and keeps its pace.

The rates are shares of the saturated throughput of a closed loop. The knee is the highest rate of the ramp at which
99 % of the requests were answered with 200 and as fast as they came. At all rates above it: only 200, 429 and 503, each
refusal with Retry-After, the 99th percentile of the accepted at most twice that at the knee, at least 90 % of the
knee's throughput, and bounded memory. Afterwards half the capacity must be served again without a refusal.

Requests are 2 KB on the wire and some ten milliseconds of work, so that the clients need little of the processor; how
much they took is in the column `clients`, in cores. Where `others`, the rest of the machine, is not near 0, ratios of
times are worth little; `cpu_ms`, the service's processor time for each answer, still is worth something.
"""

import tempfile
import time

import traffic
import pictures
from report import Report
from service import Service, parser

SHARES = [0.5, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3, 1.6, 2.0, 2.5, 3.0]


def measure(service, content, rate, seconds):
    watch, cpu = traffic.Watch(service), service.cpu_seconds()
    outcome = traffic.open_loop(service.port, [content], rate, seconds)
    return {
        "rate": rate, "throughput": outcome.throughput(seconds), "sent": outcome.count,
        "p50_ms": outcome.percentile(0.5) * 1e3, "p99_ms": outcome.percentile(0.99) * 1e3,
        "statuses": dict(outcome.statuses), "bare_refusals": outcome.without_retry_after,
        "memory_mib": service.memory() / 2**20,
        "cpu_ms": 1e3 * (service.cpu_seconds() - cpu) / max(1, outcome.answered), **watch.cores()}


def holds(figures):
    return figures["statuses"].get(200, 0) >= 0.99 * figures["sent"] and figures["throughput"] >= 0.95 * figures["rate"]


def check_above(report, knee, figures):
    """What must hold at a rate above the knee."""
    rate = f"{figures['rate']:.0f}/s"
    strange = {status: count for status, count in figures["statuses"].items() if status not in (200, 429, 503)}
    report.expect(not strange, f"only 200, 429 and 503 are answered at {rate} ({strange})")
    report.expect(figures["bare_refusals"] == 0, f"every refusal at {rate} has Retry-After")
    report.expect(figures["p99_ms"] <= 2 * knee["p99_ms"],
                  f"the 99th percentile of the accepted at {rate} is at most twice that at the knee "
                  f"({figures['p99_ms']:.0f} ms, at the knee {knee['p99_ms']:.0f} ms)", depends_on_time=True)
    report.expect(figures["throughput"] >= 0.9 * knee["throughput"],
                  f"at least 90 % of the knee's throughput is kept at {rate} "
                  f"({figures['throughput']:.1f}/s of {knee['throughput']:.1f}/s)", depends_on_time=True)
    report.expect(figures["cpu_ms"] <= 1.25 * knee["cpu_ms"],
                  f"refusing does not cost the answers at {rate} ({figures['cpu_ms']:.1f} ms of processor time each, "
                  f"at the knee {knee['cpu_ms']:.1f} ms)", depends_on_time=True)
    report.expect(figures["memory_mib"] <= 1.5 * knee["memory_mib"] + 32,
                  f"memory is bounded at {rate} ({figures['memory_mib']:.0f} MiB, "
                  f"at the knee {knee['memory_mib']:.0f} MiB)")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--seconds", type=float, default=120, help="the whole run (default: 120)")
    arguments.add_argument("--side", type=int, default=1500, help="width and height of the image in pixels")
    arguments.add_argument("--report-only", action="store_true", help="do not fail because of ratios of times")
    arguments = arguments.parse_args()
    report = Report(arguments)
    step = arguments.seconds / (len(SHARES) + 2)
    content = traffic.request("/v1/score", pictures.large_png(arguments.side, arguments.side, 0), "image/png")
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder) as service:
        traffic.closed_loop(service.port, [content], 4, 1)
        saturated = traffic.closed_loop(service.port, [content], 4, step)
        capacity = saturated.answered / saturated.seconds
        report.row("saturated", throughput=capacity, clients=saturated.generator_cores, request_bytes=len(content))
        rows = []
        for share in SHARES:
            rows.append(measure(service, content, share * capacity, step))
            report.row(f"{share:.2f} x saturated", **rows[-1])
        held = [row for row in rows if holds(row)]
        knee = held[-1] if held else rows[0]
        report.expect(held, "some rate of the ramp is kept up with", depends_on_time=True)
        report.row("knee", **knee)
        for figures in rows[rows.index(knee) + 1:]:
            check_above(report, knee, figures)
        time.sleep(1)
        after = measure(service, content, SHARES[0] * capacity, step)
        report.row("afterwards", **after)
        report.expect(after["statuses"].get(200, 0) == after["sent"],
                      f"half the capacity is served without refusal afterwards ({after['statuses']})",
                      depends_on_time=True)
        report.expect(service.end() == 0, "the service stops with status 0")
    report.finish()


if __name__ == "__main__":
    main()
