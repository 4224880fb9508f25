"""The review page: the letter with every figure marked beside its record, as one HTML file without script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sxsh_eval.errors import Problem
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.letters.reading import Reading
from sxsh_eval.parameters.quantity import Day, Span, as_years
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.render.pieces import clean
from sxsh_eval.reports.render.templates import dressed_environment
from sxsh_eval.reports.review.layout import Layout, lay_out_letter
from sxsh_eval.reports.review.records import Record, letter_records
from sxsh_eval.reports.review.words import LOOK, needs_a_look

if TYPE_CHECKING:
    from jinja2 import Template

HASH = 12
"""Characters of the file's hash that are shown."""


@dataclass(frozen=True)
class ReviewPage:
    """What the template prints."""

    language: Language
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[int, str, str], ...]
    steps: tuple[str, ...]
    lists: tuple[tuple[str, tuple[str, ...], str], ...]
    layout: Layout
    records: dict[int, Record]

    def say(self, key: str) -> str:
        """Word ``review.<key>``."""
        return self.language.text(f"review.{key}")


def review_html(
    reading: Reading, registry: Registry, language: Language, *, folder: str, problems: Iterable[Problem] = ()
) -> bytes:
    """Write the review page of a letter.

    Parameters
    ----------
    reading : Reading
        The letter, its draft figures, the fate of each number.
    registry : Registry
        Titles of indicators and populations, names of provinces.
    language : Language
        Language of everything but the letter.
    folder : str
        Where the draft and the workbook are, as the analyst should type it.
    problems : iterable of Problem
        What keeps figures from being confirmed as they are.

    Returns
    -------
    bytes
        UTF-8; self-contained; the same input gives the same bytes.
    """
    letter, layout = reading.letter, lay_out_letter(reading, language)
    page = ReviewPage(
        language=language,
        title=language.text("review.title"),
        subtitle=_subtitle(letter, registry, language),
        facts=_facts(reading, registry, language),
        counts=_counts(reading, language),
        steps=_steps(folder, language),
        lists=(
            (language.text("review.problems"), _told(problems, language), ""),
            (language.text("review.doubts"), _told(reading.doubts, language), language.text("review.no_doubts")),
            (
                language.text("review.changes"),
                _told(reading.text.changes, language),
                language.text("review.no_changes"),
            ),
        ),
        layout=layout,
        records={record.number: record for record in letter_records(letter, registry, language)},
    )
    return _template().render(page=page).encode("utf-8")


@cache
def _template() -> Template:
    return dressed_environment("sxsh_eval.reports.review", "review.css").get_template("review.html.j2")


def _province(letter: Letter, registry: Registry, language: Language) -> str:
    found = [each for each in registry.provinces if each.slug == letter.province and each.valid_on(letter.date)]
    return language.words(found[0].name) if found else letter.province


def _subtitle(letter: Letter, registry: Registry, language: Language) -> str:
    date = language.show(Day(value=letter.date))
    province = _province(letter, registry, language)
    return language.text("review.subtitle", number=clean(letter.number), date=date, province=province)


def _facts(reading: Reading, registry: Registry, language: Language) -> tuple[tuple[str, str], ...]:
    letter, text = reading.letter, reading.text
    nothing = language.text("review.nothing")

    def years(span: Span | None) -> str:
        return nothing if span is None else language.show(as_years(span))

    told = {
        "file": language.text("review.file_value", file=clean(text.file), hash=text.sha256[:HASH]),
        "number": clean(letter.number),
        "date": language.show(Day(value=letter.date)),
        "province": _province(letter, registry, language),
        "issuer": clean(language.words(letter.issuer)),
        "addressee": clean(language.words(letter.addressee)),
        "subject": clean(language.words(letter.title)),
        "span": years(letter.span),
        "plan_period": years(letter.plan_period),
        "proposal_period": years(letter.proposal_period),
        "references": ", ".join(clean(each.number) for each in letter.references.values()) or nothing,
    }
    return tuple((language.text(f"review.{name}"), value) for name, value in told.items())


def _counts(reading: Reading, language: Language) -> tuple[tuple[int, str, str], ...]:
    """Number, words and look of each count."""
    claims = reading.letter.claims.values()
    left = [number for number in reading.numbers if not number.claims]
    counted = {
        "figures": (len(claims), "taken"),
        "unsure": (sum(needs_a_look(claim) for claim in claims), "taken strong"),
        "left": (len(left), "left"),
        "look": (sum(number.fate in LOOK for number in left), "left strong"),
    }
    return tuple((count, language.text(f"review.count_{name}"), look) for name, (count, look) in counted.items())


def _steps(folder: str, language: Language) -> tuple[str, ...]:
    workbook, draft = f"{folder}/review.xlsx", f"{folder}/draft.yml"
    return (
        language.text("review.step_compare"),
        language.text("review.step_mark", workbook=workbook, draft=draft),
        language.text("review.step_left"),
        language.text("review.step_confirm", command=f"sxsh-eval confirm {workbook}"),
        language.text("review.step_use"),
    )


def _told(problems: Iterable[Problem], language: Language) -> tuple[str, ...]:
    """One line a problem: where, what was found, what is expected, what to do."""
    told = []
    for each in problems:
        place = "" if each.where in {"", "-"} else f"{each.where}: "
        said = f"{each.say('expected', language.code)}; {each.say('action', language.code)}"
        told.append(clean(f"{place}{each.found} – {said}"))
    return tuple(told)
