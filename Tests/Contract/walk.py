#!/usr/bin/env python3
"""Walks through every route and every problem that can be brought about from outside, and compares each answer with
openapi.json: its status, type, header fields and body. Also compares the document's limits with those of the server.
"""

import argparse
import base64
import json
import sys

import document
from generation import JPEG, png
from service import running
from states import walk_states
from walking import B64, DOCUMENT, IMAGE, JSON, PNG, Walk, form, raw

# Those that nothing from outside brings about.
UNREACHABLE = {
    "internal": "a fault of the program",
    "cancelled": "the client has gone, so nobody reads it",
    "degenerate-prompts": "prompts whose embeddings cancel each other, which no model here has",
}


def open_routes(walk, service):
    for target in ("/livez", "/readyz", "/openapi.json", "/"):
        for method in ("GET", "HEAD"):
            walk.step(service, method, target, 200, key=None)
        walk.step(service, "OPTIONS", target, 204, key=None)
        walk.step(service, "POST", target, 405, "method-not-allowed", key=None)
    tag = service.request("GET", "/openapi.json", key=None).fields["etag"]
    walk.step(service, "GET", "/openapi.json", 304, fields={"If-None-Match": tag}, key=None)
    walk.step(service, "GET", "/nowhere", 404, "not-found", key=None)


def keyed_routes(walk, service):
    for target, method in [
        ("/metrics", "GET"),
        ("/v1/limits", "GET"),
        ("/v1/models", "GET"),
        ("/v1/label-sets", "GET"),
        ("/v1/label-sets/CheXpert-5", "GET"),
        ("/v1/label-sets/CheXpert-5/versions/1", "GET"),
        ("/v1/models/reload", "POST"),
    ]:
        walk.step(service, method, target, 200)
        if method == "GET":
            walk.step(service, "HEAD", target, 200)
        walk.step(service, "OPTIONS", target, 204, key=None)
        walk.step(service, "PATCH", target, 405, "method-not-allowed")
        walk.step(service, method, target, 401, "unauthenticated", key=None)
        walk.step(service, method, target, 401, "unauthenticated", key="hilum_wrong_key")
    for target, method in [
        ("/metrics", "GET"),
        ("/v1/models/reload", "POST"),
        ("/v1/label-sets/walk", "PUT"),
        ("/v1/label-sets/walk", "DELETE"),
    ]:
        walk.step(service, method, target, 403, "forbidden", key=service.narrow_key)
    walk.step(service, "GET", "/v1/models", 400, "bad-request", fields={"Request-Timeout": "soon"})
    walk.step(service, "GET", "/v1/models?odd=1", 400, "bad-request")
    walk.step(service, "GET", "/livez?odd=1", 200, key=None)


