"""Variances of linearised estimators over the stages of a design, for many domains in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.stages import Codes, Floats, Stage, compress

DENSE = 4_000_000  # numbers held at once where every row has a score in every domain


def score_covariance(design: SurveyDesign, scores: Floats) -> Floats:
    """Design covariance of the sums of weighted linearised scores.

    Parameters
    ----------
    design : SurveyDesign
    scores : ndarray, shape (rows, k)
        Weight times influence of each row on each of k estimates; zero outside a domain.

    Returns
    -------
    ndarray, shape (k, k)

    Notes
    -----
    Each stage adds ``sum_h c_h (1 - f_h) n_h / (n_h - 1) sum_i (z_hi - mean_h)(z_hi - mean_h)'`` over its strata h and
    units i, where ``c_h`` is the product of the sampled fractions above: Särndal et al. (1992), section 4.3, as in
    recursive variances of R's survey.
    """
    for adjustment in design.adjustments:
        scores = adjustment.residuals(scores)
    total = np.zeros((scores.shape[1], scores.shape[1]))
    for stage in design.stages:
        totals = sums(stage.unit, scores, len(stage.stratum))
        means = sums(stage.stratum, totals, len(stage.sampled)) / stage.sampled[:, None]
        means *= stage.centred(design.lonely_psu)[:, None]
        totals -= means[stage.stratum]
        total += totals.T @ (totals * stage.scale(design.lonely_psu)[stage.stratum, None])
    return total


def sums(codes: Codes, values: Floats, count: int) -> Floats:
    """Sums of the columns of `values` by code, shape (count, k)."""
    return np.column_stack([weighted(codes, values[:, k], count) for k in range(values.shape[1])])


def weighted(codes: Codes, values: Floats, count: int) -> Floats:
    """Sums of `values` by code, shape (count,)."""
    return np.bincount(codes, values, minlength=count).astype(float, copy=False)


@dataclass(frozen=True, eq=False)
class StageCells:
    """Units of a stage by domain, the cells over which scores are summed.

    Attributes
    ----------
    cell : ndarray of int, shape (rows,), or None
        Cell (domain and unit) of a row; None where every row is its own.
    unit, part : ndarray of int, shape (cells,)
        Unit of a cell, and its part (domain and stratum).
    group, count, sampled, scale, centred : ndarray, shape (parts,)
        Domain, number of cells, units sampled in the stratum, factor of its sum of squares, whether it is centred.
    """

    cell: Codes | None
    unit: Codes
    part: Codes
    group: Codes
    count: Floats
    sampled: Floats
    scale: Floats
    centred: NDArray[np.bool_]

    def totals(self, scores: Floats) -> Floats:
        """Sums by cell of scores by row."""
        return scores if self.cell is None else weighted(self.cell, scores, len(self.unit))

    def variance(self, scores: Floats, groups: int) -> Floats:
        """Contribution of the stage to the variance in each domain; units without rows in a domain count as zero."""
        totals = self.totals(scores)
        parts = len(self.group)
        means = weighted(self.part, totals, parts) / self.sampled * self.centred
        totals = totals - means[self.part]
        squares = weighted(self.part, totals * totals, parts)
        squares += (self.sampled - self.count) * means**2
        return weighted(self.group, squares * self.scale, groups)


def stage_cells(design: SurveyDesign, stage: Stage, rows: Codes | None, group: Codes, groups: int) -> StageCells:
    """Cells of a stage for the rows that lie in a domain (all of them when `rows` is None)."""
    unit = stage.unit if rows is None else stage.unit[rows]
    if len(stage.stratum) == len(stage.unit) and (np.diff(stage.unit) == 1).all():
        cell, cell_unit, cell_group = None, unit, group
    else:
        cell, keys = compress(group * len(stage.stratum) + unit, groups * len(stage.stratum))
        cell_group, cell_unit = np.divmod(keys, len(stage.stratum))
    strata = len(stage.sampled)
    part, keys = compress(cell_group * strata + stage.stratum[cell_unit], groups * strata)
    part_group, part_stratum = np.divmod(keys, strata)
    return StageCells(
        cell=cell,
        unit=cell_unit,
        part=part,
        group=part_group,
        count=np.bincount(part).astype(float),
        sampled=stage.sampled[part_stratum],
        scale=stage.scale(design.lonely_psu)[part_stratum],
        centred=stage.centred(design.lonely_psu)[part_stratum],
    )


@dataclass(frozen=True, eq=False)
class DomainVariance:
    """Variances over a design's stages of estimates in domains that do not overlap.

    Attributes
    ----------
    design : SurveyDesign
    rows : ndarray of int, or None
        Rows that lie in a domain; None for all.
    group : ndarray of int
        Domain of each of them.
    groups : int
    cells : tuple of StageCells
    """

    design: SurveyDesign
    rows: Codes | None
    group: Codes
    groups: int
    cells: tuple[StageCells, ...]

    @property
    def units(self) -> Codes:
        """First-stage units with rows in each domain."""
        first = self.cells[0]
        return np.bincount(first.group, first.count, minlength=self.groups).astype(np.int64)

    @property
    def df(self) -> Codes:
        """First-stage units less strata with rows in each domain."""
        return self.units - np.bincount(self.cells[0].group, minlength=self.groups)

    def variances(self, scores: Floats) -> Floats:
        """Variance in each domain of the sum of weighted scores, shape (groups,)."""
        if self.design.adjustments:
            return self.spread_out(scores)
        total = np.zeros(self.groups)
        for cells in self.cells:
            total += cells.variance(scores, self.groups)
        return total

    def spread_out(self, scores: Floats) -> Floats:
        """Variances where calibration gives every row a score in every domain: some domains at a time."""
        step = max(1, DENSE // len(self.design))
        blocks = [
            np.diag(score_covariance(self.design, self.dense(scores, first, min(first + step, self.groups))))
            for first in range(0, self.groups, step)
        ]
        return np.concatenate(blocks)

    def dense(self, scores: Floats, first: int, last: int) -> Floats:
        """Scores by row of the design and domain, shape (rows, last - first)."""
        block = np.zeros((len(self.design), last - first))
        rows = np.arange(len(self.design)) if self.rows is None else self.rows
        inside = (self.group >= first) & (self.group < last)
        block[rows[inside], self.group[inside] - first] = scores[inside]
        return block

    def covariance(self, scores: Sequence[Floats]) -> Floats:
        """Covariance of several estimates in all domains, estimate by estimate, shape (k groups, k groups)."""
        if self.design.adjustments:
            return score_covariance(self.design, np.hstack([self.dense(z, 0, self.groups) for z in scores]))
        total = np.zeros((len(scores) * self.groups,) * 2)
        for stage, cells in zip(self.design.stages, self.cells, strict=True):
            total += stage_covariance(self.design, stage, cells, self.groups, [cells.totals(z) for z in scores])
        return total


def stage_covariance(
    design: SurveyDesign, stage: Stage, cells: StageCells, groups: int, totals: Sequence[Floats]
) -> Floats:
    """One stage's contribution to a covariance, by sparse sums of products over its units."""
    columns = cells.group[cells.part]
    places = [columns + groups * k for k in range(len(totals))]
    width = groups * len(totals)
    by_unit = sparse.csr_array(
        (np.concatenate(totals), (np.tile(cells.unit, len(totals)), np.concatenate(places))),
        shape=(len(stage.stratum), width),
    )
    units = np.arange(len(stage.stratum))
    member = sparse.csr_array((np.ones(len(units)), (stage.stratum, units)), shape=(len(stage.sampled), len(units)))
    by_stratum = member @ by_unit
    scale = stage.scale(design.lonely_psu)
    centre = scale * stage.centred(design.lonely_psu) / stage.sampled
    squares = by_unit.T @ (sparse.diags_array(scale[stage.stratum]) @ by_unit)
    return np.asarray((squares - by_stratum.T @ (sparse.diags_array(centre) @ by_stratum)).toarray())
