"""JSON Schemas: those committed are those generated, every YAML file passes its own, wrong ones do not."""

from __future__ import annotations

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sxsh_eval.inputs.schemas import all_schemas
from sxsh_eval.parameters.schemas import schema_text, write_schemas
from sxsh_eval.parameters.yaml_files import read_yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    *sorted((ROOT / "parameters").glob("*.yml")),
    *sorted((ROOT / "parameters" / "registry").glob("*.yml")),
    *sorted((ROOT / "parameters" / "codebook").glob("*.yml")),
    *sorted((ROOT / "parameters" / "letter_patterns").glob("*.yml")),
    *sorted((ROOT / "parameters" / "scenarios").glob("*.yml")),
    *sorted((ROOT / "data" / "claims").glob("*.yml")),
]
SCHEMAS = all_schemas()


def schema_of(path: Path) -> Path:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    head, _, name = first.partition("$schema=")
    assert head == "# yaml-language-server: "
    return (path.parent / name).resolve()


def plain(path: Path) -> Any:
    return json.loads(json.dumps(read_yaml(path).data, default=dt.date.isoformat))


def test_committed_schemas_are_the_generated_ones() -> None:
    folder = ROOT / "parameters" / "schemas"
    stored = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert stored == {f"{name}.schema.json": schema_text(schema) for name, schema in SCHEMAS.items()}


def test_written_files_are_utf8_with_unix_line_ends(tmp_path: Path) -> None:
    [path] = write_schemas(tmp_path / "new", {"letter": SCHEMAS["letter"]})
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert json.loads(raw) == SCHEMAS["letter"]


@pytest.mark.parametrize("path", [path for path in FILES if path.name != "fleet.yml"], ids=lambda path: path.name)
def test_every_file_passes_its_schema(path: Path) -> None:
    schema = json.loads(schema_of(path).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    errors = [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(plain(path))]
    assert errors == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("d1419_2020_awareness", "colour"), 1),
        (("d1419_2020_awareness", "value", "unit"), "percnt"),
        (("d1419_2020_awareness", "value", "value"), "90"),
        (("d1419_2020_awareness", "source"), None),
        (("d1419_2020_awareness", "scope"), "nationwide"),
        (("Not A Key",), {}),
    ],
)
def test_wrong_targets_fail_their_schema(path: tuple[str, ...], value: object) -> None:
    data = copy.deepcopy(plain(ROOT / "parameters" / "registry" / "targets.yml"))
    part = data
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = value
    assert list(jsonschema.Draft202012Validator(SCHEMAS["targets"]).iter_errors(data))
