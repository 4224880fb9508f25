"""JSON Schemas of the files analysts edit, generated from the models that read them: editors complete and check."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from sxsh_eval.parameters.choices import Choices
from sxsh_eval.parameters.codebook import Codebook
from sxsh_eval.parameters.figures import UNITS
from sxsh_eval.parameters.fleet import Fleets
from sxsh_eval.parameters.letter_patterns import PATTERN_FILES
from sxsh_eval.parameters.registry_files import FILES
from sxsh_eval.parameters.run_files import RunFile
from sxsh_eval.parameters.scenario_files import ScenarioFile
from sxsh_eval.parameters.table_rules import TableRules

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(kind: Any, name: str) -> dict[str, Any]:
    """JSON Schema of one file.

    Parameters
    ----------
    kind : type
        Type of the file's data.
    name : str
        Its name, used as the title.

    Returns
    -------
    dict
        Draft 2020-12; unknown keys are errors, units are listed.
    """
    schema = TypeAdapter(kind).json_schema()
    tighten(schema)
    return {"$schema": DIALECT, "title": name, **schema}


def tighten(part: Any) -> None:
    """Close mappings with patterned keys; list the units of values; both in place."""
    if isinstance(part, list):
        for each in part:
            tighten(each)
    if not isinstance(part, dict):
        return
    if "patternProperties" in part:
        part["additionalProperties"] = False
    if part.get("title") in ("Num", "Range") and "properties" in part:
        part["properties"]["unit"]["enum"] = list(UNITS)
    for each in part.values():
        tighten(each)


def registry_schemas() -> dict[str, dict[str, Any]]:
    """Schemas of ``study.yml``, the registry, the letters' patterns, the rules of tables, scenarios, by name."""
    patterns = {f"letter_{name}": kind for name, kind in PATTERN_FILES.items()}
    single = {
        "fleet": Fleets,
        "run": RunFile,
        "study": Choices,
        "codebook": Codebook,
        "table_rules": TableRules,
        "scenario": ScenarioFile,
    }
    kinds: Mapping[str, Any] = {**FILES, **patterns, **single}
    return {name: json_schema(kind, name) for name, kind in kinds.items()}


def schema_text(schema: Mapping[str, Any]) -> str:
    """Schema as it is stored: indented, with a line at the end."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path, schemas: Mapping[str, Mapping[str, Any]]) -> list[Path]:
    """Write schemas as ``<name>.schema.json``.

    Parameters
    ----------
    folder : Path
        ``parameters/schemas``; made if absent.
    schemas : Mapping of str to Mapping
        By name.

    Returns
    -------
    list of Path
        Files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in schemas.items():
        path = folder / f"{name}.schema.json"
        path.write_text(schema_text(schema), encoding="utf-8", newline="\n")
        paths.append(path)
    return paths
