"""Nonlinear least squares against certified values, closed forms and deliberate failures.

Tolerances. NIST certifies 11 digits of estimates and standard deviations; asked are 8 (1e-8 relative) from
both starts, because at least 10 come out.
Linear models have a closed form: 1e-9, because what differs is rounding of the two factorisations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from sxsh_eval.errors import EstimationError
from sxsh_eval.estimates.nonlinear import NonlinearFit, nonlinear_fit
from tests.reference_data import reference_file

DIGITS = 1e-8
MODELS: dict[str, Callable[..., Any]] = {
    "Misra1a": lambda x, b1, b2: b1 * (1 - np.exp(-b2 * x)),
    "Rat42": lambda x, b1, b2, b3: b1 / (1 + np.exp(b2 - b3 * x)),
    "Rat43": lambda x, b1, b2, b3, b4: b1 / (1 + np.exp(b2 - b3 * x)) ** (1 / b4),
    "MGH10": lambda x, b1, b2, b3: b1 * np.exp(b2 / (x + b3)),
    "Bennett5": lambda x, b1, b2, b3: b1 * (b2 + x) ** (-1 / b3),
    "Thurber": lambda x, b1, b2, b3, b4, b5, b6, b7: (
        (b1 + b2 * x + b3 * x**2 + b4 * x**3) / (1 + b5 * x + b6 * x**2 + b7 * x**3)
    ),
}


def certified(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, float]]:
    """Start 1, start 2, estimate and standard deviation by parameter; x; y; residual statistics."""
    lines = reference_file(f"nist_strd/{name}.dat").read_text(encoding="ascii").splitlines()
    params = [line.split("=")[1].split() for line in lines if re.match(r"\s*b\d+ =", line)]
    found = {line.split(":")[0]: line.split(":")[1] for line in lines[:60] if line.startswith("Residual")}
    first = max(place for place, line in enumerate(lines) if line.startswith("Data:")) + 1
    data = np.array([line.split() for line in lines[first:] if line.strip()], dtype=float)
    return np.array(params, dtype=float), data[:, 1], data[:, 0], {key: float(text) for key, text in found.items()}


def named(values: np.ndarray) -> dict[str, float]:
    return {f"b{place}": value for place, value in enumerate(values, start=1)}


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", MODELS)
def test_certified_values_from_either_start(name: str, start: int) -> None:
    values, x, y, residual = certified(name)
    fit = nonlinear_fit(MODELS[name], x, y, starts=named(values[:, start]))
    np.testing.assert_allclose(fit.params, values[:, 2], rtol=DIGITS)
    np.testing.assert_allclose(fit.std_error, values[:, 3], rtol=DIGITS)
    assert fit.rss == pytest.approx(residual["Residual Sum of Squares"], rel=DIGITS)
    assert fit.residual_sd == pytest.approx(residual["Residual Standard Deviation"], rel=DIGITS)


@pytest.mark.parametrize("name", ["Misra1a", "Rat43", "Thurber"])
def test_certified_values_by_differences_where_complex_numbers_fail(name: str) -> None:
    values, x, y, _ = certified(name)

    def real_only(points: Any, *params: Any) -> Any:
        return MODELS[name](points, *[float(np.real(value)) for value in params])

    fit = nonlinear_fit(real_only, x, y, starts=named(values[:, 1]))
    np.testing.assert_allclose(fit.params, values[:, 2], rtol=1e-6)
    np.testing.assert_allclose(fit.std_error, values[:, 3], rtol=1e-5)  # differences give about ten digits of slopes


def line(x: Any, a: Any, b: Any) -> Any:
    return a + b * x


def line_data(n: int = 30) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    x, weights = rng.normal(size=n), rng.uniform(0.2, 3, size=n)
    return x, 2 - 3 * x + rng.normal(size=n) / np.sqrt(weights), weights


def test_a_weighted_line_agrees_with_statsmodels() -> None:
    x, y, weights = line_data()
    fit = nonlinear_fit(line, x, y, starts={"a": 0, "b": 0}, weights=weights, level=0.9)
    expected = sm.WLS(y, sm.add_constant(x), weights=weights).fit()
    np.testing.assert_allclose(fit.params, expected.params, rtol=1e-9)
    np.testing.assert_allclose(fit.cov, expected.cov_params(), rtol=1e-9)
    np.testing.assert_allclose(fit.table[["conf_low", "conf_high"]], expected.conf_int(0.1), rtol=1e-9)
    np.testing.assert_allclose(fit.table["p_value"], expected.pvalues, rtol=1e-6)
    points = np.array([-1.0, 0.5, 4.0])
    frame = expected.get_prediction(sm.add_constant(points)).summary_frame(0.1)
    np.testing.assert_allclose(fit.predict(points)["conf_low"], frame["mean_ci_lower"], rtol=1e-9)


def test_row_order_and_scale_of_weights_do_not_matter() -> None:
    x, y, weights = line_data()
    order = np.random.default_rng(1).permutation(x.size)
    fits = [
        nonlinear_fit(line, x, y, starts={"a": 1, "b": 1}, weights=weights),
        nonlinear_fit(line, x[order], y[order], starts={"a": 1, "b": 1}, weights=1000 * weights[order]),
    ]
    np.testing.assert_allclose(fits[0].table, fits[1].table, rtol=1e-8)


def test_a_unit_change_scales_exactly() -> None:
    values, x, y, _ = certified("Misra1a")
    fit = nonlinear_fit(MODELS["Misra1a"], 1000 * x, y / 1e6, starts={"b1": 5e-4, "b2": 1e-7})
    np.testing.assert_allclose(fit.params, values[:, 2] * [1e-6, 1e-3], rtol=DIGITS)
    np.testing.assert_allclose(fit.std_error, values[:, 3] * [1e-6, 1e-3], rtol=DIGITS)


def test_an_exact_fit_is_convergence() -> None:
    x = np.arange(8.0)
    fit = nonlinear_fit(MODELS["Misra1a"], x, 5 * (1 - np.exp(-0.3 * x)), starts={"b1": 1, "b2": 1})
    np.testing.assert_allclose(fit.params, [5, 0.3], rtol=1e-8)
    assert fit.residual_sd < 1e-8


def wave(x: Any, frequency: Any, height: Any) -> Any:
    return height * np.sin(frequency * x)


def test_the_lowest_of_several_minima_is_taken() -> None:
    x = np.linspace(0, 10, 40)
    y = np.sin(2 * x) + 0.1 * np.random.default_rng(3).normal(size=40)
    alone = nonlinear_fit(wave, x, y, starts={"frequency": 4.0, "height": 1.0})
    several = nonlinear_fit(wave, x, y, starts=[{"frequency": f, "height": 1.0} for f in (4.0, 2.1, 1.9)])
    assert several.rss < alone.rss / 3
    assert several.params["frequency"] == pytest.approx(2, abs=0.02)
    assert (several.minimum.tried, several.minimum.agreeing) == (3, 2)


def refused(**changes: Any) -> str:
    x = np.arange(6.0)
    plain: dict[str, Any] = {"model": line, "x": x, "y": x + x % 2, "starts": {"a": 0, "b": 1}}
    call = plain | changes
    with pytest.raises(EstimationError) as caught:
        nonlinear_fit(call.pop("model"), call.pop("x"), call.pop("y"), **call)
    assert caught.value.exit_code == 1
    assert "vấn đề" in str(caught.value)
    return caught.value.problems[0].code


def decay_without_end(x: Any, a: Any, b: Any) -> Any:
    return a * np.exp(-b * x) / (1 + np.exp(-b))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"y": [1, 2, 3, np.nan, 5, 6]}, "estimate.fit_data"),
        ({"y": [1, 2, 3]}, "estimate.fit_data"),
        ({"x": [0, 1], "y": [1, 2]}, "estimate.fit_points"),
        ({"weights": [1, 1, 0, 1, 1, 1]}, "estimate.fit_weights"),
        ({"weights": [1, 1, -2, 1, 1, 1]}, "estimate.fit_weights"),
        ({"weights": [1, 1, np.inf, 1, 1, 1]}, "estimate.fit_weights"),
        ({"level": 95}, "estimate.interval_level"),
        ({"model": lambda x, a, b: a * b * x}, "estimate.fit_singular"),
        ({"model": lambda x, a, b: a * x + 0 * b}, "estimate.fit_singular"),
        ({"model": lambda x, a, b: a * np.exp(-(b**2) * x), "y": [1, 3, 9, 27, 81, 243]}, "estimate.fit_not_converged"),
        ({"model": lambda x, a, b: x * a * np.sqrt(-1 - b**2)}, "estimate.fit_not_converged"),
    ],
)
def test_refusals(changes: dict[str, Any], code: str) -> None:
    assert refused(**changes) == code


def test_missing_start_values_are_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="every parameter"):
        nonlinear_fit(line, [1.0, 2, 3], [1.0, 2, 3], starts=[{"a": 1, "b": 1}, {"a": 1}])


def test_intervals_cover() -> None:
    rng, x, truth = np.random.default_rng(11), np.linspace(0, 10, 12), (10.0, 0.4)
    hits = 0
    for _ in range(300):
        y = MODELS["Misra1a"](x, *truth) + 0.3 * rng.normal(size=x.size)
        fit: NonlinearFit = nonlinear_fit(MODELS["Misra1a"], x, y, starts={"b1": 8, "b2": 0.5})
        low, high = fit.table[["conf_low", "conf_high"]].to_numpy()[1]
        hits += bool(low < truth[1] < high)
    assert hits / 300 == pytest.approx(0.95, abs=0.038)  # three binomial standard errors of 300 draws
