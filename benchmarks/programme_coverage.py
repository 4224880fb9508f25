"""Does the band for 2030 hold the truth? Worlds of known hazards, estimated, projected; `--worlds N`, `--case NAME`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from sxsh_eval.estimates.hazard import HazardModel, discrete_hazard
from sxsh_eval.estimates.hazard_tables import FittedHazard
from sxsh_eval.estimates.programme.project import project_programme
from sxsh_eval.estimates.programme.values import PARAMETERS, Base
from sxsh_eval.estimates.result import Method, as_estimates
from sxsh_eval.parameters.choices import Study
from sxsh_eval.parameters.quantity import Words
from sxsh_eval.parameters.registry import Registry
from sxsh_eval.parameters.registry_files import read_registry
from sxsh_eval.parameters.scenarios import Offer, Scenario
from sxsh_eval.parameters.study import read_study

ROOT = Path(__file__).parents[1]
PLACES = tuple(f"p{place}" for place in range(8))
SIZES = ("small", "medium")
YEARS = 10  # of the panel, 2011 to 2020, then of the future
PATHS = 400
LEVEL = 0.90
TRAINED = (0.10, 0.20)  # part of those that have not adopted, a year, then and later
EXIT, EXIT_RATIO, ENTRY = 0.04, 0.8, 0.05
LEVELS = {"intercept": np.log(0.02), "medium": 0.5, "trained": 0.8}
PEER = (1.5, 0.5)  # mean and standard deviation over worlds, which is also the evaluator's prior
PROVINCES = 0.3  # standard deviation of their log hazards
NAMES = ("medium", "trained", "peer")
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Case:
    """How a world is made and evaluated.

    Attributes
    ----------
    followed : float
        Part of the establishments whose adoption is known by year, from which hazards are estimated.
    survey : int
        Answers a province from which the share in 2020 is known; 0 where it is counted.
    scale : float
        Size of the provinces.
    chance, uncertain : bool
        Whether the projection draws establishments, and parameters.
    peer : {"prior", "panel"}
        Whether the effect of peers is drawn from its prior and the other coefficients given it, or all from the panel.
    """

    followed: float = 1.0
    survey: int = 0
    scale: float = 1.0
    chance: bool = True
    uncertain: bool = True
    peer: Literal["prior", "panel"] = "prior"


CASES = {
    "all counted": Case(),
    "half followed, share from a survey of 150": Case(followed=0.5, survey=150),
    "small provinces, all counted": Case(scale=0.4),
    "the same, chance of establishments left out (wrong)": Case(scale=0.4, chance=False),
    "the same, parameters without uncertainty (wrong)": Case(scale=0.4, uncertain=False),
    "all counted, effect of peers from the panel (wrong)": Case(peer="panel"),
}


@dataclass(eq=False)
class World:
    """Establishments by province, size and whether they are followed; the last axis of a state is the latter."""

    rng: np.random.Generator
    effects: npt.NDArray[np.float64]
    peer: float
    adopters: Counts
    others: Counts

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """Of adopters by province."""
        adopters = self.adopters.sum(axis=(1, 2))
        return np.asarray(adopters / (adopters + self.others.sum(axis=(1, 2))))

    def step(self, trained: float, first: npt.NDArray[np.float64]) -> tuple[Counts, Counts]:
        """One year; those at risk and new adopters by province, size, followed, trained or not."""
        levels = LEVELS["intercept"] + self.effects + self.peer * (self.share - first)
        index = levels[:, None, None] + LEVELS["medium"] * np.array([0, 1])[:, None]
        total = self.adopters + self.others
        self.adopters = self.rng.binomial(self.adopters, 1 - EXIT * EXIT_RATIO)
        self.others = self.rng.binomial(self.others, 1 - EXIT)
        reached = self.rng.binomial(self.others, trained)
        at_risk = np.stack([self.others - reached, reached], axis=-1)
        chance = -np.expm1(-np.exp(index[..., None] + LEVELS["trained"] * np.array([0, 1])))
        new = self.rng.binomial(at_risk, chance)
        self.adopters = self.adopters + new.sum(axis=-1)
        self.others = self.others - new.sum(axis=-1)
        self.others[..., 0] += self.rng.poisson(ENTRY * total.sum(axis=-1))
        return at_risk, new


def first_state(rng: np.random.Generator, case: Case) -> World:
    """Establishments at the end of 2010: a few per cent have adopted."""
    small = np.rint(case.scale * rng.uniform(150, 400, len(PLACES))).astype(int)
    total = np.stack([small, np.rint(0.4 * small).astype(int)], axis=1)
    followed = rng.binomial(total, case.followed)
    both = np.stack([total - followed, followed], axis=-1)
    adopters = rng.binomial(both, 0.03)
    effects = rng.normal(0, PROVINCES, len(PLACES))
    return World(rng, effects, rng.normal(*PEER), adopters, both - adopters)


def panel_of(world: World) -> pd.DataFrame:
    """Person-periods of those followed over the years of the panel, one row each."""
    first, rows = world.share, []
    for year in range(2011, 2011 + YEARS):
        rise = world.share - first
        at_risk, new = world.step(TRAINED[0], first)
        for event, counts in ((1, new[:, :, 1]), (0, (at_risk - new)[:, :, 1])):
            place, size, trained = (axis.ravel() for axis in np.indices(counts.shape))
            columns = {"place": place, "medium": size, "trained": trained, "peer": rise[place]}
            part = pd.DataFrame(columns | {"event": event, "period": year})
            rows.append(part.loc[part.index.repeat(counts.ravel())])
    table = pd.concat(rows, ignore_index=True)
    dummies = {name: (table["place"] == index).astype(int) for index, name in enumerate(PLACES) if index}
    return table.assign(**dummies)


def base_of(world: World, case: Case, first: npt.NDArray[np.float64]) -> Base:
    """What an evaluator knows in 2020: estimated hazards with their covariance, counted or surveyed shares."""
    rng, panel = world.rng, panel_of(world)
    fit = discrete_hazard(panel, HazardModel((*PLACES[1:], *NAMES), baseline=0)).fitted
    drawn = pd.DataFrame(coefficients(rng, fit, case), columns=fit.design.names)
    share = np.broadcast_to(world.share, (PATHS, len(PLACES)))
    if case.survey:
        yes = rng.binomial(case.survey, world.share)
        share = rng.beta(yes + 0.5, case.survey - yes + 0.5, (PATHS, len(PLACES)))
    effects = np.column_stack([np.zeros(PATHS), drawn[list(PLACES[1:])]])
    draws: dict[str, Any] = {
        "log_hazard": drawn["time^0"].to_numpy(),
        "peer": drawn["peer"].to_numpy(),
        "effect_training": drawn["trained"].to_numpy(),
        "log_hazard_size": np.column_stack([np.zeros(PATHS), drawn["medium"]]),
        "log_hazard_province": effects + drawn["peer"].to_numpy()[:, None] * (share - first),
        "base_adoption": share,
    }
    total = (world.adopters + world.others).sum(axis=2)
    index = pd.MultiIndex.from_product([PLACES, ["industry"], SIZES], names=["province", "sector", "size_class"])
    cells = index.to_frame(index=False).assign(establishments=total.ravel())
    return Base(cells, 2020, filled(draws), as_estimates([], Method("simulated", "")), synthetic=True)


def coefficients(rng: np.random.Generator, fit: FittedHazard, case: Case) -> npt.NDArray[np.float64]:
    """Drawn coefficients: from the estimated normal law, or from the prior of the effect of peers and the law given it.

    Notes
    -----
    The panel's own estimate of that effect is too low: the share of the year before holds past surprises, which the
    levels of provinces take up (Nickell, S. (1981), Biases in dynamic models with fixed effects, Econometrica 49,
    1417-1426). Given the true effect the other coefficients have no such bias.
    """
    cov = fit.cov if case.uncertain else 0 * fit.cov
    if case.peer == "panel":
        return np.asarray(rng.multivariate_normal(fit.params, cov, PATHS))
    at = fit.design.names.index("peer")
    slope = fit.cov[:, at] / fit.cov[at, at]
    left = cov - np.outer(slope, slope) * cov[at, at]
    peer = rng.normal(PEER[0], PEER[1] * case.uncertain, PATHS)
    centre = fit.params + slope * (peer[:, None] - fit.params[at])
    return np.asarray(centre + rng.multivariate_normal(0 * fit.params, left, PATHS))


def filled(draws: dict[str, Any]) -> dict[str, npt.NDArray[np.float64]]:
    """All parameters of the model; those that a world does not have are known, or play no part."""
    known = {"count_factor": 1.0, "exit": EXIT, "exit_ratio": EXIT_RATIO, "entry": ENTRY}
    width = {"": (), "provinces": (len(PLACES),), "sectors": (1,), "sizes": (len(SIZES),)}
    return {
        name: draws.get(name, np.full((PATHS, *width[axis]), known.get(name, 0.0))) for name, axis in PARAMETERS.items()
    }


@cache
def facts() -> tuple[Study, Registry, Scenario]:
    """Choices, registry and the programme that goes on with more training."""
    study = read_study(ROOT / "parameters" / "study.yml", province="lao-cai", period="2016-2020")
    words = Words(vi="đào tạo", en="training")
    scenario = Scenario(
        id="training",
        title=words,
        basis=words,
        source="evaluators_assumption",
        status="unverified",
        first=2021,
        last=2030,
        instruments={"training": Offer(reach=100 * TRAINED[1])},
    )
    return study, read_registry(ROOT / "parameters" / "registry"), scenario


def one_world(seed: int, case: Case) -> dict[str, float]:
    """Is the realised share inside the band, for all provinces together and for each; error and width of the band."""
    rng = np.random.default_rng([seed, 2030])
    study, registry, scenario = facts()
    study = study.model_copy(update={"seed": seed})
    world = first_state(rng, case)
    first = world.share
    base = base_of(world, case, first)
    found = project_programme(base, scenario, study, registry, chance=case.chance, threads=1)
    for _ in range(YEARS):
        world.step(TRAINED[1], first)
    adopters = world.adopters.sum(axis=(1, 2))
    truth = 100 * adopters.sum() / (world.adopters.sum() + world.others.sum())
    ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    low, high = np.quantile(found.share("adopters")[:, -1], ends)
    lows, highs = np.quantile(found.share("adopters", "province")[:, :, -1], ends, axis=0)
    middle = np.median(found.share("adopters")[:, -1])
    return {
        "covers, all": float(low <= truth <= high),
        "covers, each": float(np.mean((lows <= 100 * world.share) & (100 * world.share <= highs))),
        "below": float(truth < low),
        "truth": truth,
        "error": middle - truth,
        "width, all": high - low,
        "width, each": float(np.mean(highs - lows)),
    }


def summary(worlds: int, cases: Iterable[str] = tuple(CASES), say: Callable[[str], None] = print) -> pd.DataFrame:
    """Means over worlds, one row a case."""
    rows = []
    for name in cases:
        found = pd.DataFrame([one_world(seed, CASES[name]) for seed in range(worlds)])
        rows.append({"case": name} | found.mean().to_dict() | {"spread": found["error"].std()})
        say(pd.DataFrame(rows[-1:]).to_string(index=False, header=len(rows) == 1, float_format="%.3f"))
    return pd.DataFrame(rows).set_index("case")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=500)
    parser.add_argument("--case", action="append", choices=tuple(CASES), help="one or more; all by default")
    worlds, cases = parser.parse_args().worlds, parser.parse_args().case or tuple(CASES)
    print(f"{worlds} worlds; Monte Carlo error of a share near 0.90: {np.sqrt(0.9 * 0.1 / worlds):.4f}")
    summary(worlds, cases)


if __name__ == "__main__":
    main()
