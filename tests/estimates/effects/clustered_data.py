"""Data with clusters, and the plain way to fit them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sxsh_eval.estimates.effects.clustered_design import LinearModel
from tests.reference_data import reference_file

Array = NDArray[np.float64]


def mpdta() -> pd.DataFrame:
    data = pd.read_csv(reference_file("did/mpdta.csv"))
    data["d"] = ((data["first.treat"] > 0) & (data["year"] >= data["first.treat"])).astype(float)
    return data.assign(state=data["countyreal"] // 1000, w=np.exp(data["lpop"]))


def first_states(data: pd.DataFrame, count: int) -> pd.DataFrame:
    return data[data["state"].isin(np.sort(data["state"].unique())[:count])]


def panel(seed: int, *, clusters: int = 6, units: int = 4, periods: int = 5, effect: float = 0.0) -> pd.DataFrame:
    """Units in clusters of different sizes, treated by cluster at different times, with shocks that clusters share."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(2, units + 1, size=clusters)
    cluster = np.repeat(np.arange(clusters), sizes)
    unit, period = np.repeat(np.arange(cluster.size), periods), np.tile(np.arange(periods), cluster.size)
    group = cluster[unit]
    start = np.where(np.arange(clusters) % 2 == 0, 1 + np.arange(clusters) % 3, periods)
    treat = (period >= start[group]).astype(float)
    shock = rng.normal(size=(clusters, periods))[group, period]
    y = effect * treat + shock + rng.normal(size=unit.size) + rng.normal(size=cluster.size)[unit]
    columns = {"y": y, "treat": treat, "x": rng.normal(size=unit.size) + 0.5 * treat, "unit": unit, "period": period}
    return pd.DataFrame(columns | {"cluster": group, "w": rng.uniform(0.5, 2, size=unit.size)})


def plain(data: pd.DataFrame, model: LinearModel) -> tuple[Array, Array, Array]:
    """Outcome, regressors with all dummies, and cluster codes, weighted; nothing absorbed."""
    parts = [data[list(model.regressors)].to_numpy(float)]
    if not model.effects:
        parts.append(np.ones((len(data), 1)))
    for place, name in enumerate(model.effects):
        code = pd.factorize(data[name], sort=True)[0]
        parts.append(np.eye(code.max() + 1)[code][:, int(place > 0) :])
    root = np.sqrt(data[model.weights].to_numpy(float)) if model.weights else np.ones(len(data))
    cluster = pd.factorize(data[model.cluster], sort=True)[0]
    return data[model.outcome].to_numpy(float) * root, np.hstack(parts) * root[:, None], np.asarray(cluster)
