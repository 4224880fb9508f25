"""Small pieces of a report, done once beforehand: what happens at a first use does not happen in each kernel."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

from sxsh_eval.runs.warm.preload import PICTURES, preload


def rehearsal(wanted: object) -> Iterator[str]:
    """Rehearse on made-up data, a step at each `next`, so that requests can be answered in between.

    Nothing depends on it: it ends at the first error, which a report would then name.

    Parameters
    ----------
    wanted : object
        Path of the study file, slug of a province and period, as a client sent them.

    Yields
    ------
    str
        Name of the step done.
    """
    try:
        study, province, period = map(str, wanted)  # type: ignore[call-overload]
        for module in PICTURES:
            preload([module])
            yield module
        yield from _steps(study, province, period)
    except Exception:  # noqa: BLE001 (see above)
        traceback.print_exc()


def _steps(study: str, province: str, period: str) -> Iterator[str]:
    import sxsh_eval as sx
    from sxsh_eval.reports.fonts import PAGE_WEIGHTS, digits_font
    from sxsh_eval.reports.show import set_out  # pixels are left to the kernels: setting them starts threads

    for weight in PAGE_WEIGHTS:
        digits_font(weight)
    yield "fonts"
    choices = sx.read_study(study, province=province, period=period, settings={"data.synthetic": True})
    inputs = sx.read_inputs(choices)
    yield "inputs"
    set_out(sx.data_section(inputs, choices))
    yield "data"
    set_out(sx.progress_section(sx.estimate_progress(inputs, choices), inputs, choices))
    yield "progress"
    adoption, spread = sx.estimate_adoption(inputs, choices), sx.estimate_spread(inputs, choices)
    yield "adoption"
    savings = sx.estimate_savings(inputs, choices)
    costs = sx.estimate_province_costs(savings, inputs, choices)
    yield "savings"
    shown = sx.release_estimates(inputs, choices, adoption=adoption, spread=spread, savings=savings, costs=costs)
    yield "release"
    set_out(sx.adoption_section(shown.adoption, sx.estimate_implied(inputs), inputs, choices))
    set_out(sx.spread_section(shown.spread, inputs, choices))
    yield "pictures of adoption"
    set_out(sx.savings_section(shown.savings, inputs, choices))
    set_out(sx.costs_section(shown.costs, inputs, choices))
    yield "pictures of savings"
