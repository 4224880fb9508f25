"""The whole letter: head, text, foot and the annex with the plan."""

from __future__ import annotations

from sxsh_eval.parameters.quantity import Day
from sxsh_eval.reports.official.body import body
from sxsh_eval.reports.official.evidence import findings_note
from sxsh_eval.reports.official.facts import VI, Facts
from sxsh_eval.reports.official.figures import years_list
from sxsh_eval.reports.official.model import Annex, Foot, Grid, Head, Line, OfficialLetter, Piece
from sxsh_eval.reports.render.pieces import clean

PLANNED = ("information", "training", "assessments", "models", "policies")
"""What a plan is expected to speak of, a row each."""

SHARES = (1.0, 6.0, 2.2, 2.6, 2.8)


def symbol_of(facts: Facts) -> str:
    """Symbol after the slash of the number: chosen, else that of the figures' letter."""
    return clean(facts.form.symbol) or clean(facts.letter.number.partition("/")[2]) or VI.text("official.head.symbol")


def dated(facts: Facts) -> str:
    """Place and date; day and month stay open without one."""
    place = clean(facts.province.name.vi)
    if facts.form.date is not None:
        return VI.text("official.head.dated", place=place, date=VI.date(Day(value=facts.form.date)))
    return VI.text("official.head.undated", place=place, year=str(facts.letter.date.year))


def head(facts: Facts) -> Head:
    """Top of the first page."""
    title = clean(facts.letter.title.vi)
    notes = findings_note(facts.findings_at("head"))
    addressee = VI.text("official.head.addressee", name=clean(facts.letter.addressee.vi))
    return Head(
        issuer=(
            VI.text("official.head.people"),
            VI.text(f"official.head.{facts.province.type}", name=clean(facts.name).upper()),
        ),
        nation=VI.text("official.head.nation"),
        motto=VI.text("official.head.motto"),
        number=(Piece(VI.text("official.head.number", symbol=symbol_of(facts))),),
        subject=(Piece(VI.text("official.head.subject", title=title), notes),),
        dated=(Piece(dated(facts)),),
        addressee=(Piece(addressee),),
    )


def foot(facts: Facts) -> Foot:
    """Recipients and authority; the name is left for who signs."""
    notes = findings_note(facts.findings_at("foot"))
    authority = (VI.text("official.foot.for_people"), VI.text("official.foot.chair"))
    return Foot(
        recipients_title=VI.text("official.foot.recipients"),
        recipients=tuple(VI.text(f"official.foot.to_{name}") for name in ("addressee", "department", "archive")),
        authority=((Piece(authority[0], notes),), (Piece(authority[1]),)),
    )


def planned_rows() -> tuple[tuple[Line, ...], ...]:
    """Rows of the plan's table, whose cells the province fills in; its figures stand in the text, once."""
    open_cell = (Piece(VI.text("official.plan.blank"), is_blank=True),)
    contents = [(Piece(VI.text(f"official.plan.{name}")),) for name in PLANNED]
    return tuple(
        ((Piece(str(at)),), content, open_cell, open_cell, open_cell) for at, content in enumerate(contents, start=1)
    )


def annex(facts: Facts) -> Annex:
    """Plan of the coming years."""
    heads = tuple(VI.text(f"official.plan.head.{name}") for name in ("index", "content", "time", "unit", "money"))
    titles = (
        VI.text("official.plan.annex"),
        VI.text("official.plan.title", years=years_list(facts.plan_period)).upper(),
    )
    reference = VI.text("official.plan.belongs", symbol=symbol_of(facts), people=facts.people, dated=_day(facts))
    return Annex(titles, reference, Grid(heads, planned_rows(), SHARES))


def _day(facts: Facts) -> str:
    if facts.form.date is not None:
        return VI.date(Day(value=facts.form.date))
    return VI.text("official.plan.undated", year=str(facts.letter.date.year))


def official_letter(facts: Facts) -> OfficialLetter:
    """Letter of a province to the Ministry in the order of letter 1819/BCT-TKNL.

    Parameters
    ----------
    facts : Facts
        Confirmed figures, what the consistency rules found about them, a run's report where there is one.

    Returns
    -------
    OfficialLetter
        In Vietnamese. Each figure's note tells its grade of evidence, source and uncertainty.
    """
    synthetic = facts.report is not None and facts.report.synthetic
    return OfficialLetter(
        title=VI.text("official.document_title", title=clean(facts.letter.title.vi), place=facts.place),
        author=VI.text("render.author"),
        banner=VI.text("official.synthetic") if synthetic else "",
        head=head(facts),
        body=body(facts),
        foot=foot(facts),
        annex=annex(facts),
    )
