"""The numbers and marks that Word itself puts before paragraphs of lists: they are not in the text of the file."""

from __future__ import annotations

import re
from typing import Any

from sxsh_eval.inputs.letters.word_fonts import LONGEST_CHAIN, W, value_of

LEVELS = 9
BULLET = "•"
ROMAN = dict(zip((1000, 900, 500, 400, 100, 90, 50, 40), ("m", "cm", "d", "cd", "c", "xc", "l", "xl"), strict=True))
ROMAN |= {10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i"}
ALPHABET = "abcdefghijklmnopqrstuvwxyz"
SMALL_NUMBER = re.compile("[0-9]{1,6}")
LARGEST = 3000
"""No list is longer; larger numbers are printed in digits."""


def roman(number: int) -> str:
    """Small Roman numeral."""
    text = ""
    for value, letters in ROMAN.items():
        while number >= value:
            text, number = text + letters, number - value
    return text


def in_format(number: int, form: str) -> str:
    """Number of a list as Word writes it.

    Parameters
    ----------
    number : int
        From 0.
    form : str
        Value of ``w:numFmt``.

    Returns
    -------
    str
        Digits for forms not known.
    """
    if form == "none":
        return ""
    if 0 < number <= LARGEST and form.endswith(("Roman", "Letter")):
        letters = ALPHABET[(number - 1) % 26] * ((number - 1) // 26 + 1)
        text = roman(number) if form.endswith("Roman") else letters
        return text.upper() if form.startswith("upper") else text
    return f"{number:02d}" if form == "decimalZero" else str(number)


class Numbering:
    """Counts the paragraphs of each list.

    Parameters
    ----------
    definitions : lxml element or None
        Root of ``word/numbering.xml``.
    styles : lxml element or None
        Root of ``word/styles.xml``: a style may number its paragraphs.
    """

    def __init__(self, definitions: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._styles = {} if styles is None else {one.get(f"{W}styleId"): one for one in styles.iterfind(f"{W}style")}
        self._restarted: set[str] = set()
        if definitions is None:
            return
        for abstract in definitions.iterfind(f"{W}abstractNum"):
            levels = {_whole(level.get(f"{W}ilvl")): level for level in abstract.iterfind(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId", "")] = levels
        for one in definitions.iterfind(f"{W}num"):
            overrides = one.iterfind(f"{W}lvlOverride")
            starts = {_whole(each.get(f"{W}ilvl")): value_of(each, "startOverride") for each in overrides}
            known = {level: _whole(start) for level, start in starts.items() if start is not None}
            self._lists[one.get(f"{W}numId", "")] = (value_of(one, "abstractNumId") or "", known)

    def label(self, paragraph: Any) -> str:
        """Mark before a paragraph, counting it; empty when it is in no list.

        Parameters
        ----------
        paragraph : lxml element
            ``w:p``; each one once, in order.
        """
        name, level = self._place(paragraph)
        abstract, starts = self._lists.get(name, ("", {}))
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        if name not in self._restarted:
            self._restarted.add(name)
            for restart in starts:
                counts[restart : restart + 1] = [None]
        start = starts.get(level, _whole(value_of(levels[level], "start"), 1))
        before = counts[level]
        counts[level:] = [start if before is None else before + 1] + [None] * (LEVELS - level - 1)
        return self._text(levels, counts, level)

    def _text(self, levels: dict[int, Any], counts: list[int | None], level: int) -> str:
        pattern = value_of(levels[level], "lvlText") or ""
        if value_of(levels[level], "numFmt") == "bullet":
            return pattern if pattern and pattern.isprintable() else BULLET if pattern else ""

        def number(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            here = levels.get(at)
            count = counts[at] if counts[at] is not None else _whole(value_of(here, "start"), 1)
            return in_format(count or 0, value_of(here, "numFmt") or "decimal")

        return re.sub(r"%([1-9])", number, pattern).strip()

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """List and level of a paragraph, from itself or its style."""
        properties = paragraph.find(f"{W}pPr")
        own = None if properties is None else properties.find(f"{W}numPr")
        name, level = value_of(own, "numId"), value_of(own, "ilvl")
        style = value_of(properties, "pStyle")
        for _ in range(LONGEST_CHAIN):
            known = self._styles.get(style)
            if known is None or name is not None:
                break
            inherited = known.find(f"{W}pPr/{W}numPr")
            name = value_of(inherited, "numId")
            level = level or value_of(inherited, "ilvl") or self._level_of_style(name, style)
            style = value_of(known, "basedOn")
        at = _whole(level)
        return name or "", at if 0 <= at < LEVELS else 0

    def _level_of_style(self, name: str | None, style: str | None) -> str | None:
        levels = self._levels.get(self._lists.get(name or "", ("", {}))[0], {})
        return next((str(at) for at, level in levels.items() if value_of(level, "pStyle") == style), None)


def _whole(text: str | None, default: int = 0) -> int:
    return int(text) if text and SMALL_NUMBER.fullmatch(text) else default
