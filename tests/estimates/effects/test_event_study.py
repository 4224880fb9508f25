"""From tables of effects to event studies."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.diagnosis import Labels
from sxsh_eval.estimates.effects.event_study import event_study, event_study_from
from sxsh_eval.estimates.result import Estimates, Method, as_estimates
from tests.estimates.effects.event_studies import benzarti_carloni


def table(times: list[int], *, reference: int | None = -1) -> tuple[Estimates, np.ndarray, np.ndarray]:
    """Event rows in any order, an overall row, and the reference as a zero without error."""
    beta, sigma = benzarti_carloni()
    terms = [f"event:{time}" for time in times]
    values = dict(zip([f"event:{time}" for time in (-5, -4, -3, -2, 0, 1, 2, 3)], beta, strict=True))
    rows = [Labels().row("overall", 0.2, reason="test")]
    rows += [Labels().row(term, values[term], reason="test") for term in terms]
    size = len(rows)
    cov = np.zeros((size + 1, size + 1))
    places = [list(values).index(term) for term in terms]
    cov[1:size, 1:size] = sigma[np.ix_(places, places)]
    cov[0, 0] = 1
    if reference is not None:
        rows.append(Labels().row(f"event:{reference}", 0.0, reason="test"))
    else:
        cov = cov[:size, :size]
    return Estimates(as_estimates(rows, Method("test", "")).table, Method("test", ""), pd.DataFrame(cov)), beta, sigma


@pytest.mark.parametrize("reference", [-1, None])
def test_order_and_reference_of_the_table(reference: int | None) -> None:
    estimates, beta, sigma = table([3, -5, 0, -2, 1, -4, 2, -3], reference=reference)
    study = event_study_from(estimates)
    np.testing.assert_array_equal(study.beta, beta)
    np.testing.assert_array_equal(study.sigma, (sigma + sigma.T) / 2)
    assert (study.pre, study.post) == (4, 4)
    assert study.times.tolist() == [-4, -3, -2, -1, 1, 2, 3, 4]


def test_effect_of_weights() -> None:
    beta, sigma = benzarti_carloni()
    study = event_study(beta, sigma, pre=4, post=4, weights=[0.25] * 4)
    assert study.effect == pytest.approx(beta[4:].mean())
    assert study.std_error == pytest.approx(np.sqrt(sigma[4:, 4:].mean()))


def test_refusals() -> None:
    full, _, _ = table([-5, -4, -3, -2, 0, 1, 2, 3], reference=None)
    with pytest.raises(EstimationError, match="varying_base"):
        event_study_from(full, reference=-2)
    with pytest.raises(EstimationError, match="gaps"):
        event_study_from(table([-5, -3, -2, 0, 1])[0])
    with pytest.raises(EstimationError, match="no_pre"):
        event_study_from(table([0, 1, 2])[0])
    with pytest.raises(EstimationError, match="lengths"):
        event_study_from(Estimates(full.table, full.method))
