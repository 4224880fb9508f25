"""A scenario's own beliefs count wherever it is looked at."""

from __future__ import annotations

from typing import Any

import sxsh_eval as sx
from tests.letters import study

PATHS = 150


def test_the_search_for_money_believes_what_the_projection_believes() -> None:
    given = study("2016-2020")
    choices = given.model_copy(
        update={"province": "binh-dinh", "programme": given.programme.model_copy(update={"paths": PATHS})}
    )
    inputs = sx.read_inputs(choices)
    registry = inputs.registry
    base = sx.base_population(inputs, choices)
    plain = next(each for each in sx.read_scenarios(choices) if each.id == "combined")
    none_enter = registry.priors["entry"].model_copy(update={"law": "fixed", "central": 0.0})
    believer = plain.model_copy(update={"priors": {"entry": none_enter}})
    targets = {
        key: target for key, target in sx.attainment_targets(inputs, choices).items() if target.indicator == "adoption"
    }
    chances: list[Any] = []
    for scenario in (plain, believer):
        projections = sx.project_scenarios(base, [scenario], choices, registry)
        scale = sx.joined(sx.required_scales(base, projections, targets, choices, registry))
        assert scale is not None
        [planned] = [row for row in scale.table.to_dict("records") if row["term"].startswith("chance_planned|")]
        reached = projections[0].share("adopters")[:, -1] >= 50
        assert planned["estimate"] == 100 * reached.mean()
        chances.append(planned["estimate"])
    assert chances[1] > chances[0]  # without newcomers the share is higher
