"""Words of the page: everything in both languages, so that it reads without a script."""

from __future__ import annotations

import datetime as dt
import unicodedata
from functools import cache
from typing import Any

from markupsafe import Markup

from sxsh_eval.parameters.quantity import Words
from sxsh_eval.reports.language import LANGUAGES, Language, catalogue
from sxsh_eval.reports.marks import STYLES, mark_style
from sxsh_eval.runs.portal.atlas import Atlas, Sheet
from sxsh_eval.runs.portal.series import CLAIMED, DISTANCE

Both = dict[str, str]
VI = Language("vi")
DIGITS = {
    "percent": 1,
    "percent_change": 1,
    "percentage_point": 1,
    "establishment": 0,
    "toe": 0,
    "tco2": 0,
    "billion_vnd": 1,
    "million_vnd_per_toe": 1,
    "years": 1,
}
MINUTE, LONG = 60, 120
TONES = "".join(
    unicodedata.lookup(f"COMBINING {name}")
    for name in ("GRAVE ACCENT", "HOOK ABOVE", "TILDE", "ACUTE ACCENT", "DOT BELOW")
)
MARKS = {
    "\N{COMBINING BREVE}": "{",
    "\N{COMBINING SHORT STROKE OVERLAY}": "{",
    "\N{COMBINING CIRCUMFLEX ACCENT}": "|",
    "\N{COMBINING HORN}": "}",
}
"""Stand for a letter that comes after all plain ones, in the order ă, â; đ; ô, ơ."""


@cache
def _plain(key: str) -> Both:
    return {code: Language(code).text(f"portal.{key}") for code in LANGUAGES}


def both(key: str, **values: str | Both) -> Both:
    """Entry ``portal.<key>`` in both languages; a value may differ by language."""
    if not values:
        return _plain(key)
    return {
        code: Language(code).text(
            f"portal.{key}",
            **{name: value if isinstance(value, str) else value[code] for name, value in values.items()},
        )
        for code in LANGUAGES
    }


def notebook_title(name: str, own: Both | None = None) -> Both:
    """Title of a notebook; that of its first line, else its name, where analysts made it themselves."""
    known = f"portal.notebooks.{name}" in catalogue("vi")
    return _plain(f"notebooks.{name}") if known else own or dict.fromkeys(LANGUAGES, name)


def as_both(words: Words) -> Both:
    """Words of the registry."""
    return {"vi": words.vi, "en": words.en}


def spans(pair: Both | None) -> Markup:
    """Text in both languages, once when they are the same; escaped; a dash where there is none."""
    if pair is None:
        return Markup("–")
    if pair["vi"] == pair["en"]:
        return Markup("<span>{}</span>").format(pair["vi"])
    return Markup('<span lang="vi">{}</span><span lang="en">{}</span>').format(pair["vi"], pair["en"])


@cache
def _said(key: str) -> Markup:
    return spans(_plain(key))


def say(key: str, **values: str | Both) -> Markup:
    """Entry of the catalogue as text of the page."""
    return spans(both(key, **values)) if values else _said(key)


def label(key: str, **values: str | Both) -> Markup:
    """Attributes of an element whose accessible name follows the language."""
    pair = both(key, **values)
    return Markup('aria-label="{0}" data-label-vi="{0}" data-label-en="{1}"').format(pair["vi"], pair["en"])


def option(pair: Both) -> Markup:
    """Attributes and text of an option, which can hold no markup of its own."""
    return Markup(' data-vi="{0}" data-en="{1}">{0}').format(pair["vi"], pair["en"])


@cache
def mark(scale: str, name: str) -> Markup:
    """Category as shape and word; one that is not known as its name."""
    if (scale, name) not in STYLES:
        return Markup("<span>{}</span>").format(name)
    words = spans({code: Language(code).text(f"mark.{scale}.{name}") for code in LANGUAGES})
    return Markup('<span class="mark {}-{}"><i aria-hidden="true">{}</i> {}</span>').format(
        scale, name, mark_style(scale, name).glyph, words
    )


def number(value: float, unit: str, language: Language = VI, *, printed: bool = False) -> str:
    """Number without its unit; the script turns the Vietnamese style into the English one.

    Parameters
    ----------
    value : float
    unit : str
    language : Language
    printed : bool
        With the decimals it has, as figures of letters are printed.
    """
    digits = None if printed else DIGITS.get(unit)
    return _shown(value if digits is None else round(value, digits), digits, language)


