"""Memory that cannot be had: the largest images under an address-space limit just above what the service uses.

Each gets 200, 413, 422 or 503, and the service goes on with small ones. The room beyond what the service uses is too
small for any of them, large enough for one, or for some of the stages, since each stage of a request allocates on its
own.
"""

import concurrent.futures
import resource
import tempfile

import pictures
from report import Report
from service import Refused, Service, parser

SMALL = pictures.png(48, 48)
# Few arenas, so that the address space in use is the memory in use; no account of a crash, which takes seconds.
ENVIRONMENT = {"MALLOC_ARENA_MAX": "2", "SWIFT_BACKTRACE": "enable=no"}


def images():
    """Files of 100 million pixels, small on the wire."""
    yield "gray PNG of 100 MP", pictures.large_png(10_000, 10_000, 0)
    yield "16-bit PNG of 100 MP", pictures.large_png(10_000, 10_000, 0, 16)
    yield "RGB PNG of 100 MP", pictures.large_png(10_000, 10_000, 2)


def restrict(service, headroom):
    """Holds the service to `headroom` bytes of address space beyond those it has; None takes the limit away."""
    unlimited = resource.RLIM_INFINITY
    soft = unlimited if headroom is None else service.memory("VmSize") + headroom
    resource.prlimit(service.pid, resource.RLIMIT_AS, (soft, unlimited))


def send(service, image):
    """The status, or how the connection ended."""
    try:
        return service.score(image).status
    except Exception as error:
        return type(error).__name__


def round_of(service, name, image, megabytes, report):
    restrict(service, megabytes << 20)
    status = send(service, image)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda item: send(service, item), [image, SMALL, image, SMALL, image, SMALL]))
    restrict(service, None)
    alive = service.is_running
    report.row(name, room_mib=megabytes, alone=status, together=together)
    report.expect(status in (200, 413, 422, 503),
                  f"{name} with room for {megabytes} MiB gets 200, 413, 422 or 503 ({status})")
    report.expect(alive, f"the service survives {name} with room for {megabytes} MiB")
    if alive:
        report.expect(send(service, SMALL) == 200, f"the service scores after {name} with room for {megabytes} MiB")


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--room", type=int, nargs="+", default=[32, 64, 128, 256, 512],
                           help="MiB of address space beyond what the service uses")
    arguments = arguments.parse_args()
    report = Report(arguments)
    for name, image in images():
        for megabytes in arguments.room:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    with Service(arguments, folder, environment=ENVIRONMENT) as service:
                        send(service, SMALL)
                        round_of(service, name, image, megabytes, report)
                        if not service.is_running:
                            report.row("log", last=service.log_text().strip()[-300:])
                except Refused as refusal:
                    report.expect(False, f"the service starts ({refusal})")
    report.finish()


if __name__ == "__main__":
    main()
