"""Which beliefs the model of the programme needs, each in the unit in which people state it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sxsh_eval.errors import Problem, nearest
from sxsh_eval.parameters.names import few
from sxsh_eval.parameters.scenarios import INSTRUMENTS, SIZE_CLASSES, Prior
from sxsh_eval.parameters.yaml_files import Document, KeyPath

PRIOR_UNITS: Mapping[str, str] = {
    "establishments_province": "establishment",
    "count_factor": "ratio",
    **{f"size_share_{size}": "percent" for size in SIZE_CLASSES},
    "entry": "percent",
    "exit": "percent",
    "exit_ratio": "ratio",
    "base_adoption": "percent",
    "base_awareness": "percent",
    "log_hazard": "percent",
    "hazard_against_past": "ratio",
    "log_hazard_province": "ratio",
    "log_hazard_sector": "ratio",
    **{f"log_hazard_size_{size}": "ratio" for size in SIZE_CLASSES},
    "peer": "ratio",
    **{f"effect_{name}": "ratio" for name in INSTRUMENTS},
    "log_awareness_hazard": "percent",
    "awareness_effect_information": "ratio",
    "awareness_effect_training": "ratio",
    "saving": "percent",
    "persistence": "percent",
    "rebound": "percent",
    **{f"energy_toe_{size}": "toe" for size in SIZE_CLASSES},
    "output_growth": "percent_change",
    "electricity_share": "percent",
    "fuel_tco2_per_toe": "tco2_per_toe",
    "grid_trend": "percent_change",
    "energy_price": "vnd",
    **{f"unit_cost_{name}": "vnd" for name in INSTRUMENTS},
    **{f"investment_{size}": "vnd" for size in SIZE_CLASSES},
}
"""Priors by name with their unit. Chances a year (``log_hazard``, ``log_awareness_hazard``) are given in per cent, what
multiplies a chance (``effect_*``, ``log_hazard_province`` ...) as a ratio, ``peer`` as the ratio for 10 points more."""


def prior_problems(
    priors: Mapping[str, Prior], document: Document, path: KeyPath = (), *, complete: bool = False
) -> Iterator[Problem]:
    """Beliefs that nobody asks for, in another unit, or absent.

    Parameters
    ----------
    priors : Mapping of str to Prior
    document : Document
        File they stand in, for places in messages.
    path : tuple
        Where in that file.
    complete : bool
        Whether all of them have to be there.

    Yields
    ------
    Problem
    """
    for name, prior in priors.items():
        if name not in PRIOR_UNITS:
            values = {"known": few(name, PRIOR_UNITS), "nearest": nearest(name, PRIOR_UNITS) or "-"}
            yield Problem("prior.unknown", document.where((*path, name)), name, values)
        elif prior.unit != PRIOR_UNITS[name]:
            values = {"unit": PRIOR_UNITS[name], "prior": name}
            yield Problem("prior.unit", document.where((*path, name, "unit")), prior.unit, values)
    for name in PRIOR_UNITS if complete else ():
        if name not in priors:
            yield Problem("prior.missing", document.where(path), name, {"unit": PRIOR_UNITS[name]})
