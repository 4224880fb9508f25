"""Regression on survey data: generalised linear models with design-based errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from sxsh_eval.errors import EstimationError, Problem
from sxsh_eval.estimates.regression.glm_fit import (
    Family,
    GlmFit,
    Link,
    Stop,
    family_with_link,
    fit_glm,
    require_outcome,
)
from sxsh_eval.estimates.regression.model_matrix import ModelMatrix, complete_rows, model_matrix
from sxsh_eval.estimates.survey.design import SurveyDesign
from sxsh_eval.estimates.survey.stages import Floats
from sxsh_eval.estimates.survey.variance import score_covariance
from sxsh_eval.shown import Shown


@dataclass(frozen=True)
class GlmOptions:
    """Choices of a regression.

    Attributes
    ----------
    link : {"canonical", "identity", "log", "logit", "probit", "cloglog"}
    references : mapping of str to level
        Reference level per categorical covariate; see `model_matrix`.
    offset : str or None
        Column with a known part of the linear predictor (log exposure, say).
    where : Series of bool or None
        Domain; the rows outside still belong to the design.
    stop : {"last_step", "optimum"}
        See `fit_glm`; the default agrees with R's survey to 1e-6.
    """

    link: Link = "canonical"
    references: Mapping[str, object] | None = None
    offset: str | None = None
    where: pd.Series | None = None
    stop: Stop = "last_step"


@dataclass(frozen=True, eq=False)
class SurveyGlm(Shown):
    """Fitted regression with design-based covariance.

    Attributes
    ----------
    params : Series
        By column of the model matrix.
    cov : DataFrame
    df_resid : int
        Degrees of freedom of t statistics: those of the design (of the rows used) plus one less coefficients.
    n_obs : int
    used : ndarray of bool, shape (rows of the design,)
    regressors : ModelMatrix
        Of the rows used.
    fit : GlmFit
    weights : ndarray, shape (n_obs,)
    """

    shows: ClassVar[tuple[str, ...]] = ("coefficients",)

    params: pd.Series
    cov: pd.DataFrame
    df_resid: int
    n_obs: int
    used: np.ndarray
    regressors: ModelMatrix
    fit: GlmFit
    weights: Floats

    @property
    def coefficients(self) -> pd.DataFrame:
        """As `table` at 95 per cent, with the ``term``."""
        return self.table().rename_axis("term").reset_index()

    def _facts(self) -> Mapping[str, Any]:
        return {"n_obs": self.n_obs, "df": self.df_resid, "level": 0.95}

    def table(self, level: float = 0.95) -> pd.DataFrame:
        """Coefficients: `estimate`, `std_error`, `statistic` (t), `p_value`, `conf_low`, `conf_high`.

        Where every unit was enumerated errors are zero; tests then have no meaning and are missing.
        """
        from scipy.stats import t

        error = pd.Series(np.sqrt(np.diag(self.cov)), index=self.params.index)
        half = t.ppf(0.5 + level / 2, self.df_resid) * error
        statistic = self.params / error.where(error > 0)
        return pd.DataFrame(
            {
                "estimate": self.params,
                "std_error": error,
                "statistic": statistic,
                "p_value": 2 * t.sf(np.abs(statistic), self.df_resid),
                "conf_low": self.params - half,
                "conf_high": self.params + half,
            }
        )

    def joint_test(self, covariate: str) -> tuple[float, int, int, float]:
        """Wald test that a covariate has no effect at all: F, its two degrees of freedom, p."""
        from scipy.stats import f

        names = self.regressors.columns_of(covariate)
        values = self.params[names].to_numpy()
        statistic = float(values @ np.linalg.solve(self.cov.loc[names, names].to_numpy(), values)) / len(names)
        return statistic, len(names), self.df_resid, float(f.sf(statistic, len(names), self.df_resid))


def survey_glm(
    design: SurveyDesign,
    outcome: str,
    covariates: Sequence[str],
    *,
    family: Family = "gaussian",
    options: GlmOptions | None = None,
) -> SurveyGlm:
    """Pseudo-likelihood fit of a generalised linear model to a survey.

    Parameters
    ----------
    design : SurveyDesign
        Calibrated or not.
    outcome : str
        Numeric or boolean column; 0 to 1 for ``binomial``, not negative for ``poisson``.
    covariates : sequence of str
    family : {"gaussian", "binomial", "quasibinomial", "poisson", "quasipoisson"}
        The quasi families differ in name only: design-based errors need no dispersion.
    options : GlmOptions, optional

    Returns
    -------
    SurveyGlm

    Raises
    ------
    EstimationError
        As `model_matrix` and `fit_glm`, ``estimate.constant_outcome``, ``estimate.outcome_range``, or
        ``estimate.no_degrees_of_freedom`` if the design has fewer units than there are coefficients.

    Notes
    -----
    The covariance is that of the total of each observation's influence ``w_i (y_i - m_i) m_i' / V(m_i) x_i A^-1``
    under the design; rows with missing values or outside the domain count as zero.

    References
    ----------
    .. [1] Binder, D. A. (1983), On the variances of asymptotically normal estimators from complex surveys,
       International Statistical Review 51.
    .. [2] Lumley, T., Scott, A. (2017), Fitting regression models to survey data, Statistical Science 32.
    """
    chosen = options or GlmOptions()
    names = [outcome, *covariates, *([chosen.offset] if chosen.offset else [])]
    used = complete_rows(design.data, names, chosen.where) & (design.weights != 0)
    data, weights = design.data[used], design.weights[used]
    if not used.any():
        raise EstimationError([Problem("estimate.too_few_observations", outcome, "0", {"least": "2"})])
    values = require_outcome(data[outcome], family)
    regressors = model_matrix(data, covariates, chosen.references)
    offset = data[chosen.offset].to_numpy(float) if chosen.offset else None
    fit = fit_glm(regressors, values, family_with_link(family, chosen.link), weights, offset, chosen.stop)
    columns = regressors.matrix.columns
    df_resid = degrees_of_freedom(design, used, len(columns))
    influence = np.zeros((len(design), len(columns)))
    influence[used] = fit.influence
    cov = pd.DataFrame(score_covariance(design, influence), index=columns, columns=columns)
    return SurveyGlm(
        pd.Series(fit.params, index=columns), cov, df_resid, int(used.sum()), used, regressors, fit, weights
    )


def degrees_of_freedom(design: SurveyDesign, used: np.ndarray, coefficients: int) -> int:
    """Sampled units less strata among the rows used, plus one less coefficients."""
    left = design.reweighted(np.where(used, design.weights, 0.0)).df + 1 - coefficients
    if left < 1:
        values = {"coefficients": str(coefficients), "units": str(left - 1 + coefficients)}
        raise EstimationError([Problem("estimate.no_degrees_of_freedom", "survey_glm", str(left), values)])
    return left
