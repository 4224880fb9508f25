"""All settings as text: key, standard value, what may stand there, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from sxsh_eval.errors import UsageError
from sxsh_eval.form.entries import show_bounds
from sxsh_eval.form.fields import Field
from sxsh_eval.form.places import Offers
from sxsh_eval.form.words import Speaker
from sxsh_eval.parameters.settings import unknown_setting
from sxsh_eval.parameters.text import fold
from sxsh_eval.reports.language import Language

PLAIN = "en"
"""Numbers are shown as files and the command line take them: with a decimal point."""


def settings_text(offers: Offers, languages: Sequence[str], search: str = "") -> str:
    """Settings that a run may change, with their standard values.

    Parameters
    ----------
    offers : Offers
    languages : sequence of {"vi", "en"}
    search : str
        Part of a key, of a label or of an explanation, diacritics optional; empty for all.

    Returns
    -------
    str
        By section of ``study.yml``.

    Raises
    ------
    UsageError
        If nothing has that text; names the nearest keys.
    """
    speakers = [Speaker(Language(code), offers) for code in languages]
    fields = [field for field in offers.fields.values() if _has(field, speakers, search)]
    if not fields:
        raise UsageError([replace(unknown_setting(search, offers.fields), where="sxsh-eval settings")])
    lines: list[str] = []
    for group, members in groupby(fields, key=lambda field: field.group):
        lines += ["", "## " + " · ".join(each.text(f"form.section.{group}") for each in speakers)]
        for field in members:
            lines += ["", f"{field.key} = {plain(field.standard)}", *(f"    {_told(field, each)}" for each in speakers)]
    ends = [speaker.text("settings.how") for speaker in speakers]
    return "\n".join([*lines[1:], "", *ends])


def _has(field: Field, speakers: Sequence[Speaker], search: str) -> bool:
    told = " ".join(f"{each.full_label(field)} {_help(field, each)}" for each in speakers)
    return fold(search) in fold(f"{field.key} {told}")


def _help(field: Field, speaker: Speaker) -> str:
    return speaker.text(f"form.field.{field.words}.help")


def _told(field: Field, speaker: Speaker) -> str:
    """Label, what may stand there, explanation: one line."""
    kind = ", ".join(field.options) if field.kind == "choice" else speaker.text(f"settings.kind.{field.kind}")
    if field.kind == "many":
        kind = f"{kind}: {', '.join(field.options)}"
    optional = speaker.text("settings.optional") if field.optional else ""
    limits = "; ".join(filter(None, (kind, show_bounds(field, PLAIN), optional)))
    label = speaker.label(field) if field.kind == "share" else speaker.full_label(field)
    return f"{label} [{limits}]. {_help(field, speaker)}"


def plain(value: Any) -> str:
    """A value as ``--set`` takes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(map(plain, value))
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {plain(inner)}" for key, inner in value.items()) + "}"
    return format(value, ".15g") if isinstance(value, float) else str(value)
