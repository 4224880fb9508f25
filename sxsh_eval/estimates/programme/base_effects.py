"""What instruments add, as believed, on top of a chance to adopt that is not the one the belief was stated with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sxsh_eval.estimates.programme.base_scales import Numbers, as_held, as_stated
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.scenarios import INSTRUMENTS

CHANCE_OF: Mapping[str, str] = {
    **{f"effect_{name}": "log_hazard" for name in INSTRUMENTS},
    "awareness_effect_information": "log_awareness_hazard",
    "awareness_effect_training": "log_awareness_hazard",
}
"""Effects with the yearly chance that they multiply."""


def with_same_addition(effect: Numbers, chance: Numbers, reference: float) -> Numbers:
    """Log hazard ratio that adds to one hazard what the believed ratio adds to the reference.

    Parameters
    ----------
    effect : ndarray
        Logarithms of the believed ratios.
    chance : ndarray
        Log hazard without a programme on each path.
    reference : float
        Log hazard that the ratios were stated with.

    Returns
    -------
    ndarray
        ``log(1 + (exp(effect) - 1) exp(reference - chance))``; ratios of at most one, and paths on which nobody ever
        adopts, stay as they are.

    Notes
    -----
    What past programmes show is how many of those that were reached adopted, not by what factor: 42 of 61 in the
    component on cleaner production in industry. That number does not grow with the chance to adopt without them.
    """
    same = (effect <= 0) | ~np.isfinite(chance)
    factor = np.exp(reference - np.where(same, reference, chance))
    return np.where(same, effect, np.log1p(np.expm1(np.where(same, 0.0, effect)) * factor))


def reference_of(parameter: str, registry: Registry) -> float:
    """Log hazard that the believed ratios of an effect belong to: the middle of the belief on it."""
    name = CHANCE_OF[parameter]
    return float(as_held(name, np.array([registry.priors[name].central]))[0])


def effects_as_believed(drawn: Mapping[str, Drawn], registry: Registry) -> dict[str, Drawn]:
    """Believed effects brought to the drawn chances; those of data are not among them."""
    found = {}
    for name, chance in CHANCE_OF.items():
        one = drawn[name]
        if one.origins[0].evidence == "projected":
            held = with_same_addition(one.held, drawn[chance].held, reference_of(name, registry))
            told = one.origins[0]
            origin = Origin(told.evidence, told.source, told.status, "ratio_at_reference")
            found[name] = Drawn(held, (origin,), as_stated(name, one.held))
    return found
