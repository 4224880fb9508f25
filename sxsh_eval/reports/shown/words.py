"""Words of a card: Vietnamese first, English beside it in small print."""

from __future__ import annotations

import re
from functools import cache
from html import escape, unescape
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from sxsh_eval.errors import ProblemsError
from sxsh_eval.parameters.quantity import Value, Words
from sxsh_eval.parameters.study import find_study, project_root
from sxsh_eval.parameters.yaml_files import read_yaml
from sxsh_eval.reports.comparison.labels import Labels
from sxsh_eval.reports.language import Language, catalogue

if TYPE_CHECKING:
    from sxsh_eval.parameters.registry import Registry

VI, EN = Language("vi"), Language("en")
CODE = re.compile("`([^`]+)`")
MARKED = re.compile("<[^>]+>")


def known(key: str) -> bool:
    """Whether the catalogues have an entry."""
    return key in catalogue("vi")


def both(key: str, **filled: str) -> str:
    """Entry in both languages; what stands in backticks is code."""
    return paired(VI.text(key, **filled), EN.text(key, **filled))


def both_of(value: Value) -> str:
    """Value in both languages, once where they agree."""
    return paired(VI.show(value), EN.show(value))


def paired(vi: str, en: str) -> str:
    """Escaped text in both languages."""
    first, second = (CODE.sub(r"<code>\1</code>", escape(text, quote=False)) for text in (vi, en))
    return first if vi == en else f'{first} <small lang="en" style="opacity:.7">/ {second}</small>'


def indicator_name(key: str) -> Value:
    """Short name of an indicator in the project's registry, else in the catalogues, else its key."""
    return labels().indicator(key)


@cache
def labels() -> Labels:
    """Names of the project's indicators or sectors; those of the catalogues alone outside a project."""
    names = {"indicators": named_in("indicators", "short"), "sectors": named_in("sectors", "title")}
    return Labels(cast("Registry", SimpleNamespace(**names, targets={}, priors={}, provinces=())))


def named_in(file: str, key: str) -> dict[str, SimpleNamespace]:
    """Names of one file of the project's registry, by slug."""
    try:
        entries = read_yaml(project_root(find_study()) / "parameters" / "registry" / f"{file}.yml").data
    except ProblemsError:
        return {}
    return {str(name): SimpleNamespace(title=Words.model_validate(one[key])) for name, one in entries.items()}


def plain(html: str) -> str:
    """Text of a label without its marks: the words alone."""
    return unescape(MARKED.sub("", html.split("<br>", 1)[0]))
