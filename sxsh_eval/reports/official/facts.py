"""What a letter to the Ministry is written from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sxsh_eval.estimates.consistency.finding import Finding
from sxsh_eval.inputs.claims import Claim, Letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.entries import Indicator, Province
from sxsh_eval.parameters.quantity import Span, Words
from sxsh_eval.reports.language import Language
from sxsh_eval.reports.model import Report

VI = Language("vi")
FIRST_YEAR = 2009
"""The Strategy's first year, from which letter 1819/BCT-TKNL asks."""


@dataclass(frozen=True)
class Form:
    """What the writer chooses.

    Attributes
    ----------
    symbol : str
        After the slash of the letter's number; empty takes that of the letter the figures are from.
    date : date, optional
        Of the letter; without, day and month stay open.
    """

    symbol: str = ""
    date: dt.date | None = None


@dataclass(frozen=True)
class Facts:
    """Figures, findings on them and estimates of one province.

    Attributes
    ----------
    inputs : Inputs
        Its letter holds the confirmed figures only.
    province : Province
    findings : tuple of Finding
        What the consistency rules say of these figures, most serious first.
    report : Report, optional
        Of a run for the same province: its estimates are told beside the figures.
    run : str
        Name of that run.
    form : Form
    """

    inputs: Inputs
    province: Province
    findings: tuple[Finding, ...] = ()
    report: Report | None = None
    run: str = ""
    form: Form = Form()

    @property
    def letter(self) -> Letter:
        """The figures' letter."""
        return self.inputs.own_letter

    @property
    def name(self) -> str:
        """Name of the province without its kind: ``Hồ Chí Minh``."""
        return short_name(self.province)

    @property
    def people(self) -> str:
        """``UBND tỉnh Bình Định``."""
        return VI.text(f"official.people.{self.province.type}", name=self.name)

    @property
    def place(self) -> str:
        """``tỉnh Bình Định``."""
        return VI.text(f"official.place.{self.province.type}", name=self.name)

    @property
    def local(self) -> str:
        """``trên địa bàn tỉnh``."""
        return VI.text(f"official.local.{self.province.type}")

    @property
    def plan_period(self) -> Span:
        """Years the plan is for: those the letter names, else the two after it, as the form asks."""
        year = self.letter.date.year
        return self.letter.plan_period or Span(first=year + 1, last=year + 2)

    def indicator(self, claim: Claim) -> Indicator:
        """Indicator of a figure."""
        return self.inputs.registry.indicators[claim.indicator]

    def findings_on(self, keys: Iterable[str]) -> Iterator[Finding]:
        """What was found about some figures; checks that they stand are left out."""
        wanted = set(keys)
        return (found for found in self.findings if found.severity != "passes" and wanted & set(found.claims))

    def findings_at(self, section: str) -> Iterator[Finding]:
        """What was found about a section as a whole, not about one of its figures."""
        for found in self.findings:
            if found.severity != "passes" and not found.claims and section in {one.section for one in found.places}:
                yield found


def short_name(province: Province, language: Language = VI) -> str:
    """Name without the kind that the catalogue puts before it."""
    return language.words(province.name).removeprefix("Thành phố ").removesuffix(" City")


def empty_letter(province: Province, year: int) -> Letter:
    """Letter of a province without any figure, dated on the last day of a year it reports on.

    Parameters
    ----------
    province : Province
    year : int

    Returns
    -------
    Letter
    """
    english = Language("en")
    title = Words(vi=VI.text("official.title"), en=english.text("official.title"))
    issuer = {
        language.code: language.text(f"official.people.{province.type}", name=short_name(province, language))
        for language in (VI, english)
    }
    addressee = Words(vi=VI.text("official.ministry"), en=english.text("official.ministry"))
    return Letter(
        province=province.slug,
        number="",
        date=dt.date(year, 12, 31),
        title=title,
        issuer=Words(**issuer),
        addressee=addressee,
        span=Span(first=min(FIRST_YEAR, year), last=year),
        claims={},
    )
