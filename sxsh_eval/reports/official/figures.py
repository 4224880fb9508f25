"""Figures, times and populations as official documents print them: ``05 đơn vị``, ``0,5%``, ``286.000.000 đồng``."""

from __future__ import annotations

import re
from decimal import Decimal

from sxsh_eval.estimates.rounding import decimals_printed
from sxsh_eval.inputs.claims import Claim
from sxsh_eval.inputs.printed import SCALES
from sxsh_eval.parameters.quantity import Day, Num, Range, Span
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.official.facts import VI, Facts
from sxsh_eval.reports.render.pieces import clean

TEN = 10
PERCENT = frozenset({"percent", "percent_change"})
COUNTED = frozenset(
    {
        "enterprise",
        "establishment",
        "assessment",
        "model",
        "person",
        "event",
        "department",
        "province",
        "cluster",
        "supermarket",
        "document",
        "unit",
        "years",
    }
)
NATIONWIDE = frozenset({"departments", "provinces", "national_energy", "national_budget"})
SCALE = re.compile(rf"\d\s*({'|'.join(SCALES)})\b", re.IGNORECASE)


def has_words(key: str) -> bool:
    """Whether the catalogue holds a key."""
    return key in catalogue(VI.code)


def decimals(value: float) -> int:
    """Decimals that a number needs: 1 for 0,5."""
    exponent = Decimal(f"{value:.12g}").normalize().as_tuple().exponent
    return max(0, -int(exponent))


def scale_of(claim: Claim) -> tuple[str, int]:
    """Word and factor in which an amount is printed: ``("tỷ", 10**9)``; as many decimals then say how exact it is."""
    found = SCALE.search(claim.as_printed)
    word = found.group(1).lower() if found else ""
    return word, SCALES.get(word, 1)


def digits_text(value: float, claim: Claim) -> str:
    """Digits of a number, with as many decimals as its letter printed; counts below ten take a zero."""
    word, factor = scale_of(claim)
    number = value / factor
    places = max(decimals(number), decimals_printed(claim.as_printed) if claim.value else 0)
    text = VI.number(number, places)
    if claim.unit in COUNTED and not word and not places and 0 < number < TEN:
        return f"0{text}"
    return f"{text} {word}" if word else text


def bare_figure(claim: Claim) -> str:
    """Digits of a figure or of the two ends of a band, without bound and unit."""
    if claim.value is not None:
        return digits_text(claim.value.value, claim)
    if claim.band is None:
        raise ValueError("a claim has a value or a band")
    low, high = (digits_text(end, claim) for end in (claim.band.low, claim.band.high))
    return low if low == high else VI.text("official.band", low=low, high=high)


def bounded(claim: Claim, text: str) -> str:
    """Text with the bound of a figure: ``trên 50%``."""
    return VI.text(f"bound.{claim.value.bound if claim.value else 'exact'}", n=text)


def figure(claim: Claim) -> str:
    """Figure with its bound and unit.

    Parameters
    ----------
    claim : Claim

    Returns
    -------
    str
        ``10%``, ``8 – 13%``, ``trên 50%``, ``04 cán bộ``, ``3,7 tỷ đồng``.
    """
    noun = f"official.noun.{claim.indicator}"
    if has_words(noun) and claim.unit in COUNTED:
        told = VI.text(noun, n=bare_figure(claim))
    else:
        told = VI.with_unit(bare_figure(claim), claim.unit, TEN)
    return bounded(claim, told.replace(" %", "%") if claim.unit in PERCENT else told)


def quantity(value: Num | Range) -> str:
    """Number of an estimate with its unit, or the two ends of its interval."""
    if isinstance(value, Range):
        low, high = (VI.number(end, value.digits) for end in (value.low, value.high))
        return VI.text("official.interval", low=low, high=high)
    told = VI.show(value)
    return told.replace(" %", "%") if value.unit in PERCENT else told


def years_text(span: Span) -> str:
    """``năm 2010`` or ``giai đoạn 2010 - 2015``."""
    if span.first == span.last:
        return VI.text("official.when.year", year=str(span.first))
    return VI.text("official.when.years", first=str(span.first), last=str(span.last))


def when(claim: Claim) -> str:
    """Years or day a figure is for."""
    if claim.period is not None:
        return years_text(claim.period)
    if claim.as_of is None:
        raise ValueError("a claim has a period or a date")
    return VI.text("official.when.day", date=VI.date(Day(value=claim.as_of)))


def years_list(span: Span) -> str:
    """``năm 2019 và năm 2020`` where there are two; else as `years_text`."""
    if span.last == span.first + 1:
        return VI.text("official.when.two_years", first=str(span.first), last=str(span.last))
    return years_text(span)


def population(claim: Claim, facts: Facts) -> str:
    """Population of a figure: ``cơ sở sản xuất công nghiệp trên địa bàn tỉnh``."""
    key = f"official.population.{claim.population}"
    title = VI.text(key) if has_words(key) else clean(facts.inputs.registry.populations[claim.population].title.vi)
    return title if claim.population in NATIONWIDE else f"{title} {facts.local}"
