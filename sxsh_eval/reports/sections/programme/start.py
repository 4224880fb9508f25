"""Section: what is known of the establishments from which the futures start, and what is only assumed."""

from __future__ import annotations

from math import isnan
from typing import Any

from sxsh_eval.estimates.programme.released import TOO_FEW
from sxsh_eval.estimates.programme.values import Base
from sxsh_eval.inputs.national import NationalInputs
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Mark, Num, Phrase, Value, Verbatim, as_name, phrase
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.language import catalogue
from sxsh_eval.reports.model import Block, Section, Table
from sxsh_eval.reports.sections.common import head, paragraph, synthetic_source, titled
from sxsh_eval.reports.sections.programme.cells import cell, mark, projection_source, reason_of, warning, year

ASSUMED = "projected"
"""Grade of what no data of the province speak of."""
IDENTITIES = ("single_province", "single_sector")
"""Reasons of numbers that are one because there is nothing to compare with: nobody needs them."""
SAME, MOST_PLACES = ("indicator", "sector", "period", "term", "evidence", "source", "reason"), 8
"""What numbers of many provinces share; more provinces than these are told in one row, all stand in the numbers."""
Facts = Inputs | NationalInputs


def programme_start_section(base: Base, inputs: Facts, study: Study) -> Section:
    """What is known of the start, what is assumed, each with its source.

    Parameters
    ----------
    base : Base
    inputs : Inputs or NationalInputs
    study : Study

    Returns
    -------
    Section
    """
    rows = parameter_rows(base)
    known = [row for row in rows if row["evidence"] != ASSUMED]
    assumed = [row for row in rows if row["evidence"] == ASSUMED]
    counts: dict[str, Value] = {
        "known": Num(value=len(known), unit="count"),
        "assumed": Num(value=len(assumed), unit="count"),
        "all": Num(value=len(rows), unit="count"),
        "year": year(base.year),
    }
    blocks: list[Block] = [paragraph("programme.start", **counts)]
    if few := replaced_for_few(base):
        blocks.append(warning("programme.start_few", count=Num(value=few, unit="count")))
    if assumed:
        blocks.append(warning("programme.start_assumed" if known else "programme.start_all_assumed", **counts))
    if known:
        blocks.append(known_table("programme_known", known, base, inputs, study))
    if assumed:
        blocks.append(known_table("programme_assumed", assumed, base, inputs, study))
    return Section(id="programme_start", title=phrase("section.programme_start"), blocks=tuple(blocks))


def parameter_rows(base: Base) -> list[dict[str, Any]]:
    """What the model starts from, without what is one because there is nothing to compare with."""
    return [
        {str(key): value for key, value in row.items()} | {"several": len(base.places) > 1}
        for row in base.known.table.to_dict("records")
        if row["reason"] not in IDENTITIES
    ]


def replaced_for_few(base: Base) -> int:
    """Parameters that were assumed although there are data, because these rest on too few enterprises."""
    checks = base.known.checks
    found = checks[checks["diagnostic"] == TOO_FEW]
    return int(found["statistic"].sum()) if len(found) else 0


def known_table(name: str, rows: list[dict[str, Any]], base: Base, inputs: Facts, study: Study) -> Table:
    """One parameter a row: value with its interval, grade, source; of assumptions the status instead of the grade."""
    registry, assumed = inputs.registry, name == "programme_assumed"
    shown = tuple(
        (
            parameter_name(same[0], registry) if len(same) == 1 else bare_name(same[0], registry),
            cell(same[0], with_reason=True) if len(same) == 1 else from_to(same, registry),
            status_of(same[0], registry) if assumed else mark(str(same[0]["evidence"])),
            origin_name(str(same[0]["source"]), inputs, study) if assumed else source_name(same[0], inputs, study),
        )
        for same in gathered(rows)
    )
    return Table(
        id=name,
        title=phrase(f"table.{name}"),
        columns=(
            head("parameter", share=2.8),
            head("value_interval", share=1.8),
            head("status" if assumed else "evidence", share=1.5),
            head("source", share=3.0),
        ),
        rows=shown,
        notes=(phrase(f"note.{name}"), *(reason_notes(rows, registry) if assumed else ())),
        source=projection_source(base, study),
        fewest=base.fewest,
    )


