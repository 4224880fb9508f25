"""What calibration leaves of linearised scores: residuals of a regression on the auxiliary variables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sxsh_eval.estimates.survey.stages import Codes, Floats


def per_row(scores: Floats, weights: Floats) -> Floats:
    """Scores without their weights; zero where a row has none."""
    return np.divide(scores, weights[:, None], out=np.zeros_like(scores), where=(weights != 0)[:, None])


@dataclass(frozen=True, eq=False)
class GroupAdjustment:
    """Calibration to the sizes of disjoint groups: residuals are deviations from group means.

    Attributes
    ----------
    group : ndarray of int, shape (rows,)
    before, after : ndarray of float, shape (rows,)
        Weights before and after calibration.
    """

    group: Codes
    before: Floats
    after: Floats

    def residuals(self, scores: Floats) -> Floats:
        """Weighted scores less their group means.

        Parameters
        ----------
        scores : ndarray, shape (rows, k)
            Linearised values times the weights after calibration.

        Returns
        -------
        ndarray, shape (rows, k)
        """
        values = per_row(scores, self.after)
        size = np.bincount(self.group, weights=self.before)
        left = np.empty_like(values)
        for column in range(values.shape[1]):
            total = np.bincount(self.group, weights=self.before * values[:, column])
            mean = np.divide(total, size, out=np.zeros_like(size), where=size != 0)
            left[:, column] = values[:, column] - mean[self.group]
        return left * self.after[:, None]


@dataclass(frozen=True, eq=False)
class RegressionAdjustment:
    """Calibration to totals of any auxiliary variables: residuals of a weighted regression on them.

    Attributes
    ----------
    basis : ndarray, shape (rows, p)
        Orthonormal basis of the auxiliary variables times the square roots of `before`.
    before, after : ndarray of float, shape (rows,)
        Weights before and after calibration.
    """

    basis: Floats
    before: Floats
    after: Floats

    def residuals(self, scores: Floats) -> Floats:
        """Weighted scores less their regression on the auxiliary variables.

        Parameters
        ----------
        scores : ndarray, shape (rows, k)
            Linearised values times the weights after calibration.

        Returns
        -------
        ndarray, shape (rows, k)
        """
        root = np.sqrt(self.before)[:, None]
        values = per_row(scores, self.after) * root
        left = values - self.basis @ (self.basis.T @ values)
        return np.asarray(np.divide(left, root, out=np.zeros_like(left), where=root != 0) * self.after[:, None])


def regression_adjustment(auxiliary: Floats, before: Floats, after: Floats) -> RegressionAdjustment:
    """Adjustment of auxiliary variables that may repeat each other, shape (rows, p)."""
    weighted = auxiliary * np.sqrt(before)[:, None]
    scale = np.linalg.norm(weighted, axis=0)
    left, size, _ = np.linalg.svd(weighted / np.where(scale > 0, scale, 1.0), full_matrices=False)
    return RegressionAdjustment(left[:, size > 1e-10 * size.max()], before, after)
