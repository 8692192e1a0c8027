"""Answers compared with openapi.json: status, media type, header fields and body."""

import json
import pathlib
import re

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Document:
    """openapi.json; schemas are looked up in it."""

    def __init__(self, path=ROOT / "Public" / "openapi.json"):
        self.content = json.loads(pathlib.Path(path).read_text())
        self.registry = Registry().with_resource(
            "urn:document", Resource(contents=self.content, specification=DRAFT202012)
        )

    def resolve(self, part):
        """What a $ref of OpenAPI, not of a schema, stands for."""
        while "$ref" in part:
            value = self.content
            for name in part["$ref"].removeprefix("#/").split("/"):
                value = value[name.replace("~1", "/").replace("~0", "~")]
            part = value
        return part

    def schema_errors(self, schema, value):
        """What is wrong with a value, in words."""
        text = json.dumps(schema).replace('"#/components', '"urn:document#/components')
        validator = jsonschema.Draft202012Validator(
            json.loads(text), registry=self.registry, format_checker=jsonschema.FormatChecker(["date-time"])
        )
        return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(value)]

    def template_of(self, target):
        """The path of the document that a target belongs to, or None."""
        path = target.partition("?")[0]
        for template in self.content["paths"]:
            pattern = "/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in template.split("/"))
            if re.fullmatch(pattern, path):
                return template
        return None

    def errors(self, method, target, answer):
        """Everything in which an answer differs from what the document says."""
        template = self.template_of(target)
        operation = self.content["paths"].get(template, {}).get(method.lower())
        if operation is None:
            # Paths and methods that the document does not know are answered with problems that it does.
            named = {404: "NotFound", 405: "MethodNotAllowed", 501: "NotImplemented", 400: "BadRequest"}.get(
                answer.status
            )
            if named is None:
                return [f"{method} {target}: answered {answer.status}, but is not in the document"]
            response = self.content["components"]["responses"][named]
        elif str(answer.status) not in operation["responses"]:
            return [f"{method} {template}: status {answer.status} is not in the document"]
        else:
            response = self.resolve(operation["responses"][str(answer.status)])
        found = self._header_errors(response, answer) + self._body_errors(response, answer, method)
        return [f"{method} {template or target} {answer.status}: {error}" for error in found]

    def _header_errors(self, response, answer):
        found = []
        for name, header in response.get("headers", {}).items():
            header = self.resolve(header)
            value = answer.fields.get(name.lower())
            if value is None:
                found += [f"the field {name} is missing"] if header.get("required") else []
                continue
            if header["schema"].get("type") == "integer":
                value = int(value)
            found += [f"the field {name}: {error}" for error in self.schema_errors(header["schema"], value)]
        return found

    def _body_errors(self, response, answer, method):
        content = response.get("content", {})
        if method == "HEAD" or not content:
            return ["there is a body"] if answer.body else []
        media = answer.fields.get("content-type", "").partition(";")[0]
        if media not in content:
            return [f"the type {media!r} is not in the document"]
        if not media.endswith("json"):
            return []
        return self.schema_errors(content[media]["schema"], json.loads(answer.body))