def scoring(walk, service):
    for target, extra in (("/v1/score", {}), ("/v1/similarity", {"report": "The heart is large. No effusion."})):
        walk.step(service, "POST", target, 200, json={"image": B64, **extra})
        walk.step(service, "POST", target, 200, **form([("image", PNG), *extra.items()]))
        walk.step(service, "POST", target, 400, "bad-request", json={"image": "=", **extra})
        walk.step(service, "POST", target, 400, "bad-request", json={"image": B64, "odd": 1, **extra})
        walk.step(service, "POST", target, 400, "bad-request", body="{", fields=JSON)
        walk.step(service, "POST", target, 400, "bad-request", json={})
        walk.step(service, "POST", target, 415, "unsupported-media", body="x", fields={"Content-Type": "text/plain"})
        walk.step(service, "POST", target, 415, "unsupported-media", json={"image": "QUJD", **extra})
        walk.step(
            service,
            "POST",
            target,
            422,
            "undecodable-image",
            json={"image": base64.b64encode(PNG[:90]).decode(), **extra},
        )
        walk.step(service, "POST", target, 401, "unauthenticated", key=None, body="x", fields=IMAGE)
        walk.step(
            service,
            "POST",
            target,
            504,
            "deadline",
            json={"image": B64, **extra},
            fields={"Request-Timeout": "0.000001"},
        )
    walk.step(service, "POST", "/v1/score", 400, "bad-request", json={"image": B64, "labels": []})
    walk.step(
        service,
        "POST",
        "/v1/score",
        422,
        "too-many-items",
        **form([("image", PNG)] + [("label", str(index)) for index in range(64)]),
    )
    walk.step(service, "POST", "/v1/score", 400, "bad-request", body="[" * 33 + "]" * 33, fields=JSON)
    for body, fields in ((PNG, IMAGE), (JPEG, {"Content-Type": "image/jpeg"})):
        walk.step(service, "POST", "/v1/score", 200, body=body, fields=fields)
        walk.step(service, "POST", "/v1/embeddings", 200, body=body, fields=fields)
    for query, status, problem in [
        ("label=Edema&label=No%20Finding", 200, None),
        ("labelSet=CXR-LT-40&version=1", 200, None),
        ("labelSet=none", 404, "unknown-label-set"),
        ("version=1", 400, "bad-request"),
        ("odd=1", 400, "bad-request"),
        ("label=%20", 422, "empty-label"),
        ("label=Edema&label=Edema", 422, "invalid-label-set"),
        ("label=" + "a" * 201, 422, "text-too-long"),
        ("label=a&labelSet=CheXpert-5", 400, "bad-request"),
        ("&".join(f"label={index}" for index in range(1001)), 422, "too-many-labels"),
    ]:
        walk.step(service, "POST", "/v1/score?" + query, status, problem, body=PNG, fields=IMAGE)
    walk.step(service, "POST", "/v1/score:batch", 200, json={"images": [B64, "QUJD"]})
    walk.step(service, "POST", "/v1/score:batch", 200, **form([("image", PNG), ("image", JPEG)]))
    walk.step(service, "POST", "/v1/score:batch", 422, "too-many-items", json={"images": [B64] * 33})
    walk.step(service, "POST", "/v1/similarity", 422, "empty-report", json={"image": B64, "report": " \n"})
    walk.step(service, "POST", "/v1/similarity", 422, "text-too-long", json={"image": B64, "report": "a" * 65537})
    walk.step(service, "POST", "/v1/similarity", 422, "text-too-long", json={"image": B64, "report": "a. " * 201})
    for policy in ("truncate", "average"):
        walk.step(
            service, "POST", "/v1/similarity", 200, json={"image": B64, "report": "edema " * 400, "longText": policy}
        )
    walk.step(
        service,
        "POST",
        "/v1/similarity",
        422,
        "text-too-long",
        json={"image": B64, "report": "edema " * 400, "longText": "error"},
    )
    walk.step(service, "POST", "/v1/embeddings", 200, json={"texts": ["edema", "no edema"]})
    walk.step(service, "POST", "/v1/embeddings", 400, "bad-request", json={"texts": []})
    walk.step(service, "POST", "/v1/embeddings", 422, "too-many-items", json={"texts": ["a"] * 257})
    walk.step(service, "POST", "/v1/embeddings", 422, "text-too-long", json={"texts": ["a" * 16385]})


def label_sets(walk, service):
    target = "/v1/label-sets/walk"
    made = walk.step(
        service,
        "PUT",
        target,
        201,
        json={"labels": ["Edema", {"name": "Nodule", "positive": ["a nodule"], "group": "rare"}]},
    )
    walk.step(
        service,
        "PUT",
        target,
        200,
        json={"labels": ["Edema", {"name": "Nodule", "positive": ["a nodule"], "group": "rare"}]},
    )
    walk.step(
        service,
        "PUT",
        target,
        201,
        json={"labels": [{"name": "Edema", "descriptors": ["Kerley B lines"]}, "No Finding"][:1]},
    )
    walk.step(service, "GET", target, 200)
    walk.step(service, "GET", target + "/versions/1", 200)
    walk.step(service, "GET", target + "/versions/9", 404, "unknown-label-set")
    walk.step(service, "GET", target + "/versions/1", 304, fields={"If-None-Match": made.fields["etag"]})
    walk.step(
        service,
        "PUT",
        target,
        412,
        "precondition-failed",
        json={"labels": ["a"]},
        fields={"If-Match": made.fields["etag"]},
    )
    walk.step(
        service, "PUT", target, 412, "precondition-failed", json={"labels": ["a"]}, fields={"If-None-Match": "*"}
    )
    walk.step(service, "PUT", target, 415, "unsupported-media", body="{}", fields={"Content-Type": "text/plain"})
    for body, status, problem in [
        ({"labels": []}, 422, "invalid-label-set"),
        ({"labels": [""]}, 422, "empty-label"),
        ({}, 400, "bad-request"),
        ({"labels": ["a", "a"]}, 422, "invalid-label-set"),
        ({"labels": "a"}, 400, "bad-request"),
        ({"labels": [str(index) for index in range(1001)]}, 422, "too-many-labels"),
        ({"labels": ["a" * 201]}, 422, "text-too-long"),
        ({"labels": ["a"], "odd": 1}, 400, "bad-request"),
        ({"labels": [{"name": "a", "positive": ["p"] * 2001}]}, 422, "invalid-label-set"),
        ({"labels": [{"name": "a", "positive": ["p" * 1001]}]}, 422, "text-too-long"),
        ({"labels": ["a"], "description": "d" * 2001}, 422, "text-too-long"),
        ({"labels": ["a"], "templates": {"positive": ["none"]}}, 422, "invalid-label-set"),
        ({"labels": [json.loads("[" * 33 + "]" * 33)]}, 400, "bad-request"),
        ({"labels": ["a"], "description": "d" * (4 << 20)}, 413, "too-large"),
    ]:
        walk.step(service, "PUT", target, status, problem, json=body)
    walk.step(service, "PUT", "/v1/label-sets/CheXpert-5", 409, "conflict", json={"labels": ["a"]})
    walk.step(service, "DELETE", "/v1/label-sets/CheXpert-5", 409, "conflict")
    walk.step(service, "DELETE", target, 412, "precondition-failed", fields={"If-Match": '"other"'})
    walk.step(service, "DELETE", target, 204)
    walk.step(service, "DELETE", target, 404, "unknown-label-set")
    walk.step(service, "GET", target, 404, "unknown-label-set")


