"""Made-up establishments with drawn parameters: what the model of the programme is tested on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.programme.values import PARAMETERS, Base
from sxsh_eval.estimates.result import Method, as_estimates, estimate_row
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.scenarios import INSTRUMENTS, Offer, Scenario

WORDS = Words(vi="kịch bản thử", en="a trial")
CENTRAL: dict[str, float] = {
    "count_factor": 1.0,
    "base_adoption": 0.05,
    "base_awareness": 0.10,
    "log_hazard": float(np.log(0.02)),
    "log_hazard_province": 0.0,
    "log_hazard_sector": 0.0,
    "log_hazard_size": 0.0,
    "peer": 1.0,
    **{f"effect_{name}": 0.5 + 0.1 * place for place, name in enumerate(INSTRUMENTS)},
    "log_awareness_hazard": float(np.log(0.05)),
    "awareness_effect_information": 1.5,
    "awareness_effect_training": 2.0,
    "entry": 0.08,
    "exit": 0.06,
    "exit_ratio": 0.7,
    "saving": 0.10,
    "persistence": 0.95,
    "rebound": 0.10,
    "energy_toe": 100.0,
    "output_growth": 0.03,
    "electricity_share": 0.5,
    "fuel_tco2_per_toe": 3.9,
    "grid_trend": -0.02,
    "energy_price": 1.2e7,
    **{f"unit_cost_{name}": 1e6 * (1 + place) for place, name in enumerate(INSTRUMENTS)},
    "investment": 5e7,
}
SPREADS: dict[str, float] = {
    "count_factor": 0.05,
    "base_adoption": 0.01,
    "base_awareness": 0.02,
    "log_hazard": 0.3,
    "log_hazard_province": 0.2,
    "log_hazard_sector": 0.1,
    "log_hazard_size": 0.1,
    "peer": 0.3,
    **{f"effect_{name}": 0.2 for name in INSTRUMENTS},
    "log_awareness_hazard": 0.3,
    "saving": 0.02,
    "rebound": 0.03,
    "energy_toe": 10.0,
    "investment": 5e6,
    **{f"unit_cost_{name}": 1e5 for name in INSTRUMENTS},
}
"""Standard deviations of the normal laws of an uncertain base."""
STILL: dict[str, Any] = {"entry": 0.0, "exit": 0.0, "peer": 0.0}
"""Nobody enters or leaves, nobody looks at neighbours."""
NO_HAZARD: dict[str, Any] = {"log_hazard": -np.inf, "log_awareness_hazard": -np.inf}


def made_up_base(
    places: Sequence[str] = ("lao-cai",),
    *,
    sectors: Sequence[str] = ("10", "23"),
    sizes: Sequence[str] = ("small", "medium", "large"),
    count: float | npt.ArrayLike = 100.0,
    paths: int = 200,
    uncertain: bool = False,
    seed: int = 1,
    **given: Any,
) -> Base:
    """A base whose parameters are `CENTRAL`, drawn around it where `uncertain`, or as `given` (numbers or draws).

    `count` is the establishments of each cell, or an array that broadcasts to places x sectors x sizes.
    """
    index = pd.MultiIndex.from_product([places, sectors, sizes], names=["province", "sector", "size_class"])
    counts = np.broadcast_to(np.asarray(count, float), (len(places), len(sectors), len(sizes)))
    cells = index.to_frame(index=False).assign(establishments=counts.ravel())
    axes = {"provinces": len(places), "sectors": len(sectors), "sizes": len(sizes)}
    rng = np.random.default_rng(seed)
    draws = {}
    for name, axis in PARAMETERS.items():
        shape = (paths, axes[axis]) if axis else (paths,)
        noise = rng.normal(size=shape)
        values = np.asarray(given.get(name, CENTRAL[name]), float)
        spread = SPREADS.get(name, 0.0) if uncertain and name not in given else 0.0
        if values.ndim == 1 and values.shape == (paths,) and axis:
            values = values[:, None]
        draws[name] = np.broadcast_to(values, shape) + spread * noise
    row = estimate_row(
        ("base_adoption", "", "", "2020", "base_adoption"),
        100 * float(draws["base_adoption"].mean()),
        unit="percent",
        evidence="projected",
        source="evaluators_assumption",
        reason="not_applicable",
    )
    return Base(cells, 2020, draws, as_estimates([row], Method("assumed", "")), synthetic=True)


def offers(**amounts: Mapping[str, Any]) -> dict[str, Offer]:
    """Offers by instrument: ``training={"reach": 5}``."""
    return {name: Offer(**amount) for name, amount in amounts.items()}


def made_up_scenario(name: str = "trial", *, capacity: Mapping[str, float] | None = None, **given: Any) -> Scenario:
    """A scenario from 2021 to 2030; keywords named like instruments are offers, others are fields."""
    amounts = {key: given.pop(key) for key in list(given) if key in INSTRUMENTS}
    fields: dict[str, Any] = {"title": WORDS, "basis": WORDS, "source": "evaluators_assumption", "status": "unverified"}
    fields |= {"first": 2021, "last": 2030} | given
    return Scenario(id=name, instruments=offers(**amounts), capacity=capacity or {}, **fields)
