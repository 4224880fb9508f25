"""The chance to adopt where only a share of adopters is known: what the years since the Strategy began came to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sxsh_eval.estimates.programme.base_frame import Frame
from sxsh_eval.estimates.programme.prior_draws import Drawn, Origin, quantile, uniforms

BELIEF = "hazard_against_past"
"""Ratio of the chance a year without a programme to the mean one of the past."""


def hazard_of_past(frame: Frame, adopting: Drawn, sizes: Drawn) -> Drawn | None:
    """Log hazard of the smallest establishments that agrees with the share of adopters.

    Parameters
    ----------
    frame : Frame
    adopting : Drawn
        ``base_adoption``, shape (paths, provinces).
    sizes : Drawn
        ``log_hazard_size``, shape (paths, sizes).

    Returns
    -------
    Drawn or None
        None where the share of adopters is itself a belief in some province, or the base year is that of the
        Strategy's start.

    Notes
    -----
    ``-log(1 - share) / years`` is the mean hazard since the Strategy began, if nobody had adopted before and nobody
    has left: an upper bound where the share is one. It is multiplied by the belief `BELIEF`, which stands for what the
    past programme added and for a changing pace, and divided by the mean ratio of the size classes. On every path the
    chance to adopt thus agrees with the share that it starts from; drawn by itself it would contradict it.
    """
    years = frame.year - frame.study.strategy.start.year
    if years < 1 or any(origin.evidence == "projected" for origin in adopting.origins):
        return None
    counts = frame.cells.groupby("province")["establishments"].sum().reindex(list(frame.places)).to_numpy(float)
    share = np.clip(adopting.held @ (counts / counts.sum()), 1e-9, 1 - 1e-9)
    by_size = frame.cells.groupby("size_class")["establishments"].sum().reindex(list(frame.sizes)).to_numpy(float)
    mean_ratio = np.exp(sizes.held) @ (by_size / by_size.sum())
    past = -np.log1p(-share) / years
    ratio = quantile(frame.registry.priors[BELIEF], uniforms(frame.study, BELIEF))
    told: Origin = replace(adopting.origins[0], evidence="derived", reason="past_pace_continued")
    return Drawn(np.log(past * ratio / mean_ratio), (told,))
