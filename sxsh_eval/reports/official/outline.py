"""Order of a report in the form of letter 1819/BCT-TKNL (2018), with the place of each figure in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sxsh_eval.inputs.claims import Claim
from sxsh_eval.parameters.entries import Indicator


@dataclass(frozen=True)
class Part:
    """One heading of the form.

    Attributes
    ----------
    section : str
        Number as in `Place.section`; its heading is ``official.heading.<section>`` with the points left out.
    asked : tuple of str
        What the form asks for here: indicators, payers or topics; each is left as a marked blank when unknown.
    topics : tuple of str
        Topics of remarks that are told here.
    """

    section: str
    asked: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()

    @property
    def level(self) -> int:
        """1 for a part, 2 for a section, 3 for a point."""
        return self.section.count(".") + 1

    @property
    def key(self) -> str:
        """Ending of the part's catalogue keys."""
        return self.section.replace(".", "_")


OUTLINE: tuple[Part, ...] = (
    Part("I"),
    Part("I.1", asked=("targets",), topics=("objective",)),
    Part("I.2"),
    Part(
        "I.2.a",
        asked=(
            "action_plan",
            "focal_unit",
            "enterprises_trained",
            "rapid_assessments",
            "detailed_assessments",
            "trainers_trained",
        ),
    ),
    Part("I.2.b", asked=("method",), topics=("method",)),
    Part("I.2.c", asked=("international", "state_central", "state_local", "enterprises")),
    Part("I.3"),
    Part("I.3.a", asked=("events_workshops", "events_courses", "informed")),
    Part("I.3.b", asked=("policies", "capacity")),
    Part(
        "I.3.c",
        asked=("awareness", "adoption", "saving_per_product", "dedicated_unit", "energy_saving_estimated"),
    ),
    Part("I.4", asked=("strength", "difficulty"), topics=("strength", "difficulty")),
    Part("I.5", asked=("impact",), topics=("impact",)),
    Part("I.6", asked=("integration",), topics=("integration",)),
    Part("I.7", asked=("recommendation",), topics=("recommendation",)),
    Part("II"),
    Part("III"),
    Part("III.1", asked=("need",), topics=("proposal",)),
    Part("III.2", asked=("basis",), topics=("proposal",)),
    Part("III.3", asked=("amounts",), topics=("proposal",)),
    Part("III.4"),
    Part("III.4.a", asked=("general_aim",), topics=("proposal",)),
    Part("III.4.b", asked=("proposals",)),
    Part("III.4.c", asked=("contents",), topics=("proposal",)),
    Part("III.5", asked=("means",), topics=("proposal",)),
)
SECTIONS = tuple(part.section for part in OUTLINE)
MONEY = frozenset({"budget", "funding_years"})
KNOWLEDGE = frozenset({"events_workshops", "events_courses", "informed"})
CAPACITY = frozenset({"doit_staff", "cp_staff_trained"})
DOCUMENTS = frozenset({"action_plan", "focal_unit"})
AHEAD: Mapping[str, str] = {"target": "I.1", "plan": "II", "proposal": "III.4.b"}


def section_of(claim: Claim, indicator: Indicator) -> str:
    """Section of the form in which a figure is told.

    Parameters
    ----------
    claim : Claim
        A figure that repeats another stands where the form asks what came of the activity.
    indicator : Indicator

    Returns
    -------
    str
        One of `SECTIONS`.
    """
    name = claim.indicator
    if claim.kind == "proposal" and name in MONEY:
        return "III.3"
    if claim.kind in AHEAD:
        return AHEAD[claim.kind]
    if claim.kind == "budget" or name in MONEY:
        return "I.2.c"
    if name in CAPACITY or (claim.repeats and name in DOCUMENTS):
        return "I.3.b"
    if name in KNOWLEDGE or (claim.repeats and indicator.level != "outcome"):
        return "I.3.a"
    return "I.3.c" if indicator.level == "outcome" else "I.2.a"
