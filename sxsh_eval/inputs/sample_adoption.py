"""Synthetic enterprises through the years: who exists, what support arrives, who adopts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sxsh_eval.inputs.sample_model import SIZES, SUPPORT, PanelModel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
HEARD_ELSEWHERE, UNDERSTOOD, MONITORED = 0.04, 0.25, 0.2
UNIT_FOUNDED = (0.001, 0.005, 0.03, 0.06)
NEVER = 9999


@dataclass(frozen=True)
class Places:
    """Where enterprises are, what they make, how large they are: codes of shape (n,).

    Attributes
    ----------
    district_province : array of int, shape (districts,)
        Province of each district.
    entry, last : array of int, shape (n,)
        First and last position in the years.
    """

    province: Ints
    district: Ints
    sector: Ints
    size: Ints
    district_province: Ints
    entry: Ints
    last: Ints

    def active(self, position: int) -> Flags:
        """Who exists in a year."""
        return np.asarray((self.entry <= position) & (position <= self.last))


@dataclass(frozen=True)
class Histories:
    """States of shape (n, years), absorbing: once true they stay.

    Attributes
    ----------
    adoption : array of int, shape (n,)
        Position of the year of adoption, `NEVER` without.
    """

    states: dict[str, Flags]
    adoption: Ints
    baseline: Floats
    province_effects: Floats
    district_effects: Floats


def draw_places(n: int, provinces: int, years: int, model: PanelModel, rng: np.random.Generator) -> Places:
    """Enterprises over unequal provinces with 4 to 12 districts each, founded or closed on the way."""
    weight = 0.3 / provinces + 0.7 * (spread := rng.lognormal(sigma=0.9, size=provinces)) / spread.sum()
    province = np.sort(rng.choice(provinces, size=n, p=weight))
    districts = np.clip(np.round(4 + 120 * weight), 4, 12).astype(np.int64)
    first = np.cumsum(districts) - districts
    district = first[province] + np.floor(rng.random(n) ** 1.3 * districts[province]).astype(np.int64)
    founded_later = rng.random(n) < model.entry
    entry = np.where(founded_later, rng.integers(1, max(years, 2), n), 0)
    stay = rng.geometric(max(model.exit, 1e-9), n)
    return Places(
        province=province,
        district=district,
        sector=rng.choice(len(model.sector), size=n, p=model.sector_shares),
        size=rng.choice(len(SIZES), size=n, p=model.size_shares),
        district_province=np.repeat(np.arange(provinces), districts),
        entry=np.minimum(entry, years - 1),
        last=np.minimum(entry + stay - 1, years - 1),
    )


def draw_histories(places: Places, years: int, model: PanelModel, rngs: Sequence[np.random.Generator]) -> Histories:
    """Support by programmes of districts, then adoption by the hazard.

    Parameters
    ----------
    places : Places
    years : int
    model : PanelModel
    rngs : sequence of Generator
        For programmes, adoption, and what follows from both.
    """
    programme, chance, other = rngs
    n, districts = len(places.province), len(places.district_province)
    provinces = int(places.district_province.max()) + 1
    province_effects = model.province_spread * chance.normal(size=provinces)
    district_effects = model.district_spread * chance.normal(size=districts)
    fixed = np.array(list(model.size.values()))[places.size] + np.array(list(model.sector.values()))[places.sector]
    fixed = fixed + province_effects[places.province] + district_effects[places.district]
    baseline = model.base_hazard + model.hazard_trend * np.arange(years, dtype=np.float64)
    strength = 1 / (1 + np.exp(1.2 - programme.normal(size=provinces)))
    event = programme.random((districts, years)) < strength[places.district_province][:, None]
    support = {name: np.zeros((n, years), dtype=bool) for name in SUPPORT}
    adoption = np.full(n, NEVER)
    for t in range(years):
        before = {name: flags[:, t - 1] if t else np.zeros(n, dtype=bool) for name, flags in support.items()}
        new = new_support(before, event[places.district, t], places.size >= 2, programme)  # noqa: PLR2004 - medium up
        active = places.active(t)
        log_hazard = baseline[t] + fixed + sum(model.support[name] * before[name] for name in SUPPORT)
        adopts = chance.random(n) < -np.expm1(-np.exp(log_hazard))
        adoption[adopts & active & (adoption == NEVER)] = t
        for name in SUPPORT:
            support[name][:, t] = before[name] | (new[name] & active)
    states = draw_states(places, support, adoption, other)
    return Histories(states, adoption, baseline, province_effects, district_effects)


def new_support(before: dict[str, Flags], event: Flags, larger: Flags, rng: np.random.Generator) -> dict[str, Flags]:
    """Support that arrives in a year; it depends on earlier support, the district's events and size alone."""
    draw = rng.random((len(SUPPORT), len(event)))
    chances = {
        "information": 0.03 + 0.25 * event,
        "training": np.where(before["information"], 0.02 + 0.15 * event, 0),
        "rapid_assessment": np.where(
            before["training"], 0.08 + 0.10 * larger, np.where(before["information"], 0.01, 0)
        ),
        "detailed_assessment": np.where(before["rapid_assessment"], 0.15 + 0.10 * larger, 0),
        "subsidy": np.where(before["detailed_assessment"], 0.20, np.where(before["information"], 0.01, 0)),
    }
    return {name: row < chances[name] for name, row in zip(SUPPORT, draw, strict=True)}


def draw_states(
    places: Places, support: dict[str, Flags], adoption: Ints, rng: np.random.Generator
) -> dict[str, Flags]:
    """All states by year: support, adoption, with what comes before and after it."""
    n, years = support["information"].shape
    position = np.arange(years)
    adopting = adoption[:, None] <= position
    own = accumulate(rng.random((n, years)) < HEARD_ELSEWHERE)
    taught = support["training"] | support["rapid_assessment"] | support["subsidy"]
    informed = support["information"] | own | adopting | taught
    aware = accumulate(informed & (rng.random((n, years)) < UNDERSTOOD)) | adopting | taught
    monitored = accumulate(shifted(adopting) & (rng.random((n, years)) < MONITORED))
    rate = np.array(UNIT_FOUNDED)[places.size][:, None] * (1 + 3 * shifted(adopting))
    return {
        "is_informed": informed,
        "is_aware": aware,
        **{f"has_{name}": flags for name, flags in support.items()},
        "is_adopting": adopting,
        "is_monitored": monitored,
        "has_dedicated_unit": accumulate(rng.random((n, years)) < rate),
    }


def accumulate(flags: Flags) -> Flags:
    """Once true, always true."""
    return np.logical_or.accumulate(flags, axis=1)


def shifted(flags: Flags) -> Flags:
    """State of the year before; false in the first year."""
    return np.concatenate([np.zeros((len(flags), 1), dtype=bool), flags[:, :-1]], axis=1)
