"""The page at /docs: the OpenAPI document as plain HTML, without JavaScript and without any other host."""

from __future__ import annotations

import base64
import hashlib
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
#: Nothing may be loaded, sent or framed; the page at /docs adds its own style sheet.
SECURITY_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter of a request or a field of an answer."""

    name: str
    type: str
    description: str
    is_required: bool
    #: The answer's own shape, where the page describes it: the name of a schema.
    shape: str | None = None
    place: str = ""
    default: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One kind of answer to a request."""

    status: str
    description: str
    shape: str | None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address and what can be asked of it."""

    method: str
    path: str
    summary: str
    description: str
    needs_token: bool
    parameters: tuple[Field, ...]
    outcomes: tuple[Outcome, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A JSON object that answers are made of."""

    name: str
    description: str
    fields: tuple[Field, ...]


def reference_page(document: Json, *, base_url: str) -> str:
    """The OpenAPI document as a page."""
    return _TEMPLATES.get_template("reference.html").render(
        title=document["info"]["title"],
        version=document["info"]["version"],
        description=document["info"].get("description", ""),
        endpoints=endpoints(document, base_url),
        shapes=shapes(document),
    )


def style_policy(page: str) -> str:
    """The Content-Security-Policy under which exactly this page's own style sheet counts."""
    style = _STYLE.search(page)
    digest = base64.b64encode(hashlib.sha256((style[1] if style else "").encode()).digest()).decode()
    return f"{SECURITY_POLICY}; style-src 'sha256-{digest}'"


def endpoints(document: Json, base_url: str) -> tuple[Endpoint, ...]:
    """All addresses in the order of the document."""
    return tuple(
        _endpoint(method, path, operation, base_url)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    )


def shapes(document: Json) -> tuple[Shape, ...]:
    """All objects that answers are made of."""
    schemas = document.get("components", {}).get("schemas", {})
    return tuple(
        Shape(name, schema.get("description", ""), _fields(schema))
        for name, schema in schemas.items()
        if "properties" in schema
    )


def _endpoint(method: str, path: str, operation: Json, base_url: str) -> Endpoint:
    needs_token = bool(operation.get("security"))
    parameters = tuple(_parameter(each) for each in operation.get("parameters", ()))
    return Endpoint(
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        needs_token=needs_token,
        parameters=parameters,
        outcomes=tuple(
            _outcome(status, each) for status, each in sorted(operation.get("responses", {}).items())
        ),
        example=_example(path, operation, base_url, needs_token=needs_token),
    )


def _parameter(parameter: Json) -> Field:
    schema = parameter.get("schema", {})
    return Field(
        name=parameter["name"],
        # null is how a parameter is left out, not what one writes.
        type=_type_of(schema).removesuffix(" or null"),
        description=parameter.get("description", ""),
        is_required=parameter.get("required", False),
        place=parameter["in"],
        default=schema.get("default"),
    )


def _outcome(status: str, response: Json) -> Outcome:
    content = response.get("content", {}).get("application/json", {})
    return Outcome(status, response.get("description", ""), _shape_of(content.get("schema", {})))


def _fields(schema: Json) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        Field(name, _type_of(each), each.get("description", ""), name in required, _shape_of(each))
        for name, each in schema["properties"].items()
    )


def _type_of(schema: Json) -> str:
    if "anyOf" in schema:
        return " or ".join(_type_of(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type_of(schema.get('items', {}))}"
    return str(_shape_of(schema) or schema.get("format") or schema.get("type", "any"))


def _shape_of(schema: Json) -> str | None:
    """The name of the schema that is referred to, also through a list or an alternative."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    parts = [*schema.get("anyOf", ()), schema.get("items", {})]
    return next((shape for part in parts if part and (shape := _shape_of(part))), None)


def _example(path: str, operation: Json, base_url: str, *, needs_token: bool) -> str:
    """A command that can be pasted into a shell where NEWSDESK_API_TOKEN is set."""
    query: dict[str, Any] = {}
    for parameter in operation.get("parameters", ()):
        examples = parameter.get("schema", {}).get("examples") or [None]
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(examples[0] or 1))
        elif examples[0] is not None:
            query[parameter["name"]] = examples[0]
    address = f"{base_url}{path}" + (f"?{urlencode(query)}" if query else "")
    header = '-H "Authorization: Bearer $NEWSDESK_API_TOKEN" ' if needs_token else ""
    return f"curl {header}{shlex.quote(address)}"
