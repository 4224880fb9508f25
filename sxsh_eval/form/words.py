"""Words of the form in one language: labels, explanations, problems said of fields rather than of files."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from pathlib import PurePath

from sxsh_eval.errors import Problem
from sxsh_eval.form.entries import bound_ends, show_bounds, show_entry
from sxsh_eval.form.fields import Field
from sxsh_eval.form.places import Offers
from sxsh_eval.parameters.choices import NATIONAL
from sxsh_eval.parameters.fleet import ALL, LETTERS
from sxsh_eval.reports.language import Language, catalogue

PERCENT = "%"
PROBLEMS = "sx-problems"
"""Place of the page where everything wrong is listed."""
SET = "--set "
IN_FILE, SETTINGS = " · ", "settings."
POSITION = re.compile(r"\[\d+\]")
END_WORDS = {">": "above", "≥": "least", "<": "below", "≤": "most"}
OPTIONS = {
    "--province": "province",
    "--period": "period",
    "--notebook": "notebook",
    "--fleet": "fleet",
    "--name": "name",
}
"""What the command line calls the fields that are no settings."""


@dataclass(frozen=True)
class Speaker:
    """Says everything of the form in one language.

    Attributes
    ----------
    language : Language
    offers : Offers
    """

    language: Language
    offers: Offers

    def text(self, key: str, /, **values: str) -> str:
        """Entry of the catalogue."""
        return self.language.text(key, **values)

    def label(self, field: Field) -> str:
        """Name of a field, with the member of a group that it stands for."""
        members = ", ".join(self.text(f"form.word.{name}") for name in field.members)
        label = self.text(f"form.field.{field.words}.label")
        return f"{label}: {members}" if members else label

    def full_label(self, field: Field) -> str:
        """Label with unit."""
        unit = self.unit(field)
        return f"{self.label(field)} ({unit})" if unit else self.label(field)

    def unit(self, field: Field) -> str:
        """Unit of a field; empty without one."""
        unit = catalogue(self.language.code).get(f"form.field.{field.words}.unit", "")
        return unit if isinstance(unit, str) else ""

    def is_percent(self, field: Field) -> bool:
        """Whether a field is shown in per cent."""
        return self.unit(field) == PERCENT

    def option(self, field: Field, name: str) -> str:
        """Words of a choice."""
        if field.key == "programme.scenarios":
            title = self.offers.scenarios.get(name)
            return name if title is None else self.language.words(title)
        return self.text(f"form.word.{name}") if name in field.options else name

    def province(self, slug: str, year: int) -> str:
        """Name of a place in a year; the slug where there is none."""
        if slug in {ALL, LETTERS, NATIONAL}:
            return self.text(f"form.target.place.{slug}")
        names = (each.name for each in self.offers.provinces(year) if each.slug == slug)
        return next(map(self.language.words, names), slug)

    def made(self, notebook: str, fleet: str = "") -> str:
        """Title of a notebook or a fleet; the name where there is none."""
        fleets = self.offers.fleets
        if fleets is not None and fleet in fleets.fleets:
            return self.text("form.target.fleet_of", title=self.language.words(fleets.fleets[fleet].title))
        offer = None if fleet else self.offers.notebook(notebook)
        return (fleet or notebook) if offer is None else self.language.words(offer.title)

    def job(self, name: str, folder: str) -> str:
        """A job in words, by its folder ``…/notebook/province/period``; its name where there is no such folder."""
        notebook, slug, period = ("", *PurePath(folder).parts)[-3:] if folder else ("", "", "")
        first = period.partition("-")[0]
        if not notebook or not first.isdecimal():
            return name
        return f"{self.made(notebook)}: {self.province(slug, int(first))}, {period}"

    def shown(self, field: Field, value: object) -> str:
        """Value of a field as people read it."""
        if value is None or (not value and isinstance(value, str | list | tuple | dict)):
            return self.text("form.empty")
        if isinstance(value, bool):
            return self.text("form.yes" if value else "form.no")
        if field.kind == "choice":
            return self.option(field, str(value))
        if field.kind in {"many", "names"} and isinstance(value, list | tuple):
            return ", ".join(self.option(field, str(each)) for each in value)
        return show_entry(field, value, self.language.code, as_percent=self.is_percent(field))

    def range(self, field: Field) -> str:
        """What the number may be; empty where everything goes."""
        ends = bound_ends(field, self.language.code, as_percent=self.is_percent(field))
        told = " ".join(self.text(f"form.end.{END_WORDS[sign]}", n=end) for sign, end in ends)
        return self.text("form.allowed", ends=told) if told else ""

    def standard(self, field: Field, value: object) -> str:
        """What the standard value is."""
        return self.text("form.standard", value=self.shown(field, value))

    def key_of(self, problem: Problem) -> str:
        """Key of the field that a problem is about, as near as it can be told; empty for none."""
        where = POSITION.sub("", problem.where)
        if where.startswith(SET):
            return where.removeprefix(SET)
        path = where.partition(IN_FILE)[2]  # a run that the form started names the lines of the file that it saved
        if path.startswith(SETTINGS):
            return path.removeprefix(SETTINGS)
        return path if path in OPTIONS.values() else OPTIONS.get(where, "")

    def place(self, problem: Problem) -> str:
        """Where a problem lies: label of the field, else as the problem says."""
        key = self.key_of(problem)
        if key in self.offers.fields:
            return self.label(self.offers.fields[key])
        if key and any(name.startswith(f"{key}.") for name in self.offers.fields):
            return self.text(f"form.section.{key.partition('.')[0]}")
        if problem.code == "output.locked":
            return self.text("form.held")
        known = catalogue(self.language.code).get(f"form.target.{key}")
        return known if isinstance(known, str) else problem.where.removeprefix(SET)

    def sentence(self, problem: Problem) -> str:
        """What was found, what is expected, what to do: one paragraph of plain text."""
        field = self.offers.fields.get(self.key_of(problem))
        if problem.code == "output.locked":
            found = self.text("form.held_by", found=problem.found)
            problem = replace(problem, code="form.locked", found=found)
        if field is not None and problem.code == "value.range":
            is_part = field.kind == "share" and self.is_percent(field)
            limit = show_bounds(field, self.language.code, as_percent=is_part)
            problem = replace(problem, code="form.share" if is_part else problem.code, values={"limit": limit})
            problem = replace(problem, found=self._number(field, problem.found, as_percent=is_part))
        code = self.language.code
        values = {
            "found": problem.found,
            "expected": problem.say("expected", code),
            "action": problem.say("action", code),
        }
        return self.text("form.problem", **values)

    def _number(self, field: Field, text: str, *, as_percent: bool) -> str:
        """Number of a message in this language's style; other text as it is."""
        try:
            return show_entry(field, float(text), self.language.code, as_percent=as_percent)
        except ValueError:
            return text

    def problems_html(self, problems: tuple[Problem, ...], head: str = "form.problems") -> str:
        """List of problems, announced by screen readers; empty without any.

        Parameters
        ----------
        problems : tuple of Problem
        head : str
            Key of what stands above them; other than the standard one where a run is not held up by them.
        """
        if not problems:
            return ""
        lines = "".join(
            f"<li><strong>{escape(self.place(each))}</strong>: {escape(self.sentence(each))}</li>" for each in problems
        )
        above = escape(self.text(head, n=str(len(problems))))
        return f'<div class="sx-problem" role="alert"><p><strong>✖ {above}</strong></p><ul>{lines}</ul></div>'
