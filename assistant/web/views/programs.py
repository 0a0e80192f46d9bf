"""What `/v1` answers, as a page for people, made from the same OpenAPI document that programs get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from assistant.web.views.fragments import Fragment, render

LIMITS = {"minimum": "at least", "maximum": "at most", "minLength": "at least", "maxLength": "at most"}


class Field(NamedTuple):
    """One field of a request's body."""

    name: str
    kind: str
    needed: bool


class Operation(NamedTuple):
    method: str
    path: str
    description: str
    fields: list[Field]


def programs_html(document: Mapping[str, Any]) -> Fragment:
    """The whole page, without a script."""
    info = document["info"]
    said = [" ".join(paragraph.split()) for paragraph in info["description"].split("\n\n")]
    return render("programs.html", version=info["version"], said=said, operations=list(operations(document)))


def operations(document: Mapping[str, Any]) -> Iterator[Operation]:
    """Every operation in the order of the routes."""
    schemas = document.get("components", {}).get("schemas", {})
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield Operation(method.upper(), path, told.get("description", ""), list(fields(told, schemas)))


def fields(told: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[Field]:
    """The fields of an operation's body; none where it has no body."""
    body = told.get("requestBody")
    if body is None:
        return
    schema = schemas[name_of(body["content"]["application/json"]["schema"]["$ref"])]
    for name, one in schema["properties"].items():
        yield Field(name, kind_of(one, schemas), name in schema.get("required", ()))


def kind_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """A value's kind in words: `list of string`, `integer, at least 1, at most 50, or null`, `one of user, assistant`."""
    if "$ref" in schema:
        inner = schemas[name_of(schema["$ref"])]
        parts = [f"{name}: {kind_of(one, schemas)}" for name, one in inner["properties"].items()]
        return f"object ({'; '.join(parts)})"
    if "anyOf" in schema:
        return " or ".join(kind_of(one, schemas) for one in schema["anyOf"])
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if schema.get("type") == "array":
        return f"list of {kind_of(schema['items'], schemas)}"
    kind = "day as 2022-03-29" if schema.get("format") == "date" else str(schema.get("type", "anything"))
    limits = [f"{word} {schema[name]}" for name, word in LIMITS.items() if name in schema]
    return ", ".join([kind, *limits])


def name_of(reference: str) -> str:
    """`#/components/schemas/Search` → `Search`"""
    return reference.rpartition("/")[2]