def gathered(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Rows one by one, but those of one parameter for many provinces, of one grade and source, together."""
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(tuple(str(row[name]) for name in SAME), []).append(row)
    found: list[list[dict[str, Any]]] = []
    for row in rows:
        same = groups[tuple(str(row[name]) for name in SAME)]
        if len(same) <= MOST_PLACES or any(isnan(float(each["estimate"])) for each in same):
            found.append([row])
        elif row is same[0]:
            found.append(same)
    return found


def from_to(same: list[dict[str, Any]], registry: Registry) -> Phrase:
    """Lowest and highest of many provinces, each with its interval and name."""
    names = {each.slug: as_name(each.name) for each in registry.provinces}
    low, high = (pick(same, key=lambda row: float(row["estimate"])) for pick in (min, max))
    return phrase(
        "programme.from_to",
        count=Num(value=len(same), unit="province"),
        low=cell(low),
        low_place=names.get(str(low["province"]), Verbatim(text=str(low["province"]))),
        high=cell(high),
        high_place=names.get(str(high["province"]), Verbatim(text=str(high["province"]))),
    )


def reason_notes(rows: list[dict[str, Any]], registry: Registry) -> list[Phrase]:
    """What has to be known of numbers with intervals: each remark once, with those that it is about."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["reason"] and not isnan(float(row["conf_low"])):
            found.setdefault(str(row["reason"]), []).append(row)
    return [
        phrase(
            "note.programme_reason",
            names=Listing(items=tuple(parameter_name(row, registry) for row in same), long=True),
            reason=reason_of(same[0]),
        )
        for same in found.values()
    ]


def parameter_name(row: dict[str, Any], registry: Registry) -> Value:
    """A parameter in words, with the branch or the province that it is about."""
    name, sector, place = bare_name(row, registry), str(row["sector"]), str(row["province"])
    if sector in registry.sectors:
        return phrase("programme.parameter_of", what=name, of=as_name(registry.sectors[sector].title))
    named = [each for each in registry.provinces if each.slug == place]
    if row["several"] and named:
        return phrase("programme.parameter_of", what=name, of=as_name(named[0].name))
    return name


def bare_name(row: dict[str, Any], registry: Registry) -> Value:
    """Name of a parameter: of its belief, of the catalogues, of its indicator."""
    for key in (str(row["term"]), str(row["indicator"])):
        if key in registry.priors:
            return titled(registry.priors[key].title)
        if f"programme_base.{key}" in catalogue("vi"):
            return phrase("common.capital", text=phrase(f"programme_base.{key}"))
        if key in registry.indicators:
            return titled(registry.indicators[key].title)
    return Verbatim(text=str(row["indicator"]))


def source_name(row: dict[str, Any], inputs: Facts, study: Study) -> Value:
    """Source in words, with what has to be known of the number besides."""
    source = origin_name(str(row["source"]), inputs, study)
    if row["reason"] and not isnan(float(row["conf_low"])):
        return phrase("programme.source_reason", source=source, reason=reason_of(row))
    return source


def origin_name(text: str, inputs: Facts, study: Study) -> Value:
    """An entry of the registry, the letter, a table of the study, made-up data; else the text itself."""
    letter = getattr(inputs, "letter", None)
    kind, _, when = text.partition(":")
    if text in inputs.registry.sources:
        return as_name(inputs.registry.sources[text].title)
    if letter is not None and text.startswith(letter.number):
        section = text.removeprefix(letter.number).strip(" ,;")
        number = Verbatim(text=letter.number)
        return phrase("programme.letter_place", number=number, section=Verbatim(text=section or "-"))
    if text == "synthetic":
        return synthetic_source(study)
    key = f"programme_base.source.{kind}{'_year' if when and kind == 'enterprises' else ''}"
    if key in catalogue("vi"):
        return phrase(key, **({"year": year(int(when))} if when.isdigit() else {}))
    return Verbatim(text=text)


def status_of(row: dict[str, Any], registry: Registry) -> Mark | None:
    """Whether somebody has seen an assumed number in its source."""
    for key in (str(row["term"]), str(row["indicator"])):
        if key in registry.priors and row["evidence"] == ASSUMED:
            return Mark(scale="status", name=registry.priors[key].status)
    return None
