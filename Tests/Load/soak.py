"""Hours of mixed requests at a moderate rate: how memory and descriptors grow.

Requests of every kind come at a constant rate. Memory and descriptors are read at equal distances; after the first
tenth, which warms up, the slope of each is estimated as the median of the slopes between all pairs of readings
(Theil-Sen), which single outliers do not move. For runs of half an hour and more the slope of memory is checked.
"""

import asyncio
import itertools
import json
import statistics
import tempfile
import time

import traffic
import pictures
from report import Report
from service import Service, parser


def requests():
    """Requests of all kinds, sound and not, with the status that each must get."""
    film, png = pictures.PHANTOM.read_bytes(), pictures.png(64, 64)

    def get(target):
        return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()

    def document(members):
        return json.dumps(members).encode()

    yield traffic.request("/v1/score", film, "image/jpeg"), {200}
    yield traffic.request("/v1/score?labelSet=CheXpert-13", png, "image/png"), {200}
    yield traffic.request("/v1/embeddings", document({"texts": ["There is edema.", "No edema."]}),
                          "application/json"), {200}
    yield traffic.request("/v1/score", film[:20_000], "image/jpeg"), {422}
    yield traffic.request("/v1/score", b"no image", "image/png"), {415}
    yield traffic.request("/v1/score", b'{"image": "', "application/json"), {400}
    yield traffic.request("/v1/label-sets/soak", document({"labels": ["Edema"]}), "application/json").replace(
        b"POST", b"PUT", 1), {200, 201}
    for target, status in (("/", 200), ("/v1/label-sets", 200), ("/readyz", 200), ("/nowhere", 404)):
        yield get(target), {status}


def new_label(place):
    """A label that was never scored, so that the caches turn over."""
    return traffic.request(f"/v1/score?label=shadow+{place}", pictures.png(32, 32), "image/png")


def theil_sen(points):
    """The median of the slopes between all pairs."""
    slopes = [(later[1] - sooner[1]) / (later[0] - sooner[0]) for sooner, later in itertools.combinations(points, 2)]
    return statistics.median(slopes) if slopes else 0.0


async def soak(service, arguments, strange):
    """The readings: seconds, bytes of memory, descriptors."""
    pool, kinds, readings = traffic.Pool(service.port), list(requests()), []
    began, place, tasks = time.perf_counter(), 0, set()

    async def one(content, statuses):
        status, _ = await pool.ask(content)
        if status not in statuses | {429, 503}:
            strange.append((content[:60], status))

    while (elapsed := time.perf_counter() - began) < arguments.seconds:
        if elapsed >= len(readings) * arguments.seconds / arguments.readings:
            readings.append((elapsed, service.memory(), service.descriptors()))
        place += 1
        content, statuses = (new_label(place), {200}) if place % 20 == 0 else kinds[place % len(kinds)]
        task = asyncio.ensure_future(one(content, statuses))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        await asyncio.sleep(max(0, began + place / arguments.rate - time.perf_counter()))
    if tasks:
        await asyncio.wait(tasks)
    pool.close()
    return place, readings


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--seconds", type=float, default=7200)
    arguments.add_argument("--rate", type=float, default=20, help="requests per second")
    arguments.add_argument("--readings", type=int, default=240)
    arguments.add_argument("--slope", type=float, default=1.0, help="greatest growth of memory in MiB an hour")
    arguments = arguments.parse_args()
    report, strange = Report(arguments), []
    with tempfile.TemporaryDirectory() as folder, Service(arguments, folder) as service:
        start = service.descriptors()
        count, readings = asyncio.run(soak(service, arguments, strange))
        time.sleep(2)
        settled = readings[len(readings) // 10:]
        memory_slope = theil_sen([(seconds, memory) for seconds, memory, _ in settled]) * 3600 / 2**20
        descriptor_slope = theil_sen([(seconds, descriptors) for seconds, _, descriptors in settled]) * 3600
        report.row("soak", seconds=arguments.seconds, requests=count, memory_start_mib=settled[0][1] / 2**20,
                   memory_end_mib=settled[-1][1] / 2**20, memory_slope_mib_an_hour=memory_slope,
                   descriptor_slope_an_hour=descriptor_slope, descriptors_start=start,
                   descriptors_end=service.descriptors(), cpu_seconds=service.cpu_seconds())
        report.expect(not strange, f"every request gets its status ({len(strange)} did not: {strange[:3]})")
        # The databases' connections are opened when first used.
        report.expect(service.descriptors() <= start + 8, f"descriptors return ({start}, now {service.descriptors()})")
        if arguments.seconds >= 1800:
            report.expect(memory_slope <= arguments.slope, f"memory grows by at most {arguments.slope} MiB an hour "
                                                           f"({memory_slope:.2f} MiB an hour)")
        report.expect(service.end() == 0, "the service stops with status 0")
    report.finish()


if __name__ == "__main__":
    main()
