"""How surely a draft figure means what its record says."""

from __future__ import annotations

from sxsh_eval.inputs.letters.drafts import Draft

BASE = 0.4
FOUND = {"sentence": 0.3, "linked": 0.2, "table": 0.2, "lead": 0.1}
NAMED_POPULATION = 0.1
NAMED_TIME = {"stated": 0.1, "inferred": 0.05, "undated": 0.0}
NUMBERED_SECTION = 0.05
PER_DOUBT = 0.15
LOWEST, HIGHEST = 0.05, 0.95


def confidence(draft: Draft) -> float:
    """Confidence of a draft, by the cues that were there.

    0.4 for a number with a unit that suits its indicator; 0.3 when the indicator's phrase stands in its own sentence
    (0.2: in the figure it goes with, or in row or column of its table; 0.1: in lead or heading); 0.1 for a population
    in the letter's words; 0.1 for a time the letter states (0.05: inferred); 0.05 in a numbered section; less 0.15 for
    every doubt. Between 0.05 and 0.95, as a program is never sure. The weights are judgements that order figures for
    review, not probabilities.

    Parameters
    ----------
    draft : Draft

    Returns
    -------
    float
    """
    score = BASE + FOUND[draft.found] + NAMED_TIME[draft.dating]
    score += NAMED_POPULATION if draft.wording else 0.0
    score += NUMBERED_SECTION if draft.line.standing.headings else 0.0
    score -= PER_DOUBT * len(draft.doubts)
    return round(min(HIGHEST, max(LOWEST, score)), 2)
