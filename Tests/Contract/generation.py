"""What schemathesis cannot know from the document: pictures that decode, and which fields exclude each other.

Only what the document calls valid is made more sensible here; what breaks it is sent as schemathesis makes it.
"""

import base64
import pathlib
import struct
import zlib

import schemathesis
from hypothesis import strategies as st
from schemathesis.transport.serialization import Binary


def png(width, height, depth=8):
    """A grayscale PNG with a gradient."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(
        b"\0" + b"".join(((x + y) * 255 // (width + height)).to_bytes(1, "big") * (depth // 8) for x in range(width))
        for y in range(height)
    )
    head = struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


JPEG = (pathlib.Path(__file__).parent / "gradient.jpg").read_bytes()
IMAGES = [png(32, 32), png(40, 33), png(48, 64, 16), JPEG]

radiographs = st.sampled_from(IMAGES)
words = st.sampled_from(
    ["Edema", "Lung mass", "Pneumothorax", "pleural effusion", "No Finding", "Ödem", "cardiomegaly", "结节", "a"]
)
phrases = st.one_of(
    words,
    st.builds("{} {}".format, words, words),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"], exclude_characters="{}"),
        min_size=1,
        max_size=40,
    ),
)

schemathesis.openapi.media_type("image/jpeg", st.just(JPEG))
schemathesis.openapi.media_type("image/png", st.sampled_from(IMAGES[:3]))
schemathesis.openapi.format("binary", radiographs.map(Binary))
schemathesis.openapi.format("radiograph-base64", radiographs.map(lambda image: base64.b64encode(image).decode()))
schemathesis.openapi.format("label", phrases)
schemathesis.openapi.format("prompt", phrases)
schemathesis.openapi.format("expression", phrases)
schemathesis.openapi.format("template", phrases.map("{}, {{label}}".format))
schemathesis.openapi.format("descriptor-template", phrases.map("{} {{descriptor}}".format))
schemathesis.openapi.format("report", st.lists(phrases, min_size=1, max_size=4).map(". ".join))
# A client that gives a request less time is answered 504, which is right and says nothing about the service.
schemathesis.openapi.format("request-timeout", st.sampled_from(["30", "45.5", "060", "3600."]))


@schemathesis.hook
def map_query(context, query):
    """OpenAPI cannot say of query parameters that labelSet excludes label and that version needs labelSet."""
    if query and "labelSet" in query and "label" in query:
        query = {name: value for name, value in query.items() if name not in ("labelSet", "version")}
    if query and "version" in query and "labelSet" not in query:
        query = {**query, "labelSet": "CheXpert-5"}
    return query


def is_valid(case):
    """Whether schemathesis means the whole case to be accepted."""
    return case.meta is not None and case.meta.generation.mode == schemathesis.GenerationMode.POSITIVE


@schemathesis.hook
def before_call(context, case, kwargs):
    """Fields that come twice, in the query and in the body, exclude each other as well."""
    if not is_valid(case) or not case.query or not isinstance(case.body, (dict, bytes)):
        return
    inside = set(case.body) if isinstance(case.body, dict) else set()
    query = dict(case.query)
    if inside & {"labelSet", "label", "labels", "version"}:
        query = {name: value for name, value in query.items() if name not in ("labelSet", "label", "version")}
    if "longText" in inside:
        query.pop("longText", None)
    case.query = map_query(context, query)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A form's parts are texts: one label instead of a list, or true for a label, is sent as a text like any other."""
    is_text = (
        case.media_type == "multipart/form-data"
        and isinstance(case.body, dict)
        and not any(isinstance(case.body.get(name), (list, dict)) for name in ("label", "texts"))
    )
    return not (is_text and type(failure).__name__ == "AcceptedNegativeData" and "type" in failure.message)
