"""The copy of openapi.json that schemathesis reads, made for the limits of the server under test.

Where a description names a limit of `GET /v1/limits`, such as `limits.text-bytes`, that limit stands beside it as
maxItems or maxLength; the copy has the server's value there. Lists whose length is fixed in the program (2,000 prompts,
say) lose maxItems: to make so many items takes schemathesis minutes. walk.py tests those.
"""

import json
import re
import sys


def limits_of(listing):
    """Values by the last part of their names."""
    return {limit["name"].partition(".")[2]: limit["value"] for limit in listing["limits"]}


def named_limits(schema):
    """Every (name, schema, keyword) where a description names a limit that a keyword holds."""
    if isinstance(schema, dict):
        keyword = next((word for word in ("maxItems", "maxLength") if word in schema), None)
        named = re.search(r"`limits\.([a-z-]+)`", str(schema.get("description", "")))
        if keyword and named:
            yield named[1], schema, keyword
        for part in schema.values():
            yield from named_limits(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from named_limits(part)


def lists_of(schema):
    """Every schema with maxItems."""
    if isinstance(schema, dict):
        if "maxItems" in schema:
            yield schema
        for part in schema.values():
            yield from lists_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from lists_of(part)


def copy_for(document, limits):
    """The document with the server's limits."""
    document = json.loads(json.dumps(document))
    named = []
    for name, schema, keyword in named_limits(document):
        schema[keyword] = int(limits[name])
        named.append(id(schema))
    for schema in lists_of(document):
        if id(schema) not in named:
            del schema["maxItems"]
    return document


if __name__ == "__main__":
    source, listing, target = sys.argv[1:]
    with open(source) as file, open(listing) as values:
        made = copy_for(json.load(file), limits_of(json.load(values)))
    with open(target, "w") as file:
        json.dump(made, file)
