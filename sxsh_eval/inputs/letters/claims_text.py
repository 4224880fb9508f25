"""A letter as the text of its claims file: the YAML that `read_letter` reads back as the same letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from sxsh_eval.inputs.claims import Letter
from sxsh_eval.parameters.scalars import SAFE_DIGITS, ImpossibleDateError, plain_scalar

SCHEMA = "# yaml-language-server: $schema=../../{up}parameters/schemas/letter.schema.json\n"
UNBROKEN = 1_000_000
SHORT = 90
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*", re.ASCII)


class _Writer(yaml.SafeDumper):
    """Writes what the project's strict reader takes for the same value: no aliases, no exponents, texts in quotes."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out, however often it occurs."""
        del data
        return True


def _is_plain(text: str) -> bool:
    try:
        return PLAIN.fullmatch(text) is not None and plain_scalar(text) == text
    except ImpossibleDateError:
        return False


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=None if _is_plain(text) else '"')


def _number(writer: _Writer, number: float) -> yaml.ScalarNode:
    if number.is_integer():
        return writer.represent_scalar("tag:yaml.org,2002:int", str(int(number)))
    decimals = max(SAFE_DIGITS - len(str(int(abs(number)))), 1)
    plain = f"{number:.{decimals}f}".rstrip("0")
    return writer.represent_scalar("tag:yaml.org,2002:float", plain + "0" if plain.endswith(".") else plain)


def _mapping(writer: _Writer, data: dict[str, Any]) -> yaml.MappingNode:
    """Short mappings of single values on one line."""
    node = writer.represent_mapping("tag:yaml.org,2002:map", data.items())
    scalars = [part for pair in node.value for part in pair if isinstance(part, yaml.ScalarNode)]
    is_short = sum(len(part.value) + 2 for part in scalars) <= SHORT
    node.flow_style = is_short and len(scalars) == 2 * len(node.value)
    return node


_Writer.add_representer(str, _text)
_Writer.add_representer(float, _number)
_Writer.add_representer(dict, _mapping)


def as_plain(value: Any) -> Any:
    """Lists for tuples, dicts for mappings, all else as it is."""
    if isinstance(value, Mapping):
        return {key: as_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [as_plain(inner) for inner in value]
    return value


def claims_text(letter: Letter, comment: str, *, up: str = "") -> str:
    """Claims file of a letter.

    Parameters
    ----------
    letter : Letter
    comment : str
        Lines to put at the head of the file; each becomes a comment.
    up : str
        Further steps from the file to the project's root than a file of ``data/claims`` has, as ``../``.

    Returns
    -------
    str
        YAML; what has its usual value is left out.
    """
    data = as_plain(letter.model_dump(mode="python", exclude_defaults=True))
    data.setdefault("claims", {})
    head = SCHEMA.format(up=up) + "".join(f"# {line}".rstrip() + "\n" for line in comment.splitlines())
    body = yaml.dump(
        data, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=UNBROKEN, default_flow_style=False
    )
    return head + body.replace("\nclaims:\n", "\n\nclaims:\n", 1)
