"""Whom the answers stand for: population, answers and response rates side by side."""

from __future__ import annotations

from typing import Any

from sxsh_eval.estimates.adoption import ADOPTING, SIZES, Adoption
from sxsh_eval.inputs.panel import Inputs
from sxsh_eval.parameters.quantity import Listing, Num, Value, phrase
from sxsh_eval.parameters.study import Study
from sxsh_eval.reports.model import Block, Table, Text
from sxsh_eval.reports.sections.adoption_figures import level_name, source_line
from sxsh_eval.reports.sections.common import HIDDEN, head, paragraph, why

Levels = dict[tuple[str, str], dict[str, Any]]


def by_level(table: Any) -> Levels:
    """Rows of a table by variable and level."""
    return {(str(row["variable"]), str(row["level"])): row for row in table.to_dict("records")}


def in_order(levels: Levels) -> list[tuple[str, str]]:
    """Levels as they came, sizes from the smallest."""
    last = len(SIZES)
    place = {key: (key[0], SIZES.index(key[1]) if key[1] in SIZES else last, key[1]) for key in levels}
    return sorted(levels, key=lambda key: place[key])


def percent(row: dict[str, Any] | None, name: str, scale: float) -> Value | None:
    """Share in per cent, where there is one; the sign for one that may not leave the house."""
    if row is not None and row[name] != row[name]:
        return HIDDEN
    return None if row is None else Num(value=round(scale * float(row[name]), 1), unit="percent", digits=1)


def response_table(adoption: Adoption, inputs: Inputs, study: Study) -> Table:
    """Shares of sectors and sizes in population and answers, with response rates."""
    counted = by_level(adoption.weighting.composition)
    balance = adoption.weighting.balance
    asked = {} if balance is None else by_level(balance.table)
    rows: list[tuple[Value | None, ...]] = []
    for variable, level in in_order(counted | asked):
        known, answered = counted.get((variable, level)), asked.get((variable, level))
        shown = known or answered or {}
        rows.append(
            (
                phrase(f"adoption.by_{variable}"),
                level_name(inputs, variable, level),
                percent(known, "population", 1) if counted else percent(answered, "frame", 100),
                percent(known, "respondents", 1) if counted else percent(answered, "respondents", 100),
                percent(answered, "response_rate", 100),
                HIDDEN if is_kept(shown) else phrase(f"response.verdict.{shown['verdict']}"),
            )
        )
    return Table(
        id="adoption_response_table",
        title=phrase("table.response" if counted else "table.response_asked"),
        columns=(
            head("group", share=1.1),
            head("term_name", share=2.4),
            head("in_population" if counted else "among_asked", share=1.1, align="right"),
            head("among_answers", share=1.1, align="right"),
            head("response_rate", share=1.0, align="right"),
            head("balance", share=1.2),
        ),
        rows=tuple(rows),
        notes=(
            phrase("note.balance"),
            phrase("note.composition" if counted else "note.asked_only"),
            *((phrase("note.hidden"),) if any(map(is_kept, (counted | asked).values())) else ()),
        ),
        source=source_line(adoption, study),
        fewest=fewest_shown(adoption, counted | asked),
    )


def is_kept(row: dict[str, Any]) -> bool:
    """Whether the answers of a level may not leave the house."""
    return bool(row["respondents"] != row["respondents"])


def fewest_shown(adoption: Adoption, levels: Levels) -> int | None:
    """Answers of the level with fewest, of those whose answers are shown."""
    data = adoption.design.data
    shown = [key for key, row in levels.items() if not is_kept(row)]
    counts = [int((data[name].astype("str") == level).sum()) for name, level in shown if name in data]
    return min((count for count in counts if count), default=None)


def weighting_sentence(adoption: Adoption) -> list[Block]:
    """What the counts changed."""
    weighting = adoption.weighting
    if weighting.kind is None or adoption.unweighted is None:
        return []
    before, after = (
        Num(value=round(float(each.row(ADOPTING)["estimate"]), 1), unit="percent", digits=1)
        for each in (adoption.unweighted, adoption.shares)
    )
    columns = Listing(items=tuple(phrase(f"response.column.{name}") for name in weighting.columns))
    population = Num(value=round(weighting.population), unit="establishment")
    return [paragraph(f"response.{weighting.kind}", columns=columns, population=population, before=before, after=after)]


def refusal(adoption: Adoption) -> list[Block]:
    """Why the counts could not be used."""
    problems = adoption.weighting.refusals
    return [Text(phrase=phrase("response.not_weighted", why=why(problems)), style="warning")] if problems else []


def response_blocks(adoption: Adoption, inputs: Inputs, study: Study) -> list[Block]:
    """Weights, who answered; nothing where neither counts nor those who did not answer are known.

    Parameters
    ----------
    adoption : Adoption
    inputs : Inputs
    study : Study

    Returns
    -------
    list of Block
    """
    weighting = adoption.weighting
    blocks = [*weighting_sentence(adoption), *refusal(adoption)]
    if weighting.balance is not None:
        rate = Num(value=round(100 * weighting.balance.response_rate, 1), unit="percent", digits=1)
        n = Num(value=weighting.balance.n_frame, unit="count")
        blocks.append(paragraph("response.rate", rate=rate, asked=n))
    if weighting.balance is not None or len(weighting.composition):
        return [*blocks, response_table(adoption, inputs, study)]
    return [Text(phrase=phrase("response.unknown"), style="warning")]
