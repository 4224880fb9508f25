"""Documents that a letter names: the one it answers, those its figures rest on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sxsh_eval.inputs.letters.drafts import Context, Draft, Line
from sxsh_eval.parameters.text import fold

DATE_REACH = 40


def find_references(context: Context, drafts: Sequence[Draft]) -> dict[str, dict[str, Any]]:
    """Documents that the letter names: the one it answers, plan and focal unit that claims rest on.

    Parameters
    ----------
    context : Context
    drafts : sequence of Draft
        With their keys.

    Returns
    -------
    dict
        Fields of `Reference` by id; only documents whose day the letter names.
    """
    found: dict[str, dict[str, Any]] = {}
    for line in context.lines:
        for mark in (each for each in line.numbers.marks if each.fate == "document_number"):
            number = "".join(line.text[mark.start : mark.end].split())
            role = role_of(line, mark.start, number, context, drafts)
            days = [
                each.first
                for each in line.numbers.times
                if 0 <= each.start - mark.end <= DATE_REACH and each.form == "day"
            ]
            if role is None or not days:
                continue
            key = f"{role}_{fold(number).replace('-', '_')}"
            place = line.standing.place.model_dump()
            known = found.setdefault(key, reference(number, days[0], role))
            if place not in known["places"]:
                known["places"].append(place)
    return found


def reference(number: str, day: dt.date, role: str) -> dict[str, Any]:
    """Fields of a reference."""
    titles = {
        "request": {"vi": "Văn bản yêu cầu báo cáo", "en": "Letter that asks for the report"},
        "action_plan": {"vi": "Kế hoạch hành động của tỉnh", "en": "Action plan of the province"},
        "focal_unit": {"vi": "Thành lập đơn vị đầu mối", "en": "Sets up the focal unit"},
    }
    form = "letter" if role == "request" else "individual"
    return {"number": number, "date": day, "role": role, "form": form, "title": titles[role], "places": []}


def role_of(line: Line, at: int, number: str, context: Context, drafts: Sequence[Draft]) -> str | None:
    """What a named document is to the letter."""
    for draft in drafts:
        if draft.figure is None and draft.line is line and draft.start == at and draft.indicator:
            return str(draft.indicator) if draft.indicator in {"action_plan", "focal_unit"} else None
    asked = context.search.cue_hits(line.folded, "requests", max(0, at - DATE_REACH), at)
    return "request" if asked and "BCT" in number and line.standing.place.section in {"head", "body"} else None
