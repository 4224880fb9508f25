"""Which figures of a letter count: those an analyst has confirmed; on request also those that still wait."""

from __future__ import annotations

from sxsh_eval.errors import InputError, Problem
from sxsh_eval.inputs.claims import Claim, Letter

LINKS = ("part_of", "repeats", "paired_with")


def status_of(claim: Claim) -> str:
    """Status of a figure's review; what was typed by hand counts as confirmed."""
    return claim.review.status if claim.review else "confirmed"


def waiting_claims(letter: Letter) -> tuple[str, ...]:
    """Ids of the figures that a program read and nobody has looked at."""
    return tuple(key for key, claim in letter.claims.items() if status_of(claim) == "draft")


def usable_letter(letter: Letter, *, with_drafts: bool = False) -> Letter:
    """Letter with the figures that may be used.

    Parameters
    ----------
    letter : Letter
        As its file says.
    with_drafts : bool
        Whether figures that nobody has confirmed stay in; rejected ones never do.

    Returns
    -------
    Letter
        Links to figures that are left out are left out with them.

    Raises
    ------
    InputError
        If the letter has figures, none of which may be used.
    """
    left_out = {"rejected"} if with_drafts else {"rejected", "draft"}
    kept = {key: claim for key, claim in letter.claims.items() if status_of(claim) not in left_out}
    if letter.claims and not kept:
        found = f"{len(waiting_claims(letter))} / {len(letter.claims)}"
        raise InputError([Problem("letter.none_confirmed", f"{letter.province} · {letter.number}", found)])
    return letter.model_copy(update={"claims": {key: _with_links_in(claim, kept) for key, claim in kept.items()}})


def _with_links_in(claim: Claim, kept: dict[str, Claim]) -> Claim:
    """Claim without links to figures that are not kept."""
    lost = {name: None for name in LINKS if getattr(claim, name) is not None and getattr(claim, name) not in kept}
    return claim.model_copy(update=lost) if lost else claim
