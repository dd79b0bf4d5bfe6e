"""Holds documents against JSON schemas: schemas.py FOLDER [!]SCHEMA=DOCUMENT ...

A document whose name ends with .jsonl is one JSON value a line. Prints what is wrong, a line each; with `!` that nothing
is wrong is the fault. Ends with 1 if there was anything to print.
"""

import json
import sys
from pathlib import Path
from urllib.request import url2pathname

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

folder = Path(sys.argv[1]).resolve()


def read(uri):
    return Resource.from_contents(json.loads(Path(url2pathname(uri.removeprefix("file://"))).read_text("utf-8")))


def deepest(error):
    while error.context:
        error = max(error.context, key=lambda inner: len(inner.absolute_path))
    return error


registry = Registry(retrieve=read)
wrong = []
for path in sorted(folder.rglob("*.json")):
    Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))
for pair in sys.argv[2:]:
    schema, document = pair.lstrip("!").split("=", 1)
    text = Path(document).read_text("utf-8")
    values = [json.loads(line) for line in text.splitlines()] if document.endswith(".jsonl") else [json.loads(text)]
    judge = Draft202012Validator({"$ref": (folder / schema).as_uri()}, registry=registry)
    errors = [deepest(error) for value in values for error in judge.iter_errors(value)]
    if pair.startswith("!"):
        wrong += [] if errors else [f"{document} passes {schema}"]
    else:
        wrong += [f"{document}, {schema}: {list(e.absolute_path)}: {e.message[:200]}" for e in errors[:5]]
print("\n".join(wrong))
sys.exit(bool(wrong))