def refusals(walk, service):
    """What the server refuses before a route sees it; the service has short timeouts and small limits."""
    head = b"POST /v1/score HTTP/1.1\r\nHost: a\r\n"
    for status, problem, pieces in [
        (408, "head-timeout", [head]),
        (408, "body-timeout", [head + b"Content-Length: 5\r\n\r\n1"]),
        (413, "too-large", [head + b"Content-Length: 99999999\r\n\r\n"]),
        (414, "target-too-long", [b"POST /v1/score?" + b"a" * 9000 + b" HTTP/1.1\r\n"]),
        (417, "expectation-failed", [head + b"Expect: more\r\nContent-Length: 1\r\n\r\n"]),
        (431, "header-fields-too-large", [head + b"A: " + b"a" * 20000]),
        (501, "not-implemented", [head + b"Transfer-Encoding: gzip\r\n\r\n"]),
        (505, "unsupported-version", [b"POST /v1/score HTTP/2.0\r\nHost: a\r\n\r\n"]),
        (400, "bad-request", [b"POST /v1/score HTTP/1.1\r\n\r\n"]),
    ]:
        walk.check("POST", "/v1/score", raw(service.port, *pieces), status, problem)
    walk.step(service, "POST", "/v1/score", 422, "pixels-over-limit", body=png(64, 64), fields=IMAGE)
    # The watermark is above any disk's size.
    ready = service.request("GET", "/readyz", key=None)
    walk.check("GET", "/readyz", ready, 503)


def cross_origin(walk, hilum):
    with running(hilum, ["--cors-origins", "https://viewer.example"]) as service:
        for origin, granted in (("https://viewer.example", True), ("https://other.example", False)):
            fields = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            answer = walk.step(service, "OPTIONS", "/v1/score", 204, fields=fields, key=None)
            if ("access-control-allow-origin" in answer.fields) != granted:
                walk.failures.append(f"OPTIONS /v1/score: the origin {origin} is {'not ' if granted else ''}granted")


def limits(walk, service):
    """The document's limits are the server's defaults, and its example is what the server answers."""
    listing = json.loads(service.request("GET", "/v1/limits").body)
    values = document.limits_of(listing)
    for name, schema, keyword in document.named_limits(DOCUMENT.content):
        if schema[keyword] != values[name]:
            walk.failures.append(f"limits.{name}: the document says {schema[keyword]}, the server {values[name]}")
    example = DOCUMENT.content["paths"]["/v1/limits"]["get"]["responses"]["200"]["content"]["application/json"][
        "example"
    ]
    if example != listing:
        walk.failures.append("GET /v1/limits: the example is not the answer of a server with the defaults")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("hilum", help="the built program")
    hilum = parser.parse_args().hilum
    walk = Walk()
    with running(hilum, ["--request-line-bytes", "64KiB"]) as service:
        for part in (open_routes, keyed_routes, scoring, label_sets):
            part(walk, service)
    small = [
        "--header-timeout",
        "500ms",
        "--body-timeout",
        "500ms",
        "--image-pixels",
        "2000",
        "--disk-watermark-bytes",
        "1000TiB",
    ]
    with running(hilum, small) as service:
        refusals(walk, service)
    cross_origin(walk, hilum)
    with running(hilum) as service:
        limits(walk, service)
    left_out = walk_states(walk, hilum)
    types = {
        name.rpartition(":")[2]
        for name in DOCUMENT.content["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    }
    for name in sorted(types - walk.met - left_out - UNREACHABLE.keys()):
        walk.failures.append(f"the problem {name} was not met")
    for failure in walk.failures:
        print("FAILED", failure)
    print(
        f"{walk.count} answers compared with openapi.json, {len(walk.met)} of {len(types)} problem types met, "
        f"{len(walk.failures)} failures"
    )
    sys.exit(1 if walk.failures else 0)


if __name__ == "__main__":
    main()
