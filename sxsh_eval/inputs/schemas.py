"""All JSON Schemas of the project: those of the parameters with that of the letters.

``python -m sxsh_eval.inputs.schemas`` writes them to ``parameters/schemas`` of the project in the working directory.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.parameters.schemas import json_schema, registry_schemas, write_schemas
from sxsh_eval.parameters.study import find_study


def all_schemas() -> dict[str, dict[str, Any]]:
    """Schemas of every file that analysts edit, by name."""
    return {**registry_schemas(), "letter": json_schema(Letter, "letter")}


if __name__ == "__main__":
    folder: Path = find_study().parent / "schemas"
    write_schemas(folder, all_schemas())
