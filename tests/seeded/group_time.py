"""Group-time effects with bootstrap, by subgroup."""

import numpy as np

from sxsh_eval.estimates.effects.aggregation import aggregate_effects
from sxsh_eval.estimates.effects.group_time import group_time_effects
from sxsh_eval.estimates.effects.subgroups import heterogeneous_effects
from tests.estimates.effects.panels import ROLES, world

data = world(np.random.default_rng(1), units=90)
data = data.assign(kind=np.array(["a", "b"])[data["id"] % 2], where=np.array(["n", "s", "w"])[data["id"] % 3])
effects = group_time_effects(data, **ROLES, covariates=["x", "where"], cluster="cluster", bootstrap=99)
shown = [effects.table, effects.checks]
for part in (aggregate_effects(effects, "dynamic", bootstrap=99), heterogeneous_effects(data, by="kind", **ROLES)):
    shown += [part.table, part.checks]
for table in shown:
    print(table.to_csv())
