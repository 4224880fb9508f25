"""What an editor asks of every figure: message, measure, source, and the same numbers in words as drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sxsh_eval.parameters.quantity import Num
from sxsh_eval.reports.draw_pictures import figures_of
from sxsh_eval.reports.language import LANGUAGES, Language
from sxsh_eval.reports.model import Figure, Section
from sxsh_eval.reports.render.pieces import plain

WITHOUT_NUMBER = ("hidden", "title_hidden", "nothing")
"""Last words of the keys of headlines that may have no number: there is none, or none that may be published."""
UNITS = {
    "vi": re.compile(r"%|TOE|đơn vị|Số chỉ tiêu|theo năm"),
    "en": re.compile(r"%|[Pp]er cent|percentage points|TOE|[Nn]umber of|by year"),
}
N = {"vi": re.compile("n\xa0=\xa0\\S|kết quả mô phỏng"), "en": re.compile("n\xa0=\xa0\\S|drawn futures")}
METHOD = {"vi": "Cách tính: ", "en": "Method: "}
ESTIMATE = {"interval", "reason", "grade"}
BESIDE = {"raw", "beside", "base", "pooled", "claim"}
"""Parts of a chart's data that are only held against the numbers it is about."""
NATION = ("Cả nước", "The whole country")
"""How figures of the whole country name their place in both languages."""
IN_TABLE = {"caterpillar", "control_funnel"}
"""Charts of so many provinces that the words give the ends, the table all numbers."""


def estimates(data: Any) -> Iterator[Num]:
    """Numbers with an interval, or the reason for none, that a chart is about."""
    if isinstance(data, dict):
        value = data.get("value")
        if isinstance(value, dict) and value.get("kind") == "num" and ESTIMATE & data.keys():
            yield Num.model_validate(value)
        for name, part in data.items():
            if name not in BESIDE:
                yield from estimates(part)
    elif isinstance(data, list | tuple):
        for part in data:
            yield from estimates(part)


def faults(figure: Figure, language: Language) -> Iterator[str]:
    """What an editor would send back, in words."""
    code = language.code
    title, subtitle, source, alt = (
        plain(one, language) for one in (figure.title, figure.subtitle, figure.source, figure.alt)
    )
    if not re.search(r"\d", title) and figure.title.key.rpartition(".")[2] not in WITHOUT_NUMBER:
        yield f"headline without number: {title}"
    if title.endswith("."):
        yield f"headline with a full stop: {title}"
    if not UNITS[code].search(subtitle):
        yield f"subtitle without unit: {subtitle}"
    if not N[code].search(source) or METHOD[code] not in source:
        yield f"source without sample or method: {source}"
    if not alt.startswith(title):
        yield f"words in place of the picture without its message: {alt}"
    if figure.chart not in IN_TABLE:
        drawn = {language.number(one.value, one.digits) for one in estimates(figure.data)}
        if missing := sorted(number for number in drawn if number not in alt):
            yield f"drawn, but not in words: {missing}"


def check_figures(sections: Iterable[Section], *places: str) -> list[str]:
    """Charts of a report by name; fails where a figure has a fault or does not name its place in both languages."""
    figures = list(figures_of(tuple(sections)))
    for figure in figures:
        for code, place in zip(LANGUAGES, places, strict=True):
            language = Language(code)
            assert list(faults(figure, language)) == [], figure.id
            assert plain(figure.subtitle, language).endswith(place), figure.id
    return [figure.chart for figure in figures]
