"""Letters to the Ministry for tests: the province's own and made-up ones."""

from __future__ import annotations

import datetime as dt
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from hypothesis import strategies as st

from sxsh_eval.estimates.consistency.rules import check_consistency
from sxsh_eval.inputs.claims import Letter
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Phrase, Value
from sxsh_eval.reports.model import Report, Section, Table, Text
from sxsh_eval.reports.official.compose import official_letter
from sxsh_eval.reports.official.facts import Facts, Form
from sxsh_eval.reports.official.model import OfficialLetter
from sxsh_eval.reports.render.letter_docx import render_letter
from sxsh_eval.runs.letters.official_facts import letter_facts
from tests.letters import claim, letter, registry, study

SHARES = ("informed", "awareness", "adoption", "dedicated_unit", "doit_staff", "saving_per_product")
COUNTS = (
    "enterprises_trained",
    "rapid_assessments",
    "detailed_assessments",
    "trainers_trained",
    "events_workshops",
    "events_courses",
)
POPULATIONS = {
    "adoption": ("all_establishments", "potential_establishments", "rural_industrial_establishments"),
    "dedicated_unit": ("all_enterprises", "sme_enterprises", "medium_large_enterprises"),
    "saving_per_product": ("adopting_establishments", "demonstration_models"),
}
PAYERS = ("state_central", "state_local", "international", "enterprises")
YEARS: dict[str, tuple[int, int]] = {"target": (2016, 2020), "plan": (2019, 2020), "proposal": (2021, 2030)}
PLACES = {"target": "I.1", "plan": "II", "proposal": "III.4.b", "budget": "I.2.c"}


@cache
def binh_dinh() -> Facts:
    """Facts of the letter in ``data/claims``, signed on its own date."""
    return letter_facts(study("2016-2020", "binh-dinh"), 2018, Form(date=dt.date(2018, 4, 24)))


@cache
def binh_dinh_letter() -> OfficialLetter:
    return official_letter(binh_dinh())


@cache
def binh_dinh_file() -> bytes:
    return render_letter(binh_dinh_letter())


def opened(content: bytes) -> Document:
    return docx.Document(BytesIO(content))


def texts(content: bytes) -> list[str]:
    """Paragraphs outside tables."""
    return [paragraph.text for paragraph in opened(content).paragraphs]


def facts(claims: dict[str, dict[str, Any]] | None = None, report: Report | None = None, **changes: Any) -> Facts:
    """Facts around an invented letter, with what the rules say of it."""
    return facts_of(letter(claims, **changes), report)


def facts_of(made: Letter, report: Report | None = None) -> Facts:
    given = Inputs(registry(), made)
    findings = check_consistency(given, study()).findings if given.claims else ()
    province = registry().province(given.province, made.date)
    return Facts(given, province, findings, report, "latest" if report else "", Form(date=made.date))


def whole_text(made: OfficialLetter) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in made.lines())


def report_of(*sections: Section, synthetic: bool = False) -> Report:
    title = Phrase(key="report.title")
    name = "province_report/lao-cai/2016-2020"
    return Report(id=name, title=title, subtitle=title, facts=(), sections=sections, synthetic=synthetic)


def section(*blocks: Text | Table) -> Section:
    return Section(id="adoption", title=Phrase(key="section.adoption"), blocks=blocks)


def table(name: str, *rows: tuple[Value | None, ...]) -> Table:
    heads = tuple({"head": {"kind": "phrase", "key": "column.indicator"}} for _ in rows[0])
    source = Phrase(key="source.survey", values={"year": {"kind": "num", "value": 2020, "unit": "year"}})
    return Table.model_validate(
        {"id": name, "title": Phrase(key="table.funnel"), "columns": heads, "rows": rows, "source": source}
    )


def percent() -> st.SearchStrategy[float]:
    return st.one_of(
        st.integers(1, 100).map(float),
        st.integers(1, 999).map(lambda tenths: tenths / 10),
        st.integers(1, 99).map(lambda hundredths: hundredths / 100),
    )


