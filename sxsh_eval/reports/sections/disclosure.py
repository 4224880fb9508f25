"""Section: which numbers are not published, by which rules."""

from __future__ import annotations

from collections import Counter

from sxsh_eval.estimates.benchmark.benchmark import Benchmark
from sxsh_eval.estimates.disclosure.release import Released
from sxsh_eval.estimates.disclosure.rules import COMPLEMENTARY, Rules
from sxsh_eval.estimates.savings import Refused
from sxsh_eval.parameters.quantity import Num, Phrase, phrase
from sxsh_eval.reports.model import Block, Section, Table
from sxsh_eval.reports.sections.common import head, paragraph


def rules_phrases(released: Released) -> list[Block]:
    """Audience, rules and what they are for."""
    choices, rules = released.choices, Rules.of(released.choices)
    return [
        paragraph(f"disclosure.audience_{choices.audience}"),
        paragraph(
            "disclosure.rules",
            minimum=Num(value=rules.minimum_count, unit="enterprise"),
            p=Num(value=rules.p_percent, unit="percent"),
            largest=Num(value=rules.dominance_n, unit="count"),
            share=Num(value=round(100 * rules.dominance_share, 1), unit="percent"),
        ),
        paragraph("disclosure.beside", p=Num(value=rules.p_percent, unit="percent")),
    ]


def count(value: int) -> Num:
    """A number of cells."""
    return Num(value=value, unit="count")


def log_table(released: Released) -> Table:
    """How many numbers are hidden in each chapter; not which rule hid which, for that would tell of the value."""
    parts = dict.fromkeys(kept.part for kept in released.log)
    whole = Counter(kept.part for kept in released.log if not kept.table)
    beside = Counter(kept.part for kept in released.log if kept.table and kept.rule == COMPLEMENTARY)
    own = Counter(kept.part for kept in released.log if kept.table and kept.rule != COMPLEMENTARY)
    return Table(
        id="disclosure_log",
        title=phrase("table.disclosure"),
        columns=(
            head("disclosure_part", share=2.0),
            head("disclosure_own", share=1.2, align="right"),
            head("disclosure_beside", share=1.2, align="right"),
            head("disclosure_whole", share=1.2, align="right"),
        ),
        rows=tuple((part_name(part), count(own[part]), count(beside[part]), count(whole[part])) for part in parts),
        notes=(phrase("note.disclosure"),),
        source=phrase("source.disclosure"),
    )


def part_name(part: str) -> Phrase:
    """Chapter in words."""
    return phrase(f"disclosure.part.{part}")


def with_answers(benchmark: Benchmark | Refused | None) -> Benchmark | Refused | None:
    """Comparison of provinces, where anything in it was made from answers."""
    return None if isinstance(benchmark, Benchmark) and not benchmark.rates else benchmark


def disclosure_section(released: Released) -> Section:
    """Numbers that are not published.

    Parameters
    ----------
    released : Released
        From `release_estimates`.

    Returns
    -------
    Section
        Rules in words, then how much they hid in each chapter; empty where nothing came from enterprises, so that
        there was nothing to hide.
    """
    of_enterprises = (released.adoption, released.spread, released.savings, released.sites, released.national)
    answers = with_answers(released.benchmark)
    if all(part is None for part in (*of_enterprises, answers)) and not released.log:
        return Section(id="disclosure", title=phrase("section.disclosure"))
    blocks = rules_phrases(released)
    blocks.append(log_table(released) if released.log else paragraph("disclosure.nothing"))
    return Section(id="disclosure", title=phrase("section.disclosure"), blocks=tuple(blocks))
