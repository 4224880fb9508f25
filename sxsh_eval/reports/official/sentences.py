"""Figures of a letter as sentences that name period, population and unit; each figure carries its note."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sxsh_eval.inputs.claims import Claim, Reference
from sxsh_eval.inputs.printed import parse_printed
from sxsh_eval.parameters.quantity import Day
from sxsh_eval.reports.official.evidence import claim_note
from sxsh_eval.reports.official.facts import VI, Facts
from sxsh_eval.reports.official.figures import COUNTED, bare_figure, bounded, figure, has_words, population, when
from sxsh_eval.reports.official.model import Line, Piece
from sxsh_eval.reports.render.pieces import clean

SLOT = "\0"
OF_WHOM = ("trong đó:", "trong đó")


def around(text: str, *pieces: Piece) -> Line:
    """Text with pieces put into its slots, in order."""
    parts = text.split(SLOT)
    line: list[Piece] = []
    for at, part in enumerate(parts):
        line += [Piece(part)] if part else []
        line += [pieces[at]] if at < len(parts) - 1 else []
    return tuple(line)


def frame(claim: Claim, told: str) -> str:
    """Sentence with its time in front; what lies ahead is said to be aimed at, planned or proposed."""
    key = f"official.at.{claim.kind}"
    return VI.text(key if has_words(key) else "official.at.past", when=when(claim), told=told)


def reference_of(claim: Claim, facts: Facts) -> Reference | None:
    """Document that a figure stands for: it is printed as its number."""
    return next((one for one in facts.letter.references.values() if one.number == claim.as_printed), None)


def document_words(number: str) -> str:
    """Kind of a document by the letters of its number."""
    kind = next((name for name in ("QĐ", "KH", "CTr") if name in number), "other")
    return VI.text(f"official.document.{kind}", number=SLOT)


def document_line(key: str, facts: Facts) -> Line:
    """What a document set up, with its number, date and period."""
    claim = facts.letter.claims[key]
    known = reference_of(claim, facts)
    words = document_words(claim.as_printed)
    if known is not None:
        words = VI.text("official.document.dated", document=words, date=VI.date(Day(value=known.date)))
    title = clean(known.title.vi) if known else clean(claim.wording.vi)
    told = VI.text(f"official.set_up.{claim.indicator}", title=title, document=words)
    sentence = VI.text("official.sentence", told=frame(claim, told))
    return around(sentence, Piece(clean(claim.as_printed), claim_note(key, facts)))


def share_parts(claim: Claim, facts: Facts) -> tuple[str, str]:
    """Figure and population of a share: ``10%`` of all, or as many of them: ``10 doanh nghiệp``."""
    of = population(claim, facts)
    if claim.unit not in COUNTED:
        return figure(claim), of
    if facts.inputs.registry.populations[claim.population].unit == claim.unit:
        return bounded(claim, bare_figure(claim)), of
    return figure(claim), VI.text("official.among", of=of)


def told_words(claim: Claim, facts: Facts) -> tuple[str, str]:
    """Words around a figure, with a slot for it, then the figure."""
    key = f"official.claim.{claim.indicator}"
    payer = VI.text(f"payer.{claim.payer or 'not_stated'}")
    shown, of = share_parts(claim, facts) if facts.indicator(claim).unit == "percent" else (figure(claim), "")
    if has_words(key):
        told = VI.text(key, n=SLOT, of=of, payer=payer)
    else:
        title = clean(facts.indicator(claim).title.vi)
        told = VI.text("official.claim.other", what=title, n=SLOT)
        shown, of = figure(claim), ""
    other = claim.population != facts.indicator(claim).population or not has_words(key)
    if not of and other and claim.kind != "budget":
        told = VI.text("official.counted_among", told=told, of=population(claim, facts))
    if claim.baseline_year is not None:
        told = VI.text("official.since", told=told, year=str(claim.baseline_year))
    return told, shown


def stands_with_total(claim: Claim, claims: Mapping[str, Claim]) -> bool:
    """Whether a part is told in the sentence of its total: both are about the same thing and time."""
    total = claims.get(claim.part_of or "")
    if total is None or total.part_of or claim.payer or total is claim:
        return False
    return all(
        getattr(total, name) == getattr(claim, name)
        for name in ("indicator", "kind", "population", "unit", "period", "as_of", "baseline_year")
    )


def parts_of(key: str, facts: Facts) -> Iterator[tuple[str, Piece]]:
    """Parts of a total: words with a slot, then the figure."""
    claims = facts.letter.claims
    for name, claim in claims.items():
        if claim.part_of == key and stands_with_total(claim, claims):
            who = clean(claim.wording.vi)
            for beginning in OF_WHOM:
                who = who.removeprefix(beginning).strip()
            shown = figure(claim)
            noun = shown.split(" ", 1)[-1]
            who = who.removeprefix(noun).strip()
            yield VI.text("official.part", n=SLOT, who=who), Piece(shown, claim_note(name, facts))


def claim_line(key: str, facts: Facts, share: str | None = None) -> Line:
    """Sentence of one figure.

    Parameters
    ----------
    key : str
        Id of the claim.
    facts : Facts
    share : str, optional
        Id of the percentage that says the same, told in the same sentence.

    Returns
    -------
    tuple of Piece
        Period, population and unit stand in the sentence; every figure is a piece with its note.
    """
    claim = facts.letter.claims[key]
    if has_words(f"official.set_up.{claim.indicator}") and parse_printed(claim.as_printed) is None:
        return document_line(key, facts)
    told, shown = told_words(claim, facts)
    pieces = [Piece(shown, claim_note(key, facts))]
    if share is not None:
        other = facts.letter.claims[share]
        told = VI.text("official.paired", told=told, n=SLOT, of=population(other, facts))
        pieces.append(Piece(figure(other), claim_note(share, facts)))
    parts = list(parts_of(key, facts))
    if parts:
        told = VI.text("official.with_parts", told=told, parts="; ".join(words for words, _ in parts))
        pieces += [piece for _, piece in parts]
    return around(VI.text("official.sentence", told=frame(claim, told)), *pieces)


def claim_lines(keys: list[str], facts: Facts) -> Iterator[Line]:
    """Sentences of some figures in their order; a count and its percentage share one, parts stand with their total."""
    claims, done = facts.letter.claims, set[str]()
    for key in keys:
        claim = claims[key]
        if key in done or stands_with_total(claim, claims):
            continue
        pair = claim.paired_with if claim.paired_with in keys and claim.paired_with not in done else None
        done.add(key)
        if pair is not None and _is_pair(claim, claims[pair]):
            done.add(pair)
            first, second = (key, pair) if claim.unit != "percent" else (pair, key)
            yield claim_line(first, facts, second)
        else:
            yield claim_line(key, facts)


def _is_pair(one: Claim, other: Claim) -> bool:
    """Whether two figures say the same, one as a count, one as a percentage, for the same time."""
    return ({one.unit, other.unit} - COUNTED == {"percent"}) and one.unit != other.unit and when(one) == when(other)
