"""Fields of the record that a draft figure becomes, with quotation, place in the file, confidence."""

from __future__ import annotations

from typing import Any

from sxsh_eval.inputs.letters.confidence import confidence
from sxsh_eval.inputs.letters.drafts import Context, Draft
from sxsh_eval.inputs.letters.undating import base_year

QUOTE_REACH = 120


def claim_of(draft: Draft, context: Context) -> dict[str, Any]:
    """Fields of the claim of a draft."""
    known = context.registry.indicators[draft.indicator]
    unit = draft.unit if draft.unit in {"percent", "vnd"} or known.unit == "percent" else known.unit
    low, high = plain(draft.low), plain(draft.high)
    amount: dict[str, Any] = {"value": {"value": low, "unit": unit, "bound": draft.bound}}
    if low != high:
        amount = {"band": {"low": low, "high": high, "unit": unit}}
    title = context.registry.populations[draft.population].title
    links = {name: getattr(draft, name).key for name in ("part_of", "repeats", "paired_with") if getattr(draft, name)}
    times = {name: getattr(draft, name) for name in ("period", "as_of", "dating")}
    return {
        "indicator": draft.indicator,
        "kind": draft.kind,
        **amount,
        "as_printed": draft.printed.strip(),
        "population": draft.population,
        "wording": {"vi": draft.wording or title.vi, "en": title.en},
        **times,
        "place": draft.line.standing.place,
        "basis": draft.basis,
        **links,
        "payer": draft.payer or None,
        "baseline_year": base_year(draft) if known.needs_baseline else None,
        "review": review_of(draft),
    }


def plain(value: float) -> int | float:
    """Whole numbers without a decimal point."""
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded


def review_of(draft: Draft) -> dict[str, Any]:
    """Quotation, place in the file and confidence of a draft."""
    paragraph = draft.line.paragraph
    return {
        "status": "draft",
        "quote": quote(draft),
        "line": paragraph.line,
        "page": paragraph.page,
        "confidence": confidence(draft),
        "doubts": tuple(sorted(draft.doubts)),
    }


def quote(draft: Draft) -> str:
    """The letter's own words around a figure: its sentence, or what of it lies near."""
    start = max(draft.sentence[0], draft.start - QUOTE_REACH)
    end = min(draft.sentence[1], draft.end + QUOTE_REACH)
    text = draft.line.text[start:end].strip()
    return ("… " if start > draft.sentence[0] else "") + text + (" …" if end < draft.sentence[1] else "")