@st.composite
def one_claim(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """One figure of a kind: a value, a bound or a band; a share or a count; money with its payer."""
    if kind == "budget":
        thousands = draw(st.integers(1, 99_999))
        value, printed = thousands * 1000, f"{thousands * 1000:,}".replace(",", ".")
        if draw(st.booleans()):
            value, printed = thousands * 10**8, f"{thousands / 10:g}".replace(".", ",") + " tỷ đồng"
        payer = draw(st.sampled_from(PAYERS))
        return claim("budget", value, kind="budget", payer=payer, as_printed=printed) | {"place": {"section": "I.2.c"}}
    names = {"result": SHARES, "target": SHARES, "activity": COUNTS}.get(kind, (*SHARES, *COUNTS))
    name = draw(st.sampled_from(names))
    whole = claim(name, 1)
    whole |= {"kind": kind, "dating": "stated"} | _time(draw, kind)
    whole["place"] = {"section": PLACES.get(kind, "I.3.c" if kind == "result" else "I.2.a")}
    return whole | (_share(draw, name) if name in SHARES else _count(draw, name))


def _time(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    if kind in YEARS:
        first, last = YEARS[kind]
        return {"period": {"first": first, "last": last}, "as_of": None}
    if kind == "result" and draw(st.booleans()):
        return {"period": None, "as_of": dt.date(2018, draw(st.integers(1, 12)), draw(st.integers(1, 28)))}
    first = draw(st.integers(2009, 2018))
    return {"period": {"first": first, "last": draw(st.integers(first, 2018))}, "as_of": None}


def _share(draw: st.DrawFn, name: str) -> dict[str, Any]:
    value = draw(percent())
    shown = f"{value:g}".replace(".", ",")
    given = {"population": draw(st.sampled_from(POPULATIONS.get(name, (registry().indicators[name].population,))))}
    if value >= 100 or draw(st.booleans()):
        bound = draw(st.sampled_from(["exact", "about", "over", "at_least", "at_most"]))
        return given | {"value": {"value": value, "unit": "percent", "bound": bound}, "as_printed": f"{shown}%"}
    high = draw(st.integers(int(value) + 1, 100))
    return given | {
        "value": None,
        "band": {"low": value, "high": high, "unit": "percent"},
        "as_printed": f"{shown} – {high}%",
    }


def _count(draw: st.DrawFn, name: str) -> dict[str, Any]:
    value = draw(st.one_of(st.integers(0, 30), st.integers(31, 99_999)))
    bound = draw(st.sampled_from(["exact", "exact", "about", "over"]))
    unit = registry().indicators[name].unit
    return {"value": {"value": value, "unit": unit, "bound": bound}, "as_printed": f"{value:,}".replace(",", ".")}


def pair_of(count: int, share: float) -> dict[str, dict[str, Any]]:
    """A count with the percentage that says the same."""
    period = {"period": {"first": 2013, "last": 2017}, "as_of": None, "population": "all_enterprises"}
    return {
        "count": claim("dedicated_unit", count, unit="enterprise", paired_with="share") | period,
        "share": claim("dedicated_unit", share, paired_with="count") | period,
    }


def total_of(*parts: int) -> dict[str, dict[str, Any]]:
    """A total with its parts, which other words tell apart."""
    words = [{"vi": f"trong đó: cán bộ {office}", "en": "of whom"} for office in ("Sở Công Thương", "huyện")]
    told = {f"part{at}": claim("trainers_trained", n, part_of="total") for at, n in enumerate(parts)}
    whole = {"total": claim("trainers_trained", sum(parts)), **told}
    return {key: one | ({"wording": words[int(key[-1])]} if key != "total" else {}) for key, one in whole.items()}


KIND_SETS = [(), ("proposal",), ("result",), ("activity",), ("budget",), ("target",), ("plan",)]
ALL_KINDS = ("result", "target", "plan", "proposal", "activity", "budget")


@st.composite
def made_letters(draw: st.DrawFn) -> Letter:
    """Letters with none to eight figures: of no kind, of one kind, of all kinds."""
    kinds = draw(st.sampled_from([*KIND_SETS, ALL_KINDS]))
    chosen = draw(st.lists(st.sampled_from(kinds), max_size=8)) if kinds else []
    made = {f"c{at}": draw(one_claim(kind)) for at, kind in enumerate(chosen)}
    if "result" in chosen and draw(st.booleans()):
        made |= pair_of(draw(st.integers(1, 400)), draw(percent()))
    if "activity" in chosen and draw(st.booleans()):
        made |= total_of(draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    return letter(made, number="12/UBND-KT", date=dt.date(2018, 12, 31))