@cache
def _shown(value: float, digits: int | None, language: Language) -> str:
    return language.number(value, digits)


def value_text(cell: dict[str, Any], unit: str, language: Language = VI) -> str:
    """Value with its interval, ``:c`` when it is confidential, a dash when there is none."""
    if cell["hidden"]:
        return ":c"
    if cell["value"] is None:
        return "–"
    printed = cell["evidence"] == "claimed"
    text = number(cell["value"], unit, language, printed=printed)
    if cell["low"] is None or cell["high"] is None:
        return text
    low, high = sorted((cell["low"], cell["high"]))
    first, last = (number(end, unit, language, printed=printed) for end in (low, high))
    return f"{text} ({language.text('range.signed' if low < 0 else 'range.plain', low=first, high=last)})"


@cache
def unit_word(unit: str) -> tuple[str, str]:
    """Word of a unit, Vietnamese and English."""
    found = []
    for code in LANGUAGES:
        entry = catalogue(code).get(f"unit.{unit}", unit)
        found.append((entry["other"] if isinstance(entry, dict) else entry).replace("{n}", "").strip())
    return found[0], found[1]


def alphabetical(name: str) -> tuple[str, ...]:
    """Key that sorts names as Vietnamese dictionaries do: letters first (a, ă, â, ..., d, đ), then tones."""
    parts = unicodedata.normalize("NFD", name.lower().replace("đ", "d\N{COMBINING SHORT STROKE OVERLAY}"))
    letters = "".join(MARKS.get(part, part) for part in parts if part not in TONES)
    return letters, "".join(str(TONES.index(part)) if part in TONES else " " for part in parts), name


def unit_both(unit: str) -> Both:
    """Word of a unit."""
    return dict(zip(LANGUAGES, unit_word(unit), strict=True))


def series_title(sheet: Sheet, atlas: Atlas) -> Both:
    """What a series measures, with the evidence it rests on."""
    grade, title = evidence(sheet.evidence), _series_words(sheet.series, sheet.indicator, atlas)
    return {code: f"{title[code]} ({grade[code]})" for code in LANGUAGES}


def _series_words(series: str, indicator: str, atlas: Atlas) -> Both:
    kind, *rest = series.split(":")
    if kind not in {CLAIMED, DISTANCE}:
        return both(f"series.{series}")
    known = (atlas.indicators or {}).get(indicator)
    name = as_both(known.title) if known else {"vi": indicator, "en": indicator}
    return both("claimed_series", name=name) if kind == CLAIMED else both("distance_series", name=name, year=rest[-1])


def with_unit(cell: dict[str, Any]) -> Both:
    """Value with its unit, then the interval, as reports print it."""
    found = {}
    for code in LANGUAGES:
        text, space, ends = value_text(cell, cell["unit"], Language(code)).partition(" (")
        entry = catalogue(code).get(f"unit.{cell['unit']}", "{n} " + cell["unit"])
        found[code] = (entry["other"] if isinstance(entry, dict) else entry).format(n=text) + space + ends
    return found


def day(when: dt.datetime) -> Both:
    """Date."""
    return {"vi": when.strftime("%d/%m/%Y"), "en": when.strftime("%d %b %Y")}


def clock(when: dt.datetime) -> str:
    """Time of day."""
    return when.strftime("%H:%M")


def moment(when: dt.datetime) -> Both:
    """Date and time of day."""
    return {code: f"{text} {clock(when)}" for code, text in day(when).items()}


def duration(seconds: float) -> Both:
    """Seconds, or minutes when there are many."""
    key, amount = ("seconds", seconds) if seconds < LONG else ("minutes", seconds / MINUTE)
    return both(key, n={code: Language(code).number(amount, 1) for code in LANGUAGES})


def edge(value: float) -> str:
    """Limit of a class in Vietnamese style."""
    return VI.number(value)


def evidence(grade: str) -> Both:
    """Word of a grade of evidence."""
    return {code: str(catalogue(code).get(f"mark.evidence.{grade}", grade)).lower() for code in LANGUAGES}


def balance(rows: list[dict[str, Any]]) -> Markup:
    """Rows read and refused of all tables together."""
    counts = {
        name: {code: Language(code).number(sum(row[f"rows_{name}"] for row in rows)) for code in LANGUAGES}
        for name in ("read", "refused")
    }
    return say("data.short", **counts)
